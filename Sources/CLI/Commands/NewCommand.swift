import MartletCore

/// Runs `martlet new`.
struct NewCommand: Command {
    static let spec = CommandSpec.new

    private let name: String
    private let kind: NewOperation.Kind
    private let numbering: NewOperation.Numbering
    private let wayBack: NewOperation.WayBack
    private let parents: [MigrationVersion]

    init(_ invocation: Invocation) {
        name = invocation.required("NAME")
        kind = invocation.flag("seed") ? .seed : .migration
        numbering =
            invocation.flag("timestamp") ? .timestamp : invocation.flag("revision") ? .revision : .likeTheNewest
        wayBack = invocation.flag("down") ? .ownFile : invocation.flag("sections") ? .section : .block
        parents = invocation.values("parent").map(MigrationVersion.init)
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operation = NewOperation(
            try context.operations(), name: name, kind: kind, numbering: numbering, wayBack: wayBack,
            parents: parents)
        let result = context.reportDeeds(try operation.run())
        let next = kind == .seed ? "martlet seed" : "martlet plan"
        if !context.globals.isDryRun { context.console.note("→ write its statements, then: \(next)") }
        return result
    }
}
