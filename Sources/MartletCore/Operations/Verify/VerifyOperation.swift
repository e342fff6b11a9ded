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
            outcome.diagnostics += judgement.diagnostics
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

/// What of a report is good enough.
struct VerifyJudgement {
    let report: VerifyReport
    let options: VerifyOperation.Options

    /// Whether anything is not.
    var isNo: Bool {
        diagnostics.contains { $0.severity == .error }
    }

    /// What a person should know, each with its place in a file.
    var diagnostics: [Diagnostic] {
        report.versions.compactMap(diagnostic) + [seeds].compactMap(\.self)
    }

    private func diagnostic(_ version: VerifyReport.Version) -> Diagnostic? {
        let place = SourceLocation(file: version.file)
        let subject = "\(version.version) \(version.description)"
        switch version.verdict {
        case .lossless, .notReached: return nil
        case .broken:
            return Diagnostic(
                .migrationBroken, "\(subject): \(version.reason)",
                at: version.failure?.diagnostics.first?.location ?? place,
                notes: Array(version.differences.prefix(20)) + [
                    "it was tried in a scratch database; \(Diagnostic.nothingChanged)"
                ],
                help: "mend the file, then: martlet verify \(version.version)")
        case .irreversible:
            let isError = options.failsOn == nil ? !version.saysIrreversible : options.failsOn != .broken
            guard isError else { return nil }
            return Diagnostic(
                .irreversible,
                "\(subject): \(version.saysIrreversible ? "says that it cannot be undone" : version.reason)",
                at: place,
                help: "write the way back below `-- martlet:down`"
                    + (version.saysIrreversible ? "" : ", or say so: -- martlet: irreversible"))
        case .lossy:
            guard options.failsOn == .lossy else { return nil }
            return Diagnostic(
                .rowsLost, "\(subject): the way back does not bring all rows back", at: place,
                notes: version.losses.map(\.text),
                help:
                    "keep what it removes in a table of its own, or say that it cannot be undone: -- martlet: irreversible"
            )
        }
    }

    private var seeds: Diagnostic? {
        guard let seeds = report.seeds, seeds.ending == .different || seeds.ending == .failed else { return nil }
        let message =
            seeds.ending == .failed
            ? seeds.notes.last ?? "seeding fails" : "after going back and forward again, the seeds make something else"
        return Diagnostic(
            .migrationBroken, message, at: seeds.failure?.diagnostics.first?.location,
            notes: (seeds.differences + seeds.losses.map(\.text)).prefix(20)
                + ["it was tried in a scratch database; \(Diagnostic.nothingChanged)"],
            help: "martlet verify says what differs")
    }
}
