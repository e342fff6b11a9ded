/// Why it cannot be told whether a schema has drifted, or not for certain.
enum DriftProblem {
    /// Rows that nothing can be run again for.
    /// - Parameter files: what is in the folder, which may be another text by now.
    static func silent(
        _ rows: [HistoryRow], of session: DatabaseSession, _ files: [MigrationVersion: Migration]
    ) -> MartletError {
        let shown = rows.prefix(5).map { reason($0, files[$0.version]) }
        let others = rows.count > 5 ? ["and \(rows.count - 5) more"] : []
        return MartletError(
            .unreplayable, "the history of \(session.target.name) does not tell what made its schema",
            notes: shown + others + [Diagnostic.nothingChanged], help: help(session))
    }

    private static func reason(_ row: HistoryRow, _ file: Migration?) -> String {
        if row.kind == .code {
            return file == nil
                ? "\(row.version) was written in Swift: only the program that has it can run it again"
                : "\(row.version) was written in Swift, and the program has another edition of it"
        }
        let origin =
            switch row.kind {
            case .adopted: "was taken over without its script"
            case .snapshot: "came with a snapshot"
            default: "has no script in the history, which keeps none of more than 1 MiB"
            }
        return
            "\(row.version) \(origin), and \(file == nil ? "there is no file of it" : "its file is another one by now")"
    }

    /// A script that cannot be run again.
    static func failed(_ subject: String?, _ failure: MartletError, of session: DatabaseSession) -> MartletError {
        guard let first = failure.diagnostics.first, let subject, first.code != .interrupted else { return failure }
        let notes = first.notes.filter { !$0.hasPrefix("the transaction was undone") }
        return MartletError(
            .unreplayable, "\(subject) fails when the history is run again in a scratch database: \(first.message)",
            at: first.location, notes: notes + [Diagnostic.nothingChanged], help: help(session))
    }

    private static func help(_ session: DatabaseSession) -> String {
        let target = session.target
        let snapshot = target.snapshot?.display(relativeTo: session.context.project.root) ?? "SNAPSHOT"
        return "compare with a schema that is known to be right: martlet diff \(snapshot.quotedForShell) \(target.name)"
    }

    /// What the history is not certain of itself.
    static func uncertain(_ fact: String, _ help: String) -> Diagnostic {
        Diagnostic(.unreplayable, fact, severity: .warning, help: help)
    }

    /// The comparison that a check goes without.
    static func notLooked(_ error: MartletError) -> Diagnostic? {
        guard let first = error.diagnostics.first, first.code != .interrupted else { return nil }
        return Diagnostic(
            first.code, "drift was not looked for: \(first.message)", severity: .warning, at: first.location,
            notes: first.notes.filter { $0 != Diagnostic.nothingChanged }, help: first.help)
    }

    /// A schema that is not as the last run has left it, or not what the history implies.
    static func drifted(_ fact: String) -> Diagnostic {
        Diagnostic(.drift, fact, severity: .warning, help: "martlet drift shows what differs")
    }

    /// A fingerprint that was not written, as it would stand for what somebody has changed by hand.
    static func notKept(_ target: DatabaseTarget) -> Diagnostic {
        drifted("the schema of \(target.name) is not what its history implies, so that no fingerprint of it was kept")
    }

    /// A fingerprint that was not written for another reason.
    static func notKept(_ target: DatabaseTarget, _ error: MartletError) -> Diagnostic {
        let first = error.diagnostics.first
        return Diagnostic(
            first?.code ?? .drift, "no fingerprint of \(target.name) was kept: \(first?.message ?? "")",
            severity: .warning,
            help: first?.help)
    }

    /// A database without a history.
    static func noHistory(_ target: DatabaseTarget) -> MartletError {
        MartletError(
            .unreplayable, "\(target.name) has no history, so that nothing implies what its schema is",
            notes: [Diagnostic.nothingChanged],
            help: "martlet migrate begins one, martlet stamp where the schema is there already, martlet adopt where "
                + "another tool made it")
    }
}
