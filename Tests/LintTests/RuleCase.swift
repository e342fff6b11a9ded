import SQLText
import Testing

@testable import Lint

/// SQL with marks where a rule has to find something; without a mark it must find nothing.
///
/// The mark `▸` stands before the first character of each finding, and is no part of the SQL.
struct RuleCase: Sendable, CustomTestStringConvertible {
    let code: String
    let sql: String
    var dialect = Dialect.sqlite
    var version: EngineVersion?
    var transactions = LintedScript.Transactions.one
    var isMigration = true
    var wayBack = LintedScript.WayBack.given
    var direction = LintedScript.Direction.up
    var foreignKeys: Bool?
    var statistics: TableStatistics?

    init(_ code: String, _ sql: String, dialect: Dialect = .sqlite) {
        self.code = code
        self.sql = sql
        self.dialect = dialect
    }

    var testDescription: String { "\(code): \(sql)" }

    /// A copy in which something is different.
    func with(_ change: (inout RuleCase) -> Void) -> RuleCase {
        var copy = self
        change(&copy)
        return copy
    }

    /// Where the marks stand, as `line:column`.
    var expected: [String] {
        var places: [String] = []
        var (line, column) = (1, 1)
        for scalar in sql.unicodeScalars {
            switch scalar {
            case "▸": places.append("\(line):\(column)")
            case "\n": (line, column) = (line + 1, 1)
            default: column += 1
            }
        }
        return places
    }

    /// The script without the marks.
    var script: LintedScript {
        let plain = String(String.UnicodeScalarView(sql.unicodeScalars.filter { $0 != "▸" }))
        var script = LintedScript(SourceText(plain, name: "case.sql", dialect: dialect))
        script.transactions = transactions
        script.isMigration = isMigration
        script.wayBack = wayBack
        script.direction = direction
        script.foreignKeys = foreignKeys
        script.target = LintTarget(version: version, statistics: statistics)
        return script
    }

    /// Where the rule finds something, as `line:column`.
    var found: [String] {
        let file = LintedFile(script.text, scripts: [script])
        return Linter(chosen: [code]).report(on: file).findings.compactMap { placed in
            placed.location.position.map { "\($0.line):\($0.column)" }
        }
    }
}
