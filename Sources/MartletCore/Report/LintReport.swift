public import Lint
internal import SQLText

/// What lint found in the scripts of a project, or in files of SQL.
public struct LintReport: Sendable {
    /// What was found, file by file, by place; without what is allowed or known.
    public var findings: [PlacedFinding] = []
    /// How many files were looked at.
    public var fileCount = 0
    /// How many findings the files themselves allow.
    public var allowedCount = 0
    /// How many findings the baseline has.
    public var knownCount = 0

    /// Nothing looked at yet.
    public init() {}

    /// How many findings are of a severity.
    public func count(_ severity: Finding.Severity) -> Int { findings.count { $0.finding.severity == severity } }

    /// Whether there is a finding of a severity, or worse.
    public func has(_ severity: Finding.Severity) -> Bool { findings.contains { $0.finding.severity >= severity } }
}

extension PlacedFinding {
    /// The page that explains its rule.
    package var page: String { "docs/rules/\(finding.code).md" }

    /// The members of a finding in the JSON document.
    var members: [String: JSONValue] {
        [
            "code": .string(finding.code), "severity": .string(finding.severity.rawValue),
            "message": .string(finding.message), "help": JSONValue(finding.help), "table": JSONValue(finding.table),
            "file": .string(location.file), "line": JSONValue(location.position?.line),
            "column": JSONValue(location.position?.column), "end_line": .integer(end.line),
            "end_column": .integer(end.column), "fingerprint": .string(fingerprint),
        ]
    }
}

extension LintReport {
    /// The members of the report in the JSON document.
    var members: [String: JSONValue] {
        [
            "findings": .array(findings.map { .object($0.members) }), "files": .integer(fileCount),
            "errors": .integer(count(.error)), "warnings": .integer(count(.warning)),
            "allowed": .integer(allowedCount), "known": .integer(knownCount),
        ]
    }
}
