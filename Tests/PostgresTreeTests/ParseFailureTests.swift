import SQLText
import Testing

@testable import PostgresTree

/// What cannot be read, and what must not bring the process down.
struct ParseFailureTests {
    @Test func aFailureHasItsPlaceInTheFile() throws {
        let text = "SELECT 'ä'; SELECT 'ü' FORM t;"
        let results = Reading.statements(text)
        guard case .failure(let failure) = try #require(results.last) else { throw Unexpected(results) }
        #expect(failure.message == "syntax error at or near \"t\"")
        #expect(failure.offset == Reading.offset(of: "t;", in: text))
    }

    @Test(arguments: ["+ 1", "|| a", "::text", " AND NOT a IN (1)"])
    func aLongChainIsReadHoweverDeepItGoes(link: String) throws {
        let text = "UPDATE t SET a = 1 WHERE a" + String(repeating: link, count: 40_000 / link.utf8.count)
        guard case .update(_, let condition?) = try Reading.statement(text) else { throw Unexpected(link) }
        #expect(condition.columns == ["a"])
    }

    @Test(arguments: ["(", "NOT ", "(SELECT ", "- ", "f(", "a[", "ROW("], [100, 500, 20_000])
    func nestingIsReadOrRefused(opening: String, count: Int) {
        let text = "SELECT " + String(repeating: opening, count: min(count, 200_000 / opening.utf8.count)) + "a"
        let closing = opening.contains("(") ? ")" : opening.contains("[") ? "]" : ""
        let results = Reading.statements(text + String(repeating: closing, count: count))
        #expect(results.count == 1)
    }

    @Test func aStatementThatIsTooLongIsRefused() throws {
        let text = "SELECT '" + String(repeating: "a", count: PostgresParser.byteLimit) + "'"
        let failure = ParseFailure(
            message: "it has more than 256 KiB", isTooLong: true, offset: SourceOffset(utf8: 0))
        #expect(throws: failure) { try Reading.statement(text) }
    }

    @Test func threadsDoNotDisturbEachOther() async {
        let failures = await withTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    (0..<200).filter {
                        (try? Reading.table("CREATE TABLE t\(number) (a\($0) int)"))?.columns.count != 1
                    }
                    .count
                }
            }
            return await group.reduce(0, +)
        }
        #expect(failures == 0)
    }
}
