import TestSupport

/// Makes random scripts for PostgreSQL of everything that makes splitting hard.
struct PostgresScriptGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private static let gaps = [
        " ", "\n", "\r\n", "\t", "  ", "\u{0C}", " -- it's; a \"comment\n", "--\n", "/* ; ' \" $$ */", "/**/", "/***/",
        "/*/ ; */", "/* /* ; */ ' */", "/*/**/*/", " -- /* ;\r\n", "/*\n-- END;\n*/", "\n--\n  ",
    ]
    private static let strings = [
        "'x'", "''", "'it''s'", "'; END;'", "'--'", "'/*'", "'\"'", "'a\nb;'", "'é漢🎉'", "'\\'", "'a\\\\'", "''''",
        "E''", "E'it\\'s;'", "e'\\\\'", "E'a''\\''", "E'\\n;\\x41\\101\\u0041'", "'a'\n'b;'",
        "E'\\''\n'\\';'", "N'n;'", "n'x''y'", "U&'d\\0061;'", "u&'!0061' UESCAPE '!'", "$$a;b$$", "$$it's$$", "$$$$",
        "$t$ $$ ; $t2$ $t$", "$é$;$é$", "$_1$'$ $1 $_$_1$", "$ab$;$a$ab$", "$q$ $Q$ ; $q$", "$a$-- $a$",
    ]
    private static let bits = ["B'01'", "b''", "X'1f'", "x'3B'", "B'1'\n'0'"]
    private static let numbers = ["1", "42", "1.5", ".5", "7.", "1e5", "2.5E-3", "1.e+7"]
    private static let names = [
        "a", "b", "\"a\"", "\"b;\"", "\"c\"\"d;\"", "U&\"\\0061;\"", "é", "_x", "a$b", "t1", "\"END\"", "\"é--\"", "e",
        "u", "n", "x", "A$1$",
    ]
    private static let operators = [
        "+", "-", "*", "/", "%", "^", "<", ">", "=", "<=", ">=", "<>", "!=", "||", "->", "->>", "#>", "@>", "?|", "&&",
        "~*", "@-", "|/", "<->",
    ]
    private static let garbage = [
        "'a' -- c;\n  ';'", "END", "CREATE", "FUNCTION", "BEGIN", "CASE", "create", "end", "copy", "set", "select",
        "from", "DO", "foo",
        "é",
        ";", ";", ";;", "(", ")", "(;)", "[", "]", "{", "}", ",", ".", "..", ":", "::", ":=", "=>", "?", "@", "`", "#",
        "+-", "=-", "@-", "*-", "+--;\n", "*/", "-/*;*/", "/*/* ; */*/", "||/", "<--;\n", "!=-1", "~--\n", "->/**/",
        "$", "$1", "$12", "$a", "$1a", "$ $", "a$$b", "a$b$c", "1$a$;$a$", "$1$a$;$a$", "$$x$$e'\\''", "é$a$", "$é",
        "1", "1.", ".5", "1..2", "...5", ".5.6", "1e", "1e+", "1x", "0x1F", "1_000", "1.5e3x", "1.e'\\'", "12e'x'",
        "E", "e", "N", "U&", "u&x", "B", "x'", "b'1''0'", "E'", "e'\\'", "U&'", "U&\"", "'", "\"", "$$", "$t$", "/*",
        "\u{FEFF}", "\u{A0}", "\u{1}", "-", "/", "*", "|", "E'\\", "E'\\u12'", "--", "\u{7F}", "Ee'\\'", "xx''", "ue''",
    ]

    private mutating func gap() -> String {
        var gap = random.pick(Self.gaps)
        while random.chance(15) { gap += random.pick(Self.gaps) }
        return gap
    }

    /// Words joined by gaps; one is needed everywhere, so that no two words run together.
    private mutating func joined(_ words: [String]) -> String {
        var text = ""
        for (index, word) in words.enumerated() {
            // Two minus signs would begin a comment.
            if index > 0 { text += random.chance(70) || text.last == "-" ? " " : gap() }
            text += random.chance(10) && !word.contains("'") && !word.contains("$") ? word.lowercased() : word
        }
        return text
    }

    // MARK: Valid statements

    private mutating func expression() -> [String] {
        switch random.upTo(7) {
        case 0: return [random.pick(Self.strings)]
        case 1: return ["CASE", "WHEN", "true", "THEN"] + (random.chance(30) ? expression() : ["1"]) + ["END"]
        case 2: return [random.pick(Self.names), random.pick(Self.operators), random.pick(Self.numbers)]
        case 3: return ["(", random.pick(Self.strings), ",", random.pick(Self.bits), ")"]
        case 4: return ["(SELECT", random.pick(Self.strings), ")"]
        case 5: return [random.pick(Self.names) + "::text"]
        case 6: return ["(", "ARRAY[", random.pick(Self.numbers), ",", "$1", "]", ")", "[1:2]"]
        default: return [random.pick(Self.numbers)]
        }
    }

    private mutating func data() -> [String] {
        switch random.upTo(3) {
        case 0: return ["INSERT", "INTO", "t", "VALUES", "("] + expression() + [","] + expression() + [")"]
        case 1: return ["UPDATE", random.pick(Self.names), "SET", "a", "="] + expression()
        case 2: return ["DELETE", "FROM", "t", "WHERE"] + expression()
        default: return ["SELECT"] + expression() + ["AS", random.pick(["x", "case", "end", "\"y;\""]), "FROM", "t"]
        }
    }

    private mutating func routine() -> [String] {
        var words = ["CREATE"] + (random.chance(30) ? ["OR", "REPLACE"] : [])
        let isFunction = random.chance(60)
        words += [isFunction ? "FUNCTION" : "PROCEDURE", random.pick(["f", "begin", "\"f;\""]), "(", "a", "int", ")"]
        if isFunction { words += ["RETURNS", "int"] }
        words += ["LANGUAGE", "SQL"]
        switch random.upTo(2) {
        case 0:
            return words + ["AS", random.pick(["$$ SELECT 1; SELECT ';' $$", "'SELECT 1;'", "$f$ BEGIN; END; $f$"])]
        case 1 where isFunction: return words + ["RETURN"] + expression()
        default:
            words += ["BEGIN", "ATOMIC"]
            for _ in 0..<random.upTo(3) { words += data() + [";"] }
            return words + ["END"]
        }
    }

    private mutating func validStatement() -> [String] {
        switch random.upTo(8) {
        case 0, 1: return routine()
        case 2: return ["CREATE", "TABLE", random.pick(Self.names), "(", "a", "int", "DEFAULT", "1", ")"]
        case 3:
            return ["CREATE", "RULE", "r", "AS", "ON", "INSERT", "TO", "t", "DO", "("] + data() + [";"] + data() + [")"]
        case 4: return ["DO", random.pick(["$$ BEGIN NULL; END $$", "$x$ ' ; $$ $x$"])]
        case 5: return [random.pick(["BEGIN", "COMMIT", "SET x = 'a;'", "COPY t TO STDOUT", "VACUUM", "RESET ALL"])]
        default: return data()
        }
    }

    /// A script that PostgreSQL can parse.
    mutating func validScript() -> [UInt8] {
        var script = random.chance(30) ? gap() : ""
        let count = random.upTo(5)
        for index in 0..<count {
            script += joined(validStatement())
            if random.chance(40) { script += gap() }
            if index + 1 == count, random.chance(30) { break }
            repeat { script += ";" } while random.chance(10)
            if random.chance(50) { script += gap() }
        }
        if random.chance(5) { script += " -- no line feed" }
        return Array(script.utf8)
    }

    // MARK: Anything

    /// Valid statements and rubbish in any order, with or without gaps: whatever people may save to a file.
    mutating func anyScript() -> [UInt8] { Array(anything().utf8) }

    private mutating func anything() -> String {
        var script = ""
        for _ in 0..<random.upTo(8) {
            if random.chance(30) {
                script += joined(validStatement())
            } else {
                for _ in 0...random.upTo(4) {
                    script += random.pick(
                        random.pick([
                            Self.garbage, Self.garbage, Self.strings, Self.names, Self.numbers, Self.operators,
                        ]))
                    if random.chance(50) { script += gap() }
                }
            }
            if random.chance(50) { script += random.chance(50) ? ";" : gap() }
        }
        return script
    }

    private static let ofPsql = [
        "COPY t FROM stdin;\n1\t';\n-- no comment\n\\N\t$$\n\\.\n",
        "COPY t (a, b) FROM STDIN WITH (FORMAT csv);\n\\.\n",
        "copy t from stdin -- c\n;  -- d\n\n\\.x\n \\.\n\\.\n", "COPY t FROM stdin;",
        "COPY t FROM stdin; SELECT 1;\n1\n\\.\n",
        "COPY t FROM 'stdin';\n", "COPY (SELECT 1 FROM stdin) TO STDOUT;", "COPY t FROM stdin;\nno end", "\\.\n",
        "\\restrict abc\n", "\n\\unrestrict abc\n", "\\echo 'x\n", "SELECT 1 \\g\n", "\\i x.sql", "\\;", "\\",
        "SET standard_conforming_strings = off;", "SET standard_conforming_strings TO 'on';", "RESET ALL;",
        "SET LOCAL standard_conforming_strings=OFF;", "'\\';", "'\\'';'", "N'\\';", "\\restrict x",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; RETURN CASE WHEN a.end THEN (CASE 1 END) END; END;",
    ]

    /// Anything, with what is read by `psql` and never by the server, and changes of how strings are read.
    mutating func psqlScript() -> [UInt8] {
        var script = ""
        for _ in 0...random.upTo(5) {
            script += random.chance(60) ? random.pick(Self.ofPsql) : anything()
            if random.chance(40) { script += gap() }
        }
        return Array(script.utf8)
    }
}
