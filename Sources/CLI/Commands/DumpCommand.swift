import MartletCore

/// Runs `martlet dump`.
struct DumpCommand: Command {
    static let spec = CommandSpec.dump

    private let output: String?
    private let isCheck: Bool

    init(_ invocation: Invocation) {
        output = invocation.value("output")
        isCheck = invocation.flag("check")
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        if output != nil, operations.project.databases.count > 1 {
            throw MartletError(
                .usage, "--output names one file, but the project has \(operations.project.databases.count) databases",
                help: "choose one with --database NAME")
        }
        let destination = try destination()
        if isCheck, destination == .outcome { throw nothingToCompare("standard output") }
        if isCheck, destination == .snapshot,
            let target = operations.project.databases.first(where: { $0.snapshot == nil })
        {
            throw nothingToCompare(target.name)
        }
        let outcome = DumpOperation(operations, destination, check: isCheck).run()
        for database in outcome.databases { if let schema = database.schema { context.console.print(file: schema) } }
        return context.report(outcome, isDeed: true) { $0.schema == nil ? RunText.lines($0) : [] }
    }

    private func nothingToCompare(_ what: String) -> MartletError {
        MartletError(
            .usage, "\(what) has no file to compare with",
            help: "name one with --output PATH, or under snapshot: in martlet.yaml")
    }

    private func destination() throws(MartletError) -> DumpOperation.Destination {
        switch output {
        case nil: .snapshot
        case "-": .outcome
        case let path?:
            .file(try FilePath(validating: path).resolved(against: try FileSystem.currentFolder()))
        }
    }
}
