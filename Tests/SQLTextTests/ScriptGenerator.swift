import Glibc
import TestSupport

/// How long the random tests run: small here, large under `make stress`.
enum Scale {
    static let scripts = number("SQLTEXT_SCRIPTS") ?? 20_000
    static let postgresScripts = number("SQLTEXT_POSTGRES_SCRIPTS") ?? 4_000
    static let seed = UInt64(number("SQLTEXT_SEED") ?? 1)

    private static func number(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }
}

/// Makes random scripts of everything that makes splitting hard.
struct ScriptGenerator {
    /// The schema the valid statements are for.
    static let schema = "CREATE TABLE t (a, b); CREATE TABLE \"odd;name\" (a, b); CREATE VIEW v AS SELECT a FROM t;"

    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    private static let gaps = bytes([
        " ", "\n", "\r\n", "\t", "  ", "\u{0C}", " -- it's; a \"comment\n", "--\n", "/* ; ' \" [ */", "/**/", "/***/",
        "/*/;*/",
        "/* -- */", " -- /* ;\r\n", "/*\n-- END;\n*/",
    ])
    private static let strings = bytes([
        "'x'", "''", "'it''s'", "'; END;'", "';'", "'--'", "'/*'", "'\"'", "'a\nb;'", "'é漢🎉'", "X'00ff'", "x'3b'", "1",
        "-2.5e+3",
        "0x1F", ".5", "NULL", "''''", "'[;'", "'`'", "?", "?2", ":a", "@b", "$c", "$d::e",
    ])
    private static let names = bytes([
        "a", "b", "\"a\"", "[b]", "`a`", "t.b", "\"t\".[a]", "A",
    ])
    private static let tables = bytes([
        "t", "\"t\"", "[t]", "`t`", "main.t", "\"odd;name\"", "[odd;name]", "`odd;name`", "T",
    ])
    private static let newNames = bytes([
        "n", "\"n;1\"", "[n--]", "`n/*`", "'n;'", "\"n\"\"\"", "end", "\"END\"", "né", "n$x", "trigger", "temp",
    ])
    private static let garbage = bytes([
        "END", "CREATE", "TRIGGER", "TEMP", "TEMPORARY", "EXPLAIN", "BEGIN", "CASE", "create", "trigger", "end", "temp",
        "x", ";",
        ";", "; END ;", ";END", "'a;'", "\"b;\"", "[c;]", "`d;`", "(", ")", ",", "+", "-", "/", "*", "é", "endx",
        "$end", "_create",
        "->", "->>", "||", "!", "\\", "{", "]", "12", "1e", "0x", "x'", "'", "?1", "CREATE TRIGGER",
        "CREATE TEMP TRIGGER x",
    ])

    private mutating func gap(_ script: inout [UInt8], isNeeded: Bool) {
        if !isNeeded, random.chance(60) { return }
        repeat { script += random.pick(Self.gaps) } while random.chance(15)
    }

    /// Words joined by gaps; one is needed everywhere, so that no two words run together.
    private mutating func write(_ words: [[UInt8]], into script: inout [UInt8]) {
        for (index, word) in words.enumerated() {
            if index > 0 {
                if random.chance(70) { script.append(0x20) } else { gap(&script, isNeeded: true) }
            }
            script += random.chance(10) ? word.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 } : word
        }
    }

    private func word(_ text: StaticString) -> [UInt8] {
        Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func expression() -> [[UInt8]] {
        switch random.upTo(4) {
        case 0: return [random.pick(Self.strings)]
        case 1:
            let inner = random.chance(30) ? expression() : [random.pick(Self.strings)]
            return [word("CASE"), word("WHEN"), word("1"), word("THEN")] + inner + [word("END")]
        case 2: return [random.pick(Self.strings), word("||"), random.pick(Self.strings)]
        case 3:
            return [word("("), random.pick(Self.strings), word(","), word("2"), word(")"), word("IS"), word("(1,2)")]
        default: return [word("(SELECT"), random.pick(Self.strings), word(")")]
        }
    }

    private mutating func data(allowsVariables: Bool = true) -> [[UInt8]] {
        var words: [[UInt8]]
        switch random.upTo(3) {
        case 0:
            words = [
                word("INSERT"), word("INTO"), allowsVariables ? random.pick(Self.tables) : word("t"), word("VALUES"),
            ]
            words += [word("(")] + expression() + [word(",")] + expression() + [word(")")]
        case 1:
            words = [
                word("UPDATE"), allowsVariables ? random.pick(Self.tables) : word("t"), word("SET"), word("a"),
                word("="),
            ]
            words += expression()
        case 2:
            words = [
                word("DELETE"), word("FROM"), allowsVariables ? random.pick(Self.tables) : word("t"), word("WHERE"),
            ]
            words += expression()
        default:
            words = [word("SELECT")] + expression() + [word("FROM"), word("t")]
        }
        // A trigger may hold no variables.
        return allowsVariables ? words : words.map { "?:@$".utf8.contains($0[0]) ? word("7") : $0 }
    }

    private mutating func trigger() -> [[UInt8]] {
        var words = [word("CREATE")]
        if random.chance(40) { words.append(random.chance(50) ? word("TEMP") : word("TEMPORARY")) }
        words.append(word("TRIGGER"))
        if random.chance(20) { words += [word("IF"), word("NOT"), word("EXISTS")] }
        words += [random.pick(Self.newNames), word("AFTER"), word("INSERT"), word("ON"), word("t")]
        if random.chance(30) {
            words += [word("WHEN"), word("CASE"), word("WHEN"), word("1"), word("THEN"), word("1"), word("END")]
        }
        words.append(word("BEGIN"))
        for _ in 0...random.upTo(2) { words += data(allowsVariables: false) + [word(";")] }
        return words + [word("END")]
    }

    private mutating func validStatement() -> [[UInt8]] {
        let explained = random.chance(10)
        var words: [[UInt8]] = explained ? [word("EXPLAIN")] : []
        if explained, random.chance(50) { words += [word("QUERY"), word("PLAN")] }
        switch random.upTo(5) {
        case 0: words += trigger()
        case 1: words += [word("CREATE"), word("TABLE"), random.pick(Self.newNames), word("("), word("a"), word(")")]
        case 2: words += [word("SELECT"), random.pick(Self.names), word("FROM"), word("t")]
        case 3 where !explained:
            words += [random.pick([word("BEGIN"), word("PRAGMA foreign_keys"), word("SAVEPOINT [;]")])]
        default: words += data()
        }
        return words
    }

    /// A script that compiles, of up to `limit` statements.
    mutating func validScript(statements limit: Int = 5) -> [UInt8] {
        var script: [UInt8] = random.chance(10) ? [0xEF, 0xBB, 0xBF] : []
        let count = random.upTo(limit)
        for index in 0..<count {
            gap(&script, isNeeded: false)
            write(validStatement(), into: &script)
            gap(&script, isNeeded: false)
            if index + 1 == count, random.chance(30) { break }
            repeat { script.append(0x3B) } while random.chance(10)
        }
        gap(&script, isNeeded: false)
        if random.chance(5) {
            script += random.pick(Self.bytes(["-- no line feed", "/* no end", "/* no end *", "/* ; "]))
        }
        return script
    }

    /// Valid statements and rubbish in any order: whatever people may save to a file.
    mutating func anyScript() -> [UInt8] {
        var script: [UInt8] = random.chance(10) ? [0xEF, 0xBB, 0xBF] : []
        for _ in 0..<random.upTo(8) {
            gap(&script, isNeeded: true)
            if random.chance(30) {
                write(validStatement(), into: &script)
            } else {
                var words: [[UInt8]] = []
                for _ in 0...random.upTo(4) { words.append(random.pick(Self.garbage)) }
                write(words, into: &script)
            }
            if random.chance(50) { script.append(0x3B) }
        }
        return script
    }
}
