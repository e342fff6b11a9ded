import Testing

@testable import CLI

@Suite struct OneLineSQLTests {
    @Test(arguments: [
        ("SELECT 1 -- one\n, 2", "SELECT 1  \n, 2"),
        ("SELECT /* one\n-- two */ 1", "SELECT   1"),
        (
            "SELECT '-- not /* a comment', \"it's -- one\", `a--b`, [c--d] -- e",
            "SELECT '-- not /* a comment', \"it's -- one\", `a--b`, [c--d]  "
        ),
        ("SELECT 'it''s -- none' --", "SELECT 'it''s -- none'  "),
        ("SELECT 1 /* never closed", "SELECT 1  "), ("SELECT 'never closed --", "SELECT 'never closed --"),
        ("--", " "), ("", ""),
    ])
    func commentsBecomeBlanks(_ statement: String, _ expected: String) {
        #expect(OneLineSQL.text(statement) == expected)
    }
}
