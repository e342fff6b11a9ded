import SQLText
import Testing

@testable import MartletCore

/// Scripts for PostgreSQL, from the file to what is asked of whoever runs them.
@Suite struct PostgresScriptTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func script(_ sql: String, transaction: ScriptOptions.Transaction = .each) -> Script {
        Script(SourceText(sql, name: "001_x.sql", dialect: .postgres), options: ScriptOptions(transaction: transaction))
    }

    static let refused: [(sql: String, message: String, line: Int, help: String)] = [
        (
            "SELECT 1;\n\\echo hello\n", "`\\echo` is a command of psql, and not of the database", 2,
            "run the file with psql"
        ),
        ("\\i other.sql\n", "`\\i` is a command of psql", 1, "put the statements of that file in its place"),
        ("\\copy t from 'x'\n", "`\\copy` is a command of psql", 1, "COPY … FROM stdin"),
        ("\\set x 1\nSELECT :x;", "`\\set` is a command of psql", 1, "--placeholder NAME=VALUE"),
        ("SELECT 1\n\\g\n", "`\\g` is a command of psql", 2, "semicolon"),
        ("SELECT 1;\n\\.\n", "`\\.` ends the data of a COPY, and there are none here", 2, "take the line out"),
        ("COPY t FROM stdin;\n1\n", "the data of a COPY have no end", 3, "put a line `\\.` behind them"),
        ("COPY t FROM stdin; SELECT 1;\n\\.\n", "the data of the COPY begin on the next line", 1, "behind the data"),
        ("SELECT 1; /* /* */", "a comment begins here and is never closed", 1, "close it with */"),
        ("SELECT 1;\nSELECT 'open;\n", "a quotation begins here and is never closed", 2, "written twice"),
        ("SELECT E'abc\\';", "a quotation begins here and is never closed", 1, "close it"),
        ("DO $$ BEGIN", "a quotation begins here and is never closed", 1, "close it"),
        ("SELECT \"a", "a quotation begins here and is never closed", 1, "close it"),
        ("PREPARE TRANSACTION 'x'", "the transaction is Martlet's", 1, "take the statement out"),
        ("CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE INDEX CONCURRENTLY cannot run inside", 1, "transaction=none"),
        ("VACUUM t", "VACUUM cannot run inside a transaction", 1, "transaction=none"),
        ("ALTER SYSTEM RESET ALL", "ALTER SYSTEM cannot run inside a transaction", 1, "transaction=none"),
    ]

    @Test(arguments: refused.indices) func whatCannotBeRunIsNamedWithItsPlace(_ index: Int) throws {
        let (sql, message, line, help) = Self.refused[index]
        let error = #expect(throws: MartletError.self) { try ScriptRules.check(script(sql), isMigration: true) }
        let diagnostic = try #require(error?.diagnostics.first)
        #expect(diagnostic.message.hasPrefix(message), "\(diagnostic.message)")
        #expect(diagnostic.location?.position?.line == line)
        #expect(diagnostic.help?.contains(help) == true, "\(diagnostic.help ?? "none")")
    }

    @Test(
        arguments: [
            "\\restrict abc\nSET x = 1;\nCOPY t FROM stdin;\n\\N\tCOMMIT;\n\\.\n\\unrestrict abc\n",
            "SELECT $$ COMMIT; \\echo $$, '\\x';", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;",
        ])
    func whatPsqlRunsIsTaken(_ sql: String) throws { try ScriptRules.check(script(sql), isMigration: true) }

    @Test func whatIsAskedOfTheRunnerIsTold() {
        let traits = script(
            "SET x = 1; DROP TABLE Old; CREATE TABLE old (a int); COPY t FROM stdin;\nDROP TABLE t;\n\\.\n"
        )
        .traits
        #expect(traits.statementCount == 4)
        #expect(traits.standsAlone)
        #expect(traits.rebuiltTables == ["old"])
        #expect(!script("SET LOCAL x = 1;").traits.standsAlone)
        #expect(script("DISCARD ALL;").traits.firstOutsider?.what == "DISCARD ALL cannot run inside a transaction")
    }

    @Test func partsAreHandedOverInOrder() throws {
        var parts: [String] = []
        try script("COPY t FROM stdin;\n1\n2\n\\.\nVACUUM;").forEachStatement(
            { (part) throws(MartletError) in
                parts.append("\(part.number) \(part.part) " + String(decoding: part.sql, as: UTF8.self))
                if part.number == 2 { #expect(part.kind == .vacuum) }
            }, unreadable: { $0 })
        #expect(
            parts == ["1 statement COPY t FROM stdin;", "1 copyData 1\n2\n", "1 copyEnd \\.\n", "2 statement VACUUM;"])
    }

    @Test(arguments: [Int.max, 0]) func foldersAreReadInTheirDialect(_ largeFile: Int) throws {
        let path = try folder.makeFolder("m")
        try folder.write(
            "-- Description: Data\nCOPY t FROM stdin;\n-- martlet:down\n;\n\\.\nSELECT $$;$$;\n", to: "m/001_x.sql")
        var reader = MigrationFolder(path: path, root: folder.path, largeFile: largeFile)
        reader.dialect = .postgres
        let content = try reader.content(reader.names())
        #expect(content.problems == [])
        let migration = try #require(content.migrations.first)
        #expect(migration.description == "Data")
        #expect(migration.script?.up.traits.statementCount == 2)
        #expect(migration.script?.up.dialect == .postgres)
        #expect(migration.script?.down == nil)
    }

    @Test func largeFileIsRefusedForTheSameReasons() throws {
        let path = try folder.makeFolder("m")
        try folder.write("SELECT 1;\n\\echo x\n", to: "m/001_x.sql")
        var reader = MigrationFolder(path: path, root: folder.path, largeFile: 0)
        reader.dialect = .postgres
        let problem = try #require(try reader.content(reader.names()).problems.first)
        #expect(problem.message.hasPrefix("`\\echo` is a command of psql"))
        #expect(problem.location?.position == SourcePosition(line: 2, column: 1))
        #expect(problem.location?.file == "m/001_x.sql")
    }

    @Test func seedsAreReadInTheirDialect() throws {
        let path = try folder.makeFolder("s")
        try folder.write("COPY t FROM stdin;\n;\n\\.\n", to: "s/001_x.sql")
        var reader = SeedFolder(path: path, root: folder.path)
        reader.dialect = .postgres
        let content = try reader.content()
        #expect(content.problems == [])
        #expect(content.seeds.first?.seed?.script.traits.statementCount == 1)
    }

    /// A way back is kept without its margin, but for where a line end is a part of what is run.
    @Test func marginOfDataStays() {
        let data = SourceText("  COPY t FROM stdin;\n  1\n  \\.\n", name: "x", dialect: .postgres)
        #expect(data.withoutMargin == "  COPY t FROM stdin;\n  1\n  \\.\n")
        let body = SourceText("  DO $$\n  BEGIN END $$;\n", name: "x", dialect: .postgres)
        #expect(body.withoutMargin == "  DO $$\n  BEGIN END $$;\n")
        let plain = SourceText("  SELECT 1;\n  SELECT 2;\n", name: "x", dialect: .postgres)
        #expect(plain.withoutMargin == "SELECT 1;\nSELECT 2;\n")
    }
}
