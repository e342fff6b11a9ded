import TestSupport
import Testing

/// Names that look like SQL, like options or like commands of a shell.
@Suite struct NameTests {
    /// Names of tables, columns, indexes, views and triggers.
    static let names = [
        "a\"b", "a]b", "a`b", "a'b", "a;--", "a\\", "a\nb", "$$", String(repeating: "x", count: 64), "a\tb", "é漢",
        "select",
        "ROLLBACK:", "/*x", "-- martlet:up", "%s", "${x}", "\u{1B}[31m", "sqlite", "a''b", "a\"\"b", " lead", "trail ",
        "-rf",
        "\u{202E}abc", "$(touch owned)", "`touch owned`", "a\u{301}",
    ]

    private static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
    private static func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

    /// A table of each name, with all that can hang on one.
    private static func script(_ names: [String]) -> String {
        names.map { name in
            let (table, column, value) = (quoted(name), quoted("c " + name), literal(name))
            return """
                CREATE TABLE \(table) ("id" INTEGER PRIMARY KEY, \(column) TEXT DEFAULT \(value), r REFERENCES \(table) (id));
                CREATE INDEX \(quoted("i " + name)) ON \(table) (\(column));
                CREATE VIEW \(quoted("v " + name)) AS SELECT * FROM \(table);
                CREATE TRIGGER \(quoted("t " + name)) AFTER DELETE ON \(table) BEGIN SELECT \(value); END;
                INSERT INTO \(table) (\(column)) VALUES (\(value));
                """
        }.joined(separator: "\n") + "\n"
    }

    private static let content = """
        SELECT type, hex(name), hex(tbl_name), hex(sql) FROM sqlite_schema WHERE tbl_name NOT LIKE 'martlet%' ORDER BY 1, 2
        """

    @Test("I1: hostile names come through every command as they are") func objects() {
        let project = ScratchProject(["migrations/001_names.sql": Self.script(Self.names)])
        expectStatus(project.martlet("migrate"), 0)
        let schema = project.sql(Self.content)
        #expect(schema.split(separator: "\n").count == 4 * Self.names.count)
        // The dump makes the same schema again.
        expectStatus(project.martlet("dump", "--output", "schema.sql"), 0)
        expectStatus(SQLiteClient.load(project.folder.path("other.db"), project.folder.read("schema.sql") ?? ""), 0)
        #expect(SQLiteClient.query(project.folder.path("other.db"), Self.content) == schema + "\n")
        // What counts rows and looks at foreign keys names each table.
        expectStatus(project.martlet("check"), 0)
        expectStatus(project.martlet("backup", "-o", "copy.db"), 0)
        for name in Self.names { _ = project.sql("DELETE FROM \(Self.quoted(name))") }
        expectStatus(project.martlet("restore", "copy.db", "--yes"), 0)
        for name in Self.names { #expect(project.sql("SELECT count(*) FROM \(Self.quoted(name))") == "1") }
        let reset = project.martlet("reset", "--yes")
        expectStatus(reset, 0)
        #expect(!reset.everything.contains("\u{1B}") && !reset.everything.contains("\u{202E}"))
        #expect(project.sql(Self.content) == schema)
        #expect(!project.folder.has("owned"))
    }

    @Test("I1: a table of a hostile name is built anew and undone like any other", arguments: names) func rebuild(
        _ name: String
    ) {
        let (table, copy) = (Self.quoted(name), Self.quoted(name + " new"))
        let project = ScratchProject.migrated([
            "migrations/001_names.sql": Self.script([name])
                + "CREATE TABLE child (id INTEGER, parent REFERENCES \(table) (id) ON DELETE CASCADE);\n"
                + "INSERT INTO child VALUES (1, 1);\n"
        ])
        project.folder.write(
            "migrations/002_anew.sql",
            """
            DROP VIEW \(Self.quoted("v " + name));
            CREATE TABLE \(copy) ("id" INTEGER PRIMARY KEY, \(Self.quoted("c " + name)) TEXT, r, more TEXT);
            INSERT INTO \(copy) SELECT *, 'more' FROM \(table);
            DROP TABLE \(table);
            ALTER TABLE \(copy) RENAME TO \(table);
            -- martlet:down
            ALTER TABLE \(table) DROP COLUMN more;

            """.replacing("DROP VIEW", with: "-- martlet:up\nDROP VIEW"))
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM child; SELECT more FROM \(table)") == "1\nmore")
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.sql("SELECT count(*) FROM child, \(table); PRAGMA foreign_key_check") == "1")
    }

    @Test(
        "I1: hostile names of files and folders come through",
        arguments: [
            "a\"b", "a'b", "a;--", "a\\", "a\nb", "$$", "-rf", "a b", "é漢", "%s", "%41", "a?b", "a#b", "a&b", "*",
            "\u{1B}[31m",
            String(repeating: "x", count: 64), "$(touch owned)",
        ])
    func files(_ name: String) {
        let project = ScratchProject.migrated()
        func url(_ path: String) -> String {
            "sqlite:" + path.replacing("%", with: "%25").replacing("?", with: "%3F")
        }
        let database = url("\(name)/\(name).db")
        project.folder.makeFolders([name])
        for command in [["migrate"], ["status", "--check"], ["check"], ["backup", "-o", "./\(name)/\(name) copy"]] {
            let result = MartletBinary.run(command + ["--url", database], in: project.folder.path)
            expectStatus(result, 0)
            #expect(!result.everything.contains("\u{1B}"))
        }
        let restored = url("\(name)/\(name) 2.db")
        let result = project.martlet("restore", "./\(name)/\(name) copy", "--into", restored)
        expectStatus(result, 0)
        #expect(!result.everything.contains("\u{1B}"))
        #expect(
            project.folder.names(in: name) == [
                "\(name) 2.db", "\(name) copy", "\(name) copy.manifest.json", "\(name).db",
            ])
        #expect(!project.folder.has("owned") && !project.folder.has("%41/A.db"))
    }

    @Test(
        "I1: names of databases, projects and tables of the history are letters, or an error",
        arguments: [
            ("app:", "\"../x\":"), ("app:", "\"a/b\":"), ("app:", "\"a;--\":"), ("app:", "\"-rf\":"),
            ("app:", "\"$(id)\":"),
            ("app:", "\"a\\nb\":"), ("app:", "\"..\":"), ("seeds: seeds", "tables: {history: \"a;--\"}"),
            ("seeds: seeds", "tables: {history: 'a\"b'}"), ("seeds: seeds", "tables: {log: sqlite_x}"),
            ("seeds: seeds", "tables: {seeds: \"\(String(repeating: "x", count: 64))\"}"),
        ])
    func configured(_ text: String, _ other: String) {
        let project = ScratchProject.migrated()
        project.replace("martlet.yaml", text, by: other)
        project.expectRefused([["status"], ["migrate"], ["backup"]], code: "config", "martlet.yaml:", status: 2)
    }

    @Test(
        "I1: bytes that are no UTF-8, and a NUL, are refused in arguments and URLs",
        arguments: [
            "status --url $'sqlite:\\xff.db'", "backup -o $'\\xff.db'", "status --url 'sqlite:%ff.db'",
            "status --url 'sqlite:a%00b'",
            "new $'\\xff'", "migrate --placeholder $'a=\\xff'",
        ])
    func notUTF8(_ command: String) {
        let project = ScratchProject.migrated()
        let before = project.files
        let result = Program.run(
            ["bash", "-c", "\(MartletBinary.path) \(command)"], in: project.folder.path,
            environment: MartletBinary.quietEnvironment)
        expectStatus(result, 2)
        #expect(project.files == before)
    }

    // MARK: Shells

    /// What a shell would make something of.
    static let commands = [
        "$(touch owned)", "`touch owned`", "; touch owned;", "| touch owned", "&& touch owned", "\n touch owned\n",
        "${IFS}", "%n%s", "'; DROP TABLE users; --",
    ]

    @Test("I19: what a shell would make something of is text", arguments: commands)
    func metacharacters(_ text: String) {
        let name = text.replacing("/", with: "").replacing("\n", with: " ")
        let project = ScratchProject.migrated()
        project.folder.write("migrations/003_\(name).sql", "-- Description: \(name)\nCREATE TABLE third (x);\n")
        project.folder.write("seeds/001_\(name).sql", "INSERT INTO users (name) VALUES (\(Self.literal(text)));\n")
        let user = [
            "USER": text, "LOGNAME": text, "HOME": text, "SHELL": "touch owned", "EDITOR": text, "PAGER": text,
            "HOSTNAME": text,
        ]
        for command in [
            ["migrate"], ["seed"], ["status"], ["history", "--log", "20"], ["backup", "-o", name + ".db"],
            ["restore", name + ".db", "--yes"], ["dump", "-o", name + ".sql"], ["new", name + "x"], ["help"],
        ] {
            let result = MartletBinary.run(command, in: project.folder.path, environment: user)
            expectStatus(result, 0)
            if command == ["status"] { expectStatus(project.martlet("status"), 0) }
            if command[0] == "new" { break }
        }
        #expect(!project.folder.has("owned"))
        #expect(project.sql("SELECT count(*) FROM users WHERE name = \(Self.literal(text))") == "1")
        let by = project.sql("SELECT quote(applied_by) FROM martlet_migrations WHERE version = '003'")
        #expect(by.hasPrefix(Self.literal(text + "@").dropLast()), "\(by)")
    }
}
