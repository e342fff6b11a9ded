import MartletCore

/// Runs `martlet new`.
struct NewCommand: Command {
    static let spec = CommandSpec.new

    private let name: String
    private let kind: NewOperation.Kind
    private let numbering: NewOperation.Numbering
    private let wayBack: NewOperation.WayBack
    private let parents: [MigrationVersion]
    private let goal: String?
    private let options: DiffOperation.Options

    init(_ invocation: Invocation) {
        name = invocation.required("NAME")
        kind = invocation.flag("seed") ? .seed : .migration
        numbering =
            invocation.flag("timestamp") ? .timestamp : invocation.flag("revision") ? .revision : .likeTheNewest
        wayBack = invocation.flag("down") ? .ownFile : invocation.flag("sections") ? .section : .block
        parents = invocation.values("parent").map(MigrationVersion.init)
        goal = invocation.value("from-diff")
        var options = DiffOperation.Options()
        options.isOnline = !invocation.flag("plain")
        options.renames = invocation.values("rename")
        self.options = options
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        var operation = NewOperation(
            operations, name: name, kind: kind, numbering: numbering, wayBack: wayBack,
            parents: parents)
        if let goal {
            // Scratch databases have to go.
            context.watchSignals(operations)
            operation.goal = SchemaGoal(goal, options, currentFolder: try FileSystem.currentFolder()) { hint in
                context.prompt.isYes(DifferenceText.question(hint))
            }
        }
        let outcome = try operation.run()
        let result = context.reportDeeds(outcome)
        let stamping = outcome.databases.first?.stamping
        let next = stamping ?? (kind == .seed ? "martlet seed" : "martlet plan")
        let advice =
            goal == nil
            ? "write its statements, then"
            : "read the statements, then" + (stamping == nil ? "" : ", as the database has all of it")
        if !context.globals.isDryRun { context.console.note("→ \(advice): \(next)") }
        return result
    }
}
