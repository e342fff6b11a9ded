import SQLText
import Testing

@testable import MartletCore

/// Variables between goose's marks for them.
@Suite struct ShellVariablesTests {
    private static let values = ["NAME": "ann", "EMPTY": "", "LINES": "a\nb"]

    private func filled(_ sql: String) throws -> String {
        let text = SourceText(sql, name: "1_a.sql", dialect: .postgres)
        let parts = try ShellVariables(text: text) { Self.values[$0] }.parts(in: [0..<text.utf8.count])
        return String(decoding: text.filling(parts).utf8, as: UTF8.self)
    }

    @Test(arguments: [
        ("$NAME", "ann"), ("${NAME}", "ann"), ("'$NAME'", "'ann'"), ("$NAMES", ""), ("${GONE}", ""), ("a$1", "a$1"),
        ("$", "$"), ("${GONE:-x}", "x"), ("${EMPTY:-x}", "x"), ("${EMPTY-x}", ""), ("${GONE-x}", "x"),
        ("${NAME:-x}", "ann"), ("${NAME?no}", "ann"), ("$$", "$"), (#"\$NAME"#, "$NAME"), ("$$NAME", "$NAME"),
        ("${GONE:-}", ""),
    ])
    func aVariableIsFilledInAsAShellDoes(_ sql: String, _ expected: String) throws {
        #expect(try filled(sql) == expected)
    }

    @Test(arguments: [
        ("${GONE?say who}", "GONE is not set: say who"), ("${EMPTY:?}", "EMPTY is not set"),
        ("${NAME", "`${` has no `}`"),
        ("${}", "there is no name in the braces"), ("${NAME:1:2}", "this form of a variable is not known"),
        ("$LINES", "the value goes over several lines"),
    ])
    func whatCannotBeFilledInIsToldWithItsPlace(_ sql: String, _ message: String) throws {
        let error = #expect(throws: MartletError.self) { try filled("\n " + sql) }
        #expect(error?.diagnostics.first?.message == message)
        #expect(error?.diagnostics.first?.location?.position == SourcePosition(line: 2, column: 2))
    }
}
