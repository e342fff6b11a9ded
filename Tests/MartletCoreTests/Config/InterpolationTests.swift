import Testing

@testable import MartletCore

@Suite struct InterpolationTests {
    private let variables = ["A": "1", "EMPTY": "", "TRICK": "${A} $$ $A", "a_2": "x"]

    private func expand(_ text: String) throws(Interpolation.Fault) -> String {
        try Interpolation.expand(text) { variables[$0] }
    }

    @Test(arguments: [
        ("plain", "plain"), ("${A}", "1"), ("x${A}y${a_2}", "x1yx"), ("${NONE:-d}", "d"), ("${A:-d}", "1"),
        ("${EMPTY:-d}", "d"), ("${EMPTY}", ""), ("${NONE:-}", ""), ("${NONE:-a b:-c/$d}", "a b:-c/$d"), ("$$", "$"),
        ("$${A}", "${A}"), ("$$$${A}", "$${A}"), ("$$${A}", "$1"), ("$A $", "$A $"), ("a$b", "a$b"), ("é${A}漢", "é1漢"),
        ("${TRICK}", "${A} $$ $A"), ("}{", "}{"), ("", ""),
    ])
    func variablesArePutInOnce(text: String, expected: String) throws { #expect(try expand(text) == expected) }

    @Test(
        arguments: [
            ("é${NONE}x", .unset("NONE"), 1, 7), ("a${A", .unclosed, 1, 2), ("${}", .malformed, 0, 3),
            ("${1A}", .malformed, 0, 5), ("${A-x}", .malformed, 0, 6), ("${A:x}", .malformed, 0, 6),
            ("${A:?no}", .malformed, 0, 8), ("${ A }", .malformed, 0, 6), ("${NONE:-${A}}", .nested, 0, 12),
            ("${É}", .malformed, 0, 4), ("$${${NONE}", .unset("NONE"), 3, 7),
        ] as [(String, Interpolation.Fault.Reason, Int, Int)])
    func faultNamesItsPlace(text: String, reason: Interpolation.Fault.Reason, offset: Int, length: Int) {
        #expect(throws: Interpolation.Fault(reason: reason, offset: offset, length: length)) { try expand(text) }
    }
}
