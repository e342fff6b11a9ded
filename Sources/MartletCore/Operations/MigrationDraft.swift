public import SchemaModel

/// The statements of a migration before it is written: both ways.
struct MigrationDraft {
    /// The way forward.
    var up = ""
    /// The way back.
    var down = ""
    /// What a person should know.
    var diagnostics: [Diagnostic] = []

    /// The way back as the comments of a block, which uncovers them again.
    var downInComments: String {
        if down.isEmpty { return "-- \n" }
        return down.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            $0.isEmpty ? "--\n" : "-- \($0)\n"
        }.joined()
    }
}

/// The schema that a new migration is to lead to.
public struct SchemaGoal {
    let name: String
    let options: DiffOperation.Options
    let currentFolder: FilePath
    let isRename: (RenameHint) -> Bool

    /// Makes a goal.
    /// - Parameters:
    ///   - name: the schema, named as for `DiffOperation`.
    ///   - options: renames, and whether the statements keep nobody waiting.
    ///   - isRename: asks a person whether something has only a new name.
    public init(
        _ name: String, _ options: DiffOperation.Options = .init(), currentFolder: FilePath,
        isRename: @escaping (RenameHint) -> Bool = { _ in false }
    ) {
        self.name = name
        self.options = options
        self.currentFolder = currentFolder
        self.isRename = isRename
    }

    private static func text(_ plan: SchemaChangePlan) -> String {
        (plan.settings.map { $0 + ";\n" } + plan.commentedStatements).joined(separator: "\n")
    }

    /// What leads there from what a database's migrations make, and back; both are proved.
    /// - Throws: `answer-is-no`, if there is nothing to do.
    func draft(from target: DatabaseTarget, _ context: OperationContext) throws(MartletError) -> MigrationDraft {
        let source = try SchemaSourceFinder(context: context, currentFolder: currentFolder).source(name)
        if let dialect = source.dialect, dialect != target.url.dialect {
            throw MartletError(.usage, "\(name) is a schema of another engine than \(target.name)")
        }
        let reading = SchemaReading(context: context, home: target)
        let here = SchemaSource.migrations(target.migrations, target.url.dialect)
        var way = SchemaComparison(
            old: try reading.schema(here), new: try reading.schema(source), reading: reading)
        way.serverVersion = reading.serverVersion(for: here)
        try way.take(options.renames)
        way.ask(isRename)
        guard !way.isReached else {
            throw MartletError(
                .answerIsNo, "the migrations of \(target.name) make just the schema of \(name)",
                notes: ["nothing was written"])
        }
        let (up, down) = (way, way.reversed)
        let plans = (try up.plan(isOnline: options.isOnline), try down.plan(isOnline: options.isOnline))
        let proofs = (try up.prove(plans.0), try down.prove(plans.1))
        let mark = plans.0.needsNoTransaction || plans.1.needsNoTransaction ? "-- martlet: transaction=none\n\n" : ""
        return MigrationDraft(
            up: mark + up.difference.comments + Self.text(plans.0), down: Self.text(plans.1),
            diagnostics: reading.warnings + proofs.0.notes + proofs.1.notes)
    }
}
