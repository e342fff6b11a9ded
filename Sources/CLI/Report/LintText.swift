import Lint
import MartletCore

/// What lint found, with the lines that it is about, and how much it is.
enum LintText {
    static func lines(_ report: LintReport, width: Int) -> [StyledText] {
        let blocks = report.findings.flatMap { (placed) -> [StyledText] in lines(placed, width) + [StyledText()] }
        return blocks + [summary(report)]
    }

    private static func lines(_ placed: PlacedFinding, _ width: Int) -> [StyledText] {
        let finding = placed.finding
        return DiagnosticText.lines(
            DiagnosticText.Parts(
                severity: finding.severity == .error ? .error : .warning, code: finding.code,
                message: finding.message, location: placed.location, help: finding.help),
            width: width)
    }

    /// `2 errors, 1 warning in 12 files; 3 allowed, 4 in the baseline`.
    private static func summary(_ report: LintReport) -> StyledText {
        let files = Count.text(report.fileCount, "file")
        let others = [
            report.allowedCount > 0 ? "\(report.allowedCount) allowed" : nil,
            report.knownCount > 0 ? "\(report.knownCount) in the baseline" : nil,
        ].compactMap(\.self)
        let rest: StyledText = others.isEmpty ? "" : "; \(others.joined(separator: ", "))"
        if report.findings.isEmpty { return "\("✓", .green) nothing found in \(files)\(rest)" }
        let errors = Count.text(report.count(.error), "error")
        let warnings = Count.text(report.count(.warning), "warning")
        return "\(errors, report.has(.error) ? .boldRed : .plain), \(warnings) in \(files)\(rest)"
    }
}
