import TestSupport
import Testing

@testable import SQLText

enum TokenForm {
    /// The token form of a text held in memory.
    static func of(_ text: SourceText) -> String {
        var form: [UInt8] = []
        TokenNormalForm.feed(text) { form += $0 }
        return String(decoding: form, as: UTF8.self)
    }

    static func of(_ script: String) -> String { of(SourceText(script, name: "script")) }
}

@Suite struct TokenNormalFormTests {
    @Test(arguments: [
        ("", ""), ("-- nothing", ""), (";;", ""),
        ("SELECT 1;", "SELECT 1"),
        ("SELECT\n\t1 /* one */ ; -- end", "SELECT 1"),
        ("SELECT a.b,c FROM t;SELECT 2", "SELECT a . b , c FROM t ; SELECT 2"),
        ("SELECT 1;;; /* */ ;SELECT 2;;", "SELECT 1 ; SELECT 2"),
        ("SELECT 'a  -- b ;'", "SELECT 'a  -- b ;'"),
        ("CREATE TRIGGER t BEGIN SELECT 1; END;", "CREATE TRIGGER t BEGIN SELECT 1 ; END"),
    ])
    func formHoldsTheSignificantTokens(_ script: String, _ form: String) {
        #expect(TokenForm.of(script) == form)
    }

    @Test(arguments: [
        ("SELECT 1", "SELECT 2"), ("SELECT 1", "select 1"), ("SELECT 'a b'", "SELECT 'a  b'"),
        ("SELECT 12", "SELECT 1 2"),
        ("SELECT 1; SELECT 2", "SELECT 1 SELECT 2"), ("SELECT x'3b'", "SELECT x '3b'"),
        ("SELECT a -- , b\n", "SELECT a , b"),
        ("-- x\nDROP TABLE t", "-- xDROP TABLE t"), ("SELECT \"a\"", "SELECT a"), ("SELECT 'é'", "SELECT 'e\u{301}'"),
    ])
    func editOfAStatementChangesTheForm(_ one: String, _ other: String) {
        #expect(Array(TokenForm.of(one).utf8) != Array(TokenForm.of(other).utf8))
    }

    @Test func formIsItsOwnFormAndDoesNotDependOnTheWindow() throws {
        for seed in Scale.seed..<Scale.seed + UInt64(Scale.scripts / 20) {
            var generator = ScriptGenerator(seed: seed)
            let script = seed.isMultiple(of: 2) ? generator.anyScript() : generator.validScript()
            let form = TokenForm.of(try SourceText(bytes: script, name: "random"))
            #expect(TokenForm.of(form) == form, "seed \(seed)")
            let source = PiecewiseSource(script)
            var streamed: [UInt8] = []
            var normalForm = TokenNormalForm()
            try TextWindows(windowBytes: 1 + generator.random.upTo(40)).run(read: source.read(into:)) { window in
                normalForm.take(UnsafeBufferPointer(window.bytes), isFinal: window.isFinal) { streamed += $0 }
            }
            #expect(String(decoding: streamed, as: UTF8.self) == form, "seed \(seed)")
        }
    }

    @Test func largeTokensAreFedWhole() {
        let large = "'" + String(repeating: "x", count: 100_000) + "'"
        #expect(TokenForm.of("SELECT \(large),1;") == "SELECT \(large) , 1")
    }
}
