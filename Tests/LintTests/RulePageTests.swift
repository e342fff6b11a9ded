import SQLText
import TestSupport
import Testing

@testable import Lint

/// Each rule has a page, whose examples are what it says they are.
struct RulePageTests {
    @Test func everyRuleHasAPageAndEveryPageARule() {
        #expect(RulePage.codes == RuleCatalogue.all.map { $0.code })
    }

    @Test func codesAreSmallWords() {
        for code in RuleCatalogue.codes { #expect(code.wholeMatch(of: #/[a-z]+(-[a-z]+)*/#) != nil, "\(code)") }
    }

    @Test(arguments: RulePage.codes)
    func thePageSaysWhatTheRuleIs(_ code: String) throws {
        let page = try #require(RulePage(code))
        let rule = try #require(RuleCatalogue.all.first { $0.code == code })
        #expect(page.lines.first == "# \(code)")
        #expect(page.headline == "`\(rule.severity.rawValue)`, \(Self.dialects(of: code)).")
        #expect(!page.problem.isEmpty)
        #expect(page.headings == ["Why", "The safe way", "Example"])
    }

    @Test(arguments: RulePage.codes)
    func theExamplesOfThePageAreWhatItSays(_ code: String) throws {
        let page = try #require(RulePage(code))
        let (found, notFound) = (page.examples(behind: "Found"), page.examples(behind: "Not found"))
        #expect(!found.isEmpty && !notFound.isEmpty)
        for example in found {
            for dialect in example.dialects(of: page) { #expect(example.count(code, dialect) > 0, "\(example)") }
        }
        for example in notFound {
            for dialect in example.dialects(of: page) { #expect(example.count(code, dialect) == 0, "\(example)") }
        }
    }

    /// A rule of both dialects has one of each for either; what the server cannot read is no example of anything.
    @Test(arguments: RulePage.codes)
    func eachDialectHasAnExampleThatIsFoundAndOneThatIsNot(_ code: String) throws {
        let page = try #require(RulePage(code))
        let rule = try #require(RuleCatalogue.all.first { $0.code == code })
        for title in ["Found", "Not found"] {
            let examples = page.examples(behind: title)
            let dialects = Set(examples.flatMap { $0.dialects(of: page) })
            #expect(dialects == Self.dialectSet(of: rule.code), "\(title)")
            for example in examples where code != StatementNotRead.code {
                let unread = example.dialects(of: page).map { example.count(StatementNotRead.code, $0) }
                #expect(unread.allSatisfy { $0 == 0 }, "\(example)")
            }
        }
    }

    @Test func theListOfRulesIsThatOfTheCatalogue() throws {
        let path = RulePage.folder + "/README.md"
        let text = try Self.list()
        if Golden.isRecording { TextFile.write(text, to: path) }
        #expect(TextFile.read(path) == text, "record it with RECORD_GOLDEN=1")
    }

    // MARK: What the pages have to say

    private static func dialectSet(of code: String) -> Set<Dialect> {
        switch dialects(of: code) {
        case "SQLite": [.sqlite]
        case "PostgreSQL": [.postgres]
        default: [.sqlite, .postgres]
        }
    }

    private static func dialects(of code: String) -> String {
        let isOf = (RuleCatalogue.sqlite, RuleCatalogue.postgres)
        let (isSQLite, isPostgres) = (isOf.0.contains { $0.code == code }, isOf.1.contains { $0.code == code })
        if isSQLite == isPostgres { return "both dialects" }
        return isSQLite ? "SQLite" : "PostgreSQL"
    }

    private static func list() throws -> String {
        var text = """
            # Rules of lint

            What [`martlet lint`](../how-to/lint.md) looks for. Each page has the problem, why it is one, the safe way, and
            an example that is found and one that is not; both are run as tests.

            """
        for title in ["both dialects", "PostgreSQL", "SQLite"] {
            let codes = RuleCatalogue.all.map { $0.code }.filter { dialects(of: $0) == title }
            text += "\n## \(title == "both dialects" ? "Both dialects" : title)\n\n| rule | | finds |\n|---|---|---|\n"
            for code in codes {
                let page = try #require(RulePage(code))
                let severity = page.headline.split(separator: "`").first ?? ""
                text +=
                    "| [\(code)](\(code).md) | \(severity) | \(page.problem.split(separator: ". ").first.map(String.init)?.withoutFullStop ?? "") |\n"
            }
        }
        return text
    }
}

extension String {
    fileprivate var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
