import SQLText
import TestSupport

@testable import Lint

/// The page of a rule, as far as tests read it.
struct RulePage {
    /// A block of SQL with what its fence says of it.
    struct Example: CustomStringConvertible {
        var sql: String
        var attributes: [String: String]
        var line: Int

        var description: String { "line \(line): \(sql)" }
    }

    static let folder = MartletBinary.packageRoot + "/docs/rules"

    let code: String
    let lines: [Substring]

    /// The page of a rule; `nil` if there is none.
    init?(_ code: String) {
        guard let text = TextFile.read("\(Self.folder)/\(code).md") else { return nil }
        self.code = code
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The codes of all pages.
    static var codes: [String] {
        Program.run(["find", folder, "-name", "*.md"]).output.split(separator: "\n").compactMap { path in
            path.split(separator: "/").last?.dropLast(3)
        }.map(String.init).filter { $0 != "README" }.sorted()
    }

    /// The line under the heading: `warning`, and for whom.
    var headline: Substring { lines.count > 2 ? lines[2] : "" }

    /// What is found, in one paragraph.
    var problem: String { lines.dropFirst(4).prefix { !$0.isEmpty }.joined(separator: " ") }

    /// The headings of its parts.
    var headings: [Substring] { lines.filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3) } }

    /// The blocks of SQL behind a line.
    func examples(behind title: String) -> [Example] {
        guard let start = lines.firstIndex(where: { $0 == title + ":" }) else { return [] }
        var examples: [Example] = []
        var current: Example?
        for (index, line) in lines.enumerated() where index > start {
            if current == nil, line.hasPrefix("```sql") {
                current = Example(sql: "", attributes: Self.attributes(line), line: index + 1)
            } else if line == "```", let example = current {
                examples.append(example)
                current = nil
            } else if current != nil {
                current?.sql += line + "\n"
            } else if line.hasSuffix(":") {
                break
            }
        }
        return examples
    }

    private static func attributes(_ fence: Substring) -> [String: String] {
        let pairs = fence.split(separator: " ").dropFirst().map {
            $0.split(separator: "=", maxSplits: 1).map(String.init)
        }
        return Dictionary(pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { first, _ in first }
    }
}

extension RulePage.Example {
    /// The dialects that the example is for.
    func dialects(of page: RulePage) -> [Dialect] {
        if let name = attributes["dialect"], let dialect = Dialect(rawValue: name) { return [dialect] }
        let headline = page.headline
        if headline.contains("both dialects") { return [.sqlite, .postgres] }
        return headline.contains("PostgreSQL") ? [.postgres] : [.sqlite]
    }

    /// How often a rule finds something in it.
    func count(_ code: String, _ dialect: Dialect) -> Int {
        var script = LintedScript(SourceText(sql, name: "page.sql", dialect: dialect))
        script.transactions =
            attributes["transaction"] == "own" ? .own : attributes["transaction"] == "none" ? .none : .one
        script.isMigration = attributes["migration"] != "no"
        script.direction = attributes["direction"] == "down" ? .down : .up
        switch attributes["way-back"] {
        case "missing": script.wayBack = .missing
        case "irreversible": script.wayBack = .irreversible
        default: script.wayBack = .given
        }
        script.target.version = attributes["version"].flatMap { EngineVersion($0) }
        let rows = attributes.compactMap { key, value -> (ObjectName, TableStatistics.Size)? in
            guard key.hasPrefix("rows."), let rows = Int(value) else { return nil }
            return (ObjectName(schema: "public", String(key.dropFirst(5))), .init(rows: rows, bytes: 8192))
        }
        if !rows.isEmpty { script.target.statistics = TableStatistics(Dictionary(rows) { first, _ in first }) }
        let file = LintedFile(script.text, scripts: [script])
        return Linter().report(on: file).findings.count { $0.finding.code == code }
    }
}
