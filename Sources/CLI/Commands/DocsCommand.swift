import MartletCore

/// Runs `martlet docs`.
struct DocsCommand: Command {
    static let spec = CommandSpec.docs

    private let form: String?
    private let output: String?
    private let isCheck: Bool

    init(_ invocation: Invocation) {
        form = invocation.value("as")
        output = invocation.value("output")
        isCheck = invocation.flag("check")
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        let databases = operations.project.databases
        if output != nil, databases.count > 1 {
            throw MartletError(
                .usage, "--output names one place, but the project has \(databases.count) databases",
                help: "choose one with --database NAME")
        }
        let (form, destination) = try wish()
        if isCheck, destination == .outcome {
            throw MartletError(
                .usage, "standard output has no file to compare with",
                help: "name one with --output PATH, or under docs: in martlet.yaml")
        }
        context.watchSignals(operations)
        let outcome = DocsOperation(operations, form, destination, check: isCheck).run()
        for database in outcome.databases {
            if let document = database.document { context.console.print(file: document) }
        }
        return context.report(outcome, isDeed: true) { $0.document == nil ? RunText.lines($0) : [] }
    }

    /// The form and the place; where no form is named, the ending of the file tells it.
    private func wish() throws(MartletError) -> (DocsOperation.Form, DocsOperation.Destination) {
        let named = form.flatMap(DocsOperation.Form.init)
        guard let output else { return (named ?? .markdown, .configured) }
        if output == "-" { return (named ?? .markdown, .outcome) }
        let path = try FilePath(validating: output).resolved(against: try FileSystem.currentFolder())
        if named == .markdown { try requireFolder(path, output) }
        if let form = named ?? DocsOperation.Form(fileExtension: path.extension) { return (form, .path(path)) }
        throw MartletError(
            .usage, "nobody can tell from its name what is to be written to \(PrintableText.escaping(output))",
            help: "say it: --as html, or name a folder for pages of Markdown")
    }

    /// Pages go to a folder: what is called as a file is not meant as one.
    private func requireFolder(_ path: FilePath, _ output: String) throws(MartletError) {
        guard let ending = path.extension, !FileSystem.isFolder(path) else { return }
        let isMarkdown = ["md", "markdown"].contains(ending.lowercased())
        guard isMarkdown || DocsOperation.Form(fileExtension: ending) != nil else { return }
        let folder = String(output.dropLast(ending.count + 1))
        throw MartletError(
            .usage, "Markdown is a folder of pages, and \(PrintableText.escaping(output)) is called as a file",
            help: isMarkdown
                ? "name a folder: --output \(PrintableText.escaping(folder).quotedForShell); one file is --as html"
                : "leave out --as markdown, or name a folder")
    }
}
