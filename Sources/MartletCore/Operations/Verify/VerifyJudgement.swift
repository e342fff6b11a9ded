internal import SQLText

/// What of a report is good enough.
struct VerifyJudgement {
    let report: VerifyReport
    let options: VerifyOperation.Options

    private static let state = "it was tried in a scratch database; \(Diagnostic.nothingChanged)"

    /// Whether anything is not.
    var isNo: Bool { diagnostics.contains { $0.severity == .error } }

    /// What a person should know, each with its place in a file.
    var diagnostics: [Diagnostic] { report.versions.compactMap(diagnostic) + [seeds].compactMap(\.self) }

    private func diagnostic(_ version: VerifyReport.Version) -> Diagnostic? {
        switch version.verdict {
        case .lossless, .notReached: nil
        case .broken: broken(version)
        case .irreversible: irreversible(version)
        case .lossy: lossy(version)
        case .untried: untried(version)
        }
    }

    private func broken(_ version: VerifyReport.Version) -> Diagnostic {
        Diagnostic(
            .migrationBroken, "\(version.subject): \(version.reason)",
            at: version.failure?.diagnostics.first?.location ?? SourceLocation(file: version.file),
            notes: version.differences.prefix(20) + [Self.state],
            help: "mend the file, then: martlet verify \(version.version)")
    }

    private func irreversible(_ version: VerifyReport.Version) -> Diagnostic? {
        let isError =
            options.failsOn == nil ? version.canSaySo && !version.saysIrreversible : options.failsOn != .broken
        guard isError else { return nil }
        return Diagnostic(
            .irreversible,
            "\(version.subject) \(version.saysIrreversible ? "says that it cannot be undone" : version.reason)",
            at: SourceLocation(file: version.file), notes: [Self.state],
            help: version.adviceOnWayBack)
    }

    private func lossy(_ version: VerifyReport.Version) -> Diagnostic? {
        guard options.failsOn == .lossy else { return nil }
        return Diagnostic(
            .rowsLost, "\(version.subject): the way back does not bring all rows back",
            at: SourceLocation(file: version.file), notes: version.losses.map(\.text) + [Self.state],
            help: "keep what it removes in a table of its own, and bring it back from there")
    }

    private func untried(_ version: VerifyReport.Version) -> Diagnostic? {
        guard options.failsOn == .lossy else { return nil }
        return Diagnostic(
            .rowsLost, "\(version.subject): nobody knows whether the way back brings all rows back",
            at: SourceLocation(file: version.file), notes: [version.reason, Self.state],
            help: "try it on a copy of a database that has such rows")
    }

    private var seeds: Diagnostic? {
        guard let seeds = report.seeds, seeds.ending == .different || seeds.ending == .failed else { return nil }
        let message =
            seeds.ending == .failed
            ? seeds.notes.last ?? "seeding fails" : "after going back and forward again, the seeds make something else"
        return Diagnostic(
            .migrationBroken, message, at: seeds.failure?.diagnostics.first?.location,
            notes: (seeds.differences + seeds.losses.map(\.text)).prefix(20) + [Self.state],
            help: "make the ways back leave nothing behind, or mend the seeds, then: martlet verify")
    }
}

extension VerifyReport.Version {
    fileprivate var subject: String { "\(version) \(description)" }
}
