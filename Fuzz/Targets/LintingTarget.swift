import Lint
import SQLText

/// The rules of lint, asked about any text: what they find has a place, a code and words, and is found again.
enum LintingTarget {
    static func check(_ input: [UInt8]) throws {
        var input = FuzzInput(input)
        let flags = input.byte()
        let dialect: Dialect = flags & 1 == 0 ? .sqlite : .postgres
        guard let text = try? SourceText(bytes: Array(input.rest), name: "fuzz.sql", dialect: dialect) else { return }
        let file = LintedFile(text, scripts: [script(text, flags)])
        let report = Linter().report(on: file)
        for placed in report.findings {
            try Places.check(placed.location, in: text)
            try check(placed)
        }
        let again = Linter().report(on: file)
        try require(again.findings == report.findings, "found otherwise the second time")
        try checkChoices(file, report)
    }

    private static func script(_ text: SourceText, _ flags: UInt8) -> LintedScript {
        var script = LintedScript(text)
        script.isMigration = flags & 2 == 0
        script.direction = flags & 4 == 0 ? .up : .down
        script.transactions = [.one, .none, .own][Int(flags >> 3) % 3]
        script.wayBack = flags & 64 == 0 ? .missing : .given
        return script
    }

    private static func check(_ placed: PlacedFinding) throws {
        let finding = placed.finding
        try require(RuleCatalogue.codes.contains(finding.code), "no rule has the code \(finding.code)")
        try require(!finding.message.isEmpty && !placed.fingerprint.isEmpty, "nothing is said: \(placed)")
        let isForward = placed.location.position.map { start in
            (start.line, start.column) <= (placed.end.line, placed.end.column)
        }
        try require(isForward == true, "the end is before the beginning: \(placed)")
    }

    /// A rule that is left out finds nothing, and all others find the same as before.
    private static func checkChoices(_ file: LintedFile, _ report: Linter.Report) throws {
        guard let code = report.findings.first?.finding.code else { return }
        let without = Linter(ignored: [code]).report(on: file).findings
        // Whether an allowance is of use depends on who was asked.
        let others = { (findings: [PlacedFinding]) in
            findings.filter { $0.finding.code != code && !$0.finding.code.hasPrefix("allow") }
        }
        try require(others(without) == others(report.findings), "\(code) is left out, and others find something else")
        try require(without.allSatisfy { $0.finding.code != code }, "\(code) is left out and found")
    }
}
