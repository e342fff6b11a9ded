import MartletCore

/// What a check found, a sentence each; the good news too.
enum CheckText {
    static func lines(_ database: DatabaseOutcome) -> [StyledText] {
        let findings = database.findings ?? []
        var lines: [StyledText] = ["\(database.name, .bold)  \(database.url)"]
        lines.append(verdict(findings, .damage, good: "the file is sound", bad: "the file is damaged"))
        lines.append(verdict(findings, .violation, good: "every foreign key has its row", bad: "rows refer to nothing"))
        lines += findings.filter { $0.weight != .advice }.flatMap(detail)
        if database.problemCount > 0 {
            lines.append("  \("!", .red) \(Count.text(database.problemCount, "version")) need a person: martlet status")
        } else if database.pendingCount > 0 {
            lines.append("  \("·", .yellow) \(Count.text(database.pendingCount, "migration")) pending")
        } else {
            lines.append("  \("✓", .green) files and history agree")
        }
        if database.diagnostics.isEmpty { lines.append("  \("✓", .green) the history is as it was written") }
        lines += findings.filter { $0.weight == .advice }.flatMap(detail)
        return lines
    }

    private static func verdict(
        _ findings: [CheckFinding], _ weight: CheckFinding.Weight, good: String, bad: String
    ) -> StyledText {
        findings.contains { $0.weight == weight } ? "  \("!", .red) \(bad)" : "  \("✓", .green) \(good)"
    }

    private static func detail(_ finding: CheckFinding) -> [StyledText] {
        let mark: StyledText = finding.weight == .advice ? "\("·", .dim)" : "\("!", .red)"
        return ["  \(mark) \(finding.message)"] + (finding.help.map { ["    \("→ \($0)", .dim)"] } ?? [])
    }
}
