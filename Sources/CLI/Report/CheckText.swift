import MartletCore

/// What a check found, a sentence each; the good news too.
enum CheckText {
    /// What is looked at: rows in a file, the catalogues of a server, which enforces foreign keys itself.
    private struct Words {
        var whole: String
        var rules: String
        var kept: String
        var broken: String

        static let ofFile = Words(
            whole: "file", rules: "foreign keys", kept: "every foreign key has its row",
            broken: "foreign keys do not hold")
        static let ofServer = Words(
            whole: "database", rules: "indexes, constraints", kept: "every index and constraint holds",
            broken: "work was left half done")
    }

    static func lines(_ database: DatabaseOutcome) -> [StyledText] {
        let findings = database.findings ?? []
        let server = database.server.map { "  \($0.name) \($0.version)" } ?? ""
        let heading: StyledText = "\(database.name, .bold)  \(database.url)\(server)"
        let damage = findings.filter { $0.weight == .damage }
        let words = database.server?.engine == "sqlite" ? Words.ofFile : Words.ofServer
        guard damage.isEmpty else { return [heading] + damaged(damage, words) }
        let violations = findings.filter { $0.weight == .violation }
        var lines = [heading, "  \("✓", .green) the \(words.whole) is sound"]
        lines.append(
            violations.isEmpty ? "  \("✓", .green) \(words.kept)" : "  \("!", .red) \(words.broken)")
        lines += grouped(violations)
        // Without them the error has stopped the check, and speaks for itself.
        if database.migrations != nil { lines += verdicts(database) }
        lines += findings.filter { $0.weight == .advice }.flatMap { detail($0, indent: "  · ") }
        return lines
    }

    /// Nothing good is said of a damaged file: what is read of it may be wrong.
    private static func damaged(_ findings: [CheckFinding], _ words: Words) -> [StyledText] {
        var lines: [StyledText] = ["  \("!", .red) the \(words.whole) is damaged"]
        lines += findings.map { "    \($0.message)" }
        // All the faults of a file have the one remedy.
        if let help = findings.first?.help { lines.append("    \("→ \(help)", .dim)") }
        return lines + ["  \("–", .dim) \(words.rules), files and history were not checked"]
    }

    private static func verdicts(_ database: DatabaseOutcome) -> [StyledText] {
        var lines: [StyledText] = []
        if database.problemCount > 0 {
            let count = database.problemCount
            let need = Count.text(count, "version") + (count == 1 ? " needs" : " need")
            lines.append("  \("!", .red) \(need) a person: martlet status")
        } else if database.pendingCount > 0 {
            lines.append("  \("·", .yellow) \(Count.text(database.pendingCount, "migration")) pending")
        } else {
            lines.append("  \("✓", .green) files and history agree")
        }
        lines += DriftText.verdict(database)
        if !database.diagnostics.contains(where: { $0.code == .historyDamaged }) {
            lines.append("  \("✓", .green) the history is as it was written")
        }
        return lines
    }

    /// Rows that share a remedy stand together, with the remedy behind the last of them.
    private static func grouped(_ findings: [CheckFinding]) -> [StyledText] {
        var lines: [StyledText] = []
        for (index, finding) in findings.enumerated() {
            lines.append("    \(finding.message)")
            let next = index + 1 < findings.count ? findings[index + 1].help : nil
            if let help = finding.help, help != next { lines.append("    \("→ \(help)", .dim)") }
        }
        return lines
    }

    private static func detail(_ finding: CheckFinding, indent: String) -> [StyledText] {
        ["\(indent)\(finding.message)"] + (finding.help.map { ["    \("→ \($0)", .dim)"] } ?? [])
    }
}
