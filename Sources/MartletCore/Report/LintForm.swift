internal import Lint

/// A form of a lint report that other programs read.
public enum LintForm: String, Sendable, CaseIterable {
    /// Commands of GitHub's runner, which become annotations of a pull request.
    case github
    /// GitLab's report of code quality.
    case gitlab
    /// SARIF 2.1.0, which code scanning takes.
    case sarif
    /// Lines like those of a compiler, which editors know.
    case gcc

    /// The report in this form; ends with a line end, unless it is empty.
    package func text(_ report: LintReport) -> String {
        switch self {
        case .github: Self.lines(report, GithubAnnotation.line)
        case .gitlab: GitlabReport.document(report).pretty + "\n"
        case .sarif: SarifReport.document(report).pretty + "\n"
        case .gcc: Self.lines(report, GccLine.text)
        }
    }

    private static func lines(_ report: LintReport, _ line: (PlacedFinding) -> String) -> String {
        report.findings.map { line($0) + "\n" }.joined()
    }
}
