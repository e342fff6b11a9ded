internal import Lint
internal import SQLText

/// The report that GitLab shows beside a merge request.
///
/// Source: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.
enum GitlabReport {
    static func document(_ report: LintReport) -> JSONValue {
        // One digest may not stand for two findings.
        var seen: [String: Int] = [:]
        return .array(
            report.findings.map { placed in
                let key = "\(placed.finding.code):\(placed.location.file):\(placed.fingerprint)"
                seen[key, default: 0] += 1
                return entry(placed, key + ":\(seen[key] ?? 1)")
            })
    }

    private static func entry(_ placed: PlacedFinding, _ fingerprint: String) -> JSONValue {
        [
            "description": .string(
                [placed.finding.message, placed.finding.help].compactMap(\.self).joined(separator: "; ")),
            "check_name": .string(placed.finding.code), "fingerprint": .string(fingerprint),
            "severity": placed.finding.severity == .error ? "major" : "minor",
            "location": [
                "path": .string(placed.location.file),
                "lines": ["begin": .integer(placed.location.position?.line ?? 1), "end": .integer(placed.end.line)],
            ],
        ]
    }
}
