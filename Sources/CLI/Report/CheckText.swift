import MartletCore

/// What a check found, a sentence each; the good news too.
enum CheckText {
    static func lines(_ database: DatabaseOutcome) -> [StyledText] {
        let findings = database.findings ?? []
        let server = database.server.map { "  \($0.name) \($0.version)" } ?? ""
        var lines: [StyledText] = ["\(database.name, .bold)  \(database.url)\(server)"]
        lines.append(verdict(findings, .damage, good: "the file is sound", bad: "the file is damaged"))
        lines.append(verdict(findings, .violation, good: "every foreign key has its row", bad: "rows refer to nothing"))
        lines += findings.filter { $0.weight != .advice }.flatMap(detail)
        if database.problemCount > 0 {
            let count = database.problemCount
            let need = Count.text(count, "version") + (count == 1 ? " needs" : " need")
            lines.append("  \("!", .red) \(need) a person: martlet status")
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
        // Advice stands for itself; damage and violations stand under their verdict.
        let indent = finding.weight == .advice ? "  · " : "    "
        return ["\(indent)\(finding.message)"] + (finding.help.map { ["    \("→ \($0)", .dim)"] } ?? [])
    }
}
