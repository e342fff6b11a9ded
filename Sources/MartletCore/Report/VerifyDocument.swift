/// The members of a report in the JSON document.
extension VerifyReport {
    var members: [String: JSONValue] {
        [
            "versions": .array(versions.map { .object($0.members) }),
            "unfilled": .array(
                unfilled.map { ["table": .string($0.name), "reason": .string($0.reason)] }),
            "seeds": seeds.map { .object($0.members) } ?? .null, "rows_per_table": .integer(rowsPerTable),
            "counts": .object(
                Dictionary(
                    uniqueKeysWithValues: Verdict.allCases.map { ($0.memberName, .integer(count($0))) })),
        ]
    }

    /// A line for each error, as commands of GitHub's runner, which become annotations of a pull request.
    package static func githubText(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { GithubAnnotation.line($0) + "\n" }.joined()
    }
}

extension VerifyReport.Verdict {
    fileprivate var memberName: String { self == .notReached ? "not_reached" : rawValue }
}

extension VerifyReport.Version {
    fileprivate var members: [String: JSONValue] {
        [
            "version": .string(version.text), "description": .string(description), "file": .string(file),
            "verdict": .string(verdict.rawValue), "says_irreversible": .bool(saysIrreversible),
            "reason": .string(reason), "conditions": .array(conditions.map(JSONValue.string)),
            "losses": .array(losses.map { .object($0.members) }),
            "differences": .array(differences.map(JSONValue.string)),
            "reordered": .array(reordered.map(JSONValue.string)), "rows": .integer(rowCount),
            "rows_digest": ["before": JSONValue(rowsBefore), "after": JSONValue(rowsAfter)],
            "execution_ms": .integer(milliseconds),
        ]
    }
}

extension TableLoss {
    fileprivate var members: [String: JSONValue] {
        [
            "table": .string(table), "gone": .integer(gone), "added": .integer(added), "changed": .integer(changed),
            "columns": .array(columns.map(JSONValue.string)),
        ]
    }
}

extension SeedTrialResult {
    fileprivate var members: [String: JSONValue] {
        [
            "ending": .string(ending.rawValue), "seeds": .integer(seedCount), "undone": .integer(undoneCount),
            "notes": .array(notes.map(JSONValue.string)), "losses": .array(losses.map { .object($0.members) }),
            "differences": .array(differences.map(JSONValue.string)),
            "volatile_columns": .array(volatileColumns.map(JSONValue.string)),
        ]
    }
}
