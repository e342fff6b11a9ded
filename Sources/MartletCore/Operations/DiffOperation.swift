internal import SQLText
public import SchemaModel

/// Compares two schemas, wherever they are, and plans the way from one to the other.
public struct DiffOperation {
    /// What is wanted beside the difference itself.
    public struct Options: Sendable, Hashable {
        /// Whether the statements are planned that turn the first into the second, and proved.
        public var plansStatements = false
        /// PostgreSQL: whether they keep nobody waiting, at the price of running outside of one transaction.
        public var isOnline = true
        /// What has another name now: `users=people`, `users.mail=email`.
        public var renames: [String] = []
        /// Whether the answer is no where they differ.
        public var isCheck = false

        /// The difference alone.
        public init() {}
    }

    let context: OperationContext
    let old: String
    let new: String
    let options: Options
    let currentFolder: FilePath

    /// Makes the operation.
    /// - Parameters:
    ///   - old: what is compared: the name of a database of the project, a URL, a folder of migrations, a file of SQL, a
    ///     database file or a backup, from the caller's folder.
    ///   - new: what it is compared with.
    public init(
        _ context: OperationContext, from old: String, to new: String, _ options: Options = Options(),
        currentFolder: FilePath
    ) {
        self.context = context
        self.old = old
        self.new = new
        self.options = options
        self.currentFolder = currentFolder
    }

    /// Compares.
    /// - Parameter isRename: asks a person whether something has only a new name; the answer is no without one.
    public func run(isRename: (RenameHint) -> Bool = { _ in false }) -> Outcome {
        do throws(MartletError) {
            let finder = SchemaSourceFinder(context: context, currentFolder: currentFolder)
            let sources = (try finder.source(old), try finder.source(new))
            let home = try SchemaHome(context: context, old: sources.0, new: sources.1).target()
            let reading = SchemaReading(context: context, home: home)
            var comparison = SchemaComparison(
                old: try reading.schema(sources.0), new: try reading.schema(sources.1), reading: reading)
            if options.plansStatements { comparison.serverVersion = reading.serverVersion(for: sources.0) }
            return try outcome(comparison, isRename)
        } catch {
            return Outcome(command: "diff", diagnostics: error.diagnostics, exitStatus: error.exitStatus)
        }
    }

    private func outcome(
        _ comparison: SchemaComparison, _ isRename: (RenameHint) -> Bool
    ) throws(MartletError) -> Outcome {
        var comparison = comparison
        try comparison.take(options.renames)
        comparison.ask(isRename)
        var report = DifferenceReport(from: old, to: new, difference: comparison.difference)
        var diagnostics: [Diagnostic] = []
        if options.plansStatements {
            let plan = try comparison.plan(isOnline: options.isOnline)
            report.plan = plan
            (report.isProved, diagnostics) = try comparison.prove(plan)
        }
        let differs = options.isCheck && !report.difference.isEmpty
        var outcome = Outcome(command: "diff", diagnostics: diagnostics, exitStatus: differs ? .answerIsNo : .done)
        outcome.difference = report
        return outcome
    }
}

/// Decides which database serves what is none itself.
struct SchemaHome {
    let context: OperationContext
    let old: SchemaSource
    let new: SchemaSource

    /// A database of the engine that both are of: its settings, and the server beside whose databases others are made.
    /// - Throws: `usage`, if they are of two engines, or nobody can tell of which.
    func target() throws(MartletError) -> DatabaseTarget {
        if let first = old.dialect, let second = new.dialect, first != second {
            throw MartletError(
                .usage, "one is of SQLite and the other of PostgreSQL: their statements cannot be compared",
                help: "martlet diff --parity compares what both mean")
        }
        let dialect = old.dialect ?? new.dialect
        let owners = context.project.databases.filter { target in
            [old, new].contains { if case .migrations(let path) = $0 { path == target.migrations } else { false } }
        }
        let candidates = owners + [old.database, new.database].compactMap(\.self) + theOnlyOne
        if let home = candidates.first(where: { dialect == nil || $0.url.dialect == dialect }) { return home }
        if dialect == .postgres {
            throw MartletError(
                .usage, "there is no server to make a database on that such a schema is tried in",
                help: "name a database on one: --url postgres://user@host/name")
        }
        if dialect == .sqlite { return Self.nothing }
        throw MartletError(
            .usage, "nobody can tell whose SQL it is",
            help: "say of which database it is with --database NAME, or with --url: sqlite::memory: for SQLite")
    }

    private var theOnlyOne: [DatabaseTarget] {
        context.project.databases.count == 1 ? context.project.databases : []
    }

    private static var nothing: DatabaseTarget {
        let nowhere: FilePath = "/"
        return DatabaseTarget(
            name: "sqlite", url: ConnectionURL(.sqlite(.memory)), migrations: nowhere, backups: nowhere)
    }
}
