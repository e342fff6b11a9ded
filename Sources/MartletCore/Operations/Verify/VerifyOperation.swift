internal import SQLText

/// Tries every migration in databases that are nobody's: forward, back, and forward again, with rows in the tables.
public struct VerifyOperation {
    /// What is tried, and when the answer is no.
    public struct Options: Sendable, Hashable {
        /// The versions to try; none for all, and then with the seeds.
        public var versions: Set<MigrationVersion> = []
        /// From which verdict on the answer is no; `nil` for what is broken, and for what has no way back without saying
        /// so.
        public var failsOn: VerifyLimit?
        /// How many rows each table is given.
        public var rows = 20

        /// Everything, with the usual rows.
        public init() {}

        func asksFor(_ version: MigrationVersion) -> Bool { versions.isEmpty || versions.contains(version) }
    }

    let context: OperationContext
    let options: Options

    /// Makes the operation.
    public init(_ context: OperationContext, _ options: Options = Options()) {
        self.context = context
        self.options = options
    }

    /// Tries the migrations of every database.
    /// - Returns: for each database a report; exit status 3 where a verdict is not good enough.
    public func run() -> Outcome {
        var known: Set<MigrationVersion> = []
        var outcome = context.forEachDatabase("verify", goesOn: true) { (target, outcome) throws(MartletError) in
            let verification = DatabaseVerification(
                reading: SchemaReading(context: context, home: target), options: options)
            let report = try verification.run()
            known.formUnion(report.versions.map(\.version))
            let judgement = VerifyJudgement(report: report, options: options)
            outcome.verification = report
            outcome.diagnostics += judgement.diagnostics + verification.reading.warnings
            if judgement.isNo { outcome.exitStatus = .answerIsNo }
        }
        let unknown = options.versions.subtracting(known).sorted { $0.text < $1.text }
        if outcome.isOK, let version = unknown.first {
            outcome.diagnostics.append(
                Diagnostic(
                    .unknownVersion, "there is no migration \(version.text)", notes: [Diagnostic.nothingChanged],
                    help: "martlet status lists them"))
            outcome.exitStatus = .usage
        }
        return outcome
    }
}
