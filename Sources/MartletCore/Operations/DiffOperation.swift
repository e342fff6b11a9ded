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
    ///     database file or a backup, from the caller's folder; with `sqlite:` or `postgres:` in front, SQL of that engine.
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
            let home = try SchemaHome(context, [sources.0, sources.1]).target()
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
        var report = DifferenceReport(
            from: old, to: new, fromFingerprint: try comparison.old.fingerprint(),
            toFingerprint: try comparison.new.fingerprint(), difference: comparison.difference)
        var diagnostics = comparison.reading.warnings
        if options.plansStatements {
            let plan = try comparison.plan(isOnline: options.isOnline)
            report.plan = plan
            let (isProved, notes) = try comparison.prove(plan)
            report.isProved = isProved
            diagnostics += notes
        }
        let differs = options.isCheck && !report.difference.isLeftAlone
        var outcome = Outcome(command: "diff", diagnostics: diagnostics, exitStatus: differs ? .answerIsNo : .done)
        outcome.difference = report
        return outcome
    }
}
