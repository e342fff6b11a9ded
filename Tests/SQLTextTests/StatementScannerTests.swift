import Testing

@testable import SQLText

@Suite struct StatementScannerTests {
    static let scripts: [(script: String, statements: [String])] = [
        ("", []),
        (" \n\t", []),
        (";;; ;", []),
        ("-- only a comment", []),
        ("/* only a comment */;", []),
        ("/* without end", []),
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1;", ["SELECT 1;"]),
        ("SELECT 1 -- one\n", ["SELECT 1"]),
        ("SELECT 1 /* one */ ; SELECT 2", ["SELECT 1 /* one */ ;", "SELECT 2"]),
        ("-- first\nSELECT 1;;\n/* second */ SELECT 2;", ["SELECT 1;", "SELECT 2;"]),
        ("SELECT ';', \";\", [;], `;`; x", ["SELECT ';', \";\", [;], `;`;", "x"]),
        ("SELECT 'it''s;'; x", ["SELECT 'it''s;';", "x"]),
        ("SELECT -- ;\n 1; x", ["SELECT -- ;\n 1;", "x"]),
        ("SELECT /* ; /* ; */ 1; x", ["SELECT /* ; /* ; */ 1;", "x"]),
        ("SELECT /*/;*/ 1; x", ["SELECT /*/;*/ 1;", "x"]),
        ("SELECT 4/2; SELECT 4-2; x", ["SELECT 4/2;", "SELECT 4-2;", "x"]),
        ("SELECT 'without end; x", ["SELECT 'without end; x"]),
        ("SELECT [without end; x", ["SELECT [without end; x"]),
        ("SELECT a /* without end; x", ["SELECT a"]),
        ("SELECT x'3b';x", ["SELECT x'3b';", "x"]),
        ("SELECT x';';x", ["SELECT x';';", "x"]),
        ("SELECT 1 -", ["SELECT 1 -"]),
        ("SELECT 1 /", ["SELECT 1 /"]),
        ("SELECT 1 /*", ["SELECT 1 /*"]),
        ("SELECT é;SELECT 漢;", ["SELECT é;", "SELECT 漢;"]),
        ("\u{FEFF}\u{FEFF} SELECT 1;", ["SELECT 1;"]),
        (" \u{0B};SELECT 1", ["SELECT 1"]),
        // SQLite takes anything but blanks between the parentheses of such a variable.
        ("SELECT $a(;--'); x", ["SELECT $a(;--');", "x"]),
        ("SELECT a$a(';'); x", ["SELECT a$a(';');", "x"]),
        ("SELECT a$a(';b)'); x", ["SELECT a$a(';b)');", "x"]),
        ("SELECT $a::b(;), :c, @d; x", ["SELECT $a::b(;), :c, @d;", "x"]),
        ("SELECT :(';'); x", ["SELECT :(';');", "x"]),
    ]

    @Test(arguments: scripts)
    func scriptHasTheseStatements(_ script: String, _ statements: [String]) {
        let text = SourceText(normalized: Array(script.utf8), name: "script")
        #expect(SQLScript.statements(in: text).map { $0.text(in: text) } == statements)
    }

    static let whole: [String] = [
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;",
        "create temp trigger t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2;\nend;",
        "CREATE TEMPORARY TRIGGER IF NOT EXISTS t BEFORE UPDATE ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; END;",
        "CREATE /* ; */ TRIGGER t BEGIN SELECT CASE WHEN 1 THEN CASE 2 WHEN 3 THEN 4 END END; END -- the end\n;",
        "CREATE TRIGGER t BEGIN SELECT '; END;'; SELECT \"; END;\"; -- ; END;\n/* ; END; */ END;",
        "EXPLAIN CREATE TRIGGER t BEGIN SELECT 1; END;",
        "EXPLAIN QUERY PLAN CREATE TEMP TRIGGER t BEGIN SELECT 1; END;",
        "CREATE TRIGGER t BEGIN SELECT 1;; END;",
        "CREATE TRIGGER t BEGIN SELECT 1; END; ",
        "CREATE TRIGGER t BEGIN SELECT 1; ENDING; END;",
        "CREATE TRIGGER t BEGIN SELECT 1; END x; END;",
        "CREATE TABLE trigger (a);",
        "CREATE TABLE temp (trigger, end);",
        "WITH a AS (SELECT 1) SELECT * FROM a;",
    ]

    @Test(arguments: whole)
    func triggerIsOneStatement(_ trigger: String) {
        let text = SourceText("\(trigger) SELECT 9;", name: "script")
        let expected = trigger.last == " " ? String(trigger.dropLast()) : trigger
        #expect(SQLScript.statements(in: text).map { $0.text(in: text) } == [expected, "SELECT 9;"])
    }

    @Test func emptyTextHasNoStatements() throws {
        #expect(SQLScript.statements(in: try SourceText(bytes: [], name: "empty")).isEmpty)
        try SQLScript.forEachTerminatedPart(in: SourceText("", name: "empty")) { _, _ in Issue.record("no statement") }
    }

    @Test func statementsOfATextInMemoryEndInNUL() throws {
        let text = SourceText("SELECT 1;SELECT 2;SELECT 3", name: "script")
        var found: [String] = []
        try SQLScript.forEachTerminatedPart(in: text) { bytes, head in
            #expect(bytes.baseAddress?[bytes.count] == 0)
            #expect(head.index == found.count)
            #expect(head.offset.utf8 == 9 * head.index)
            found.append(String(decoding: bytes, as: UTF8.self))
        }
        #expect(found == ["SELECT 1;", "SELECT 2;", "SELECT 3"])
    }
}
