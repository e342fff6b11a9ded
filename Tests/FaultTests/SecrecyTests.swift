import Glibc
import TestSupport
import Testing

/// Secrets, and whom files are made for.
@Suite struct SecrecyTests {
    /// What is to be found nowhere.
    private static let canary: String = "kanari-4711-geheim"

    /// A project whose configuration has a secret in a variable, a placeholder of it, and an old URL with a password.
    private static func project() -> ScratchProject {
        let project = ScratchProject(
            configuration: """
                project: demo
                env_file: .env
                databases:
                  app:
                    url: sqlite:app.db
                    migrations: migrations
                    seeds: seeds
                    placeholders:
                      api_key: ${API_KEY}

                """,
            [
                ".env": "API_KEY=\(canary)\nPASSWORD=\(canary)\n",
                "migrations/001_keys.sql":
                    "-- Keys\nCREATE TABLE keys (value TEXT);\nINSERT INTO keys VALUES ('${api_key}');\n-- ROLLBACK:\n-- DELETE FROM "
                    + "keys WHERE value = '${api_key}'; DROP TABLE keys;\n",
                "seeds/001_keys.sql": "INSERT INTO keys SELECT '${api_key}' WHERE 0;\n",
            ])
        return project
    }

    private func expectSilent(_ result: ProgramResult, _ command: [String]) {
        #expect(!result.everything.contains(Self.canary), "\(command): \(result.everything)")
    }

    @Test("I4: a secret of the configuration is in no output, no history, no manifest and no file") func everywhere() {
        let project = Self.project()
        for command in [
            ["plan"], ["plan", "--json"], ["migrate", "--dry-run"], ["migrate", "--verbose"], ["seed", "--verbose"],
            ["status"],
            ["status", "--json"], ["history", "--log", "9"], ["check"], ["dump", "-o", "schema.sql"],
            ["rollback", "--dry-run"], ["redo", "--yes", "--verbose", "--format", "ndjson"],
            ["backup", "-o", "copy.db"],
            ["repair", "--yes"],
        ] {
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 0)
            expectSilent(result, command)
        }
        #expect(project.sql("SELECT value FROM keys") == Self.canary)
        let tables = ["martlet_migrations", "martlet_log", "martlet_seeds"].map { ".dump \($0)\n" }.joined()
        #expect(!Program.run(["sqlite3", project.database], input: tables).output.contains(Self.canary))
        for file in ["schema.sql", "copy.db.manifest.json"] {
            #expect(project.folder.read(file)?.contains(Self.canary) == false)
        }
    }

    @Test(
        "I4: an error about a statement with a secret in it does not tell it",
        arguments: [
            "INSERT INTO nothing VALUES ('${api_key}');\n", "INSERT INTO keys VALUES ('${api_key}'');\n",
            "INSERT INTO keys VALUES (${api_key});\n", "INSERT INTO ${api_key} VALUES (1);\n",
            "SELECT '${api_key}' FROM;\n",
            "CREATE TABLE t (x CHECK (x <> '${api_key}'));\nINSERT INTO t VALUES ('${api_key}');\n",
            "SELECT \"${api_key}\".x;\n",
            "${api_key};\n", "INSERT INTO keys VALUES ('${api_key}'); COMMIT;\n",
            "SELECT RAISE(ABORT, '${api_key}');\n",
            "CREATE TRIGGER r BEFORE INSERT ON keys BEGIN SELECT RAISE(ABORT, '${api_key}'); END;\nINSERT INTO keys VALUES (1);\n",
            "-- martlet: transaction=none\nSELECT 1;\nSELECT '${api_key}' FROM nothing;\n",
            "SELECT '${api_key}', ${api_kye};\n",
        ])
    func canaryInErrors(_ text: String) {
        let project = Self.project()
        expectStatus(project.martlet("migrate"), 0)
        project.folder.write("migrations/002_bad.sql", text)
        for command in [
            ["migrate"], ["migrate", "--json"], ["migrate", "--verbose"], ["status"], ["history", "--log", "9"],
        ] {
            expectSilent(MartletBinary.run(command, in: project.folder.path), command)
        }
        let rows = "SELECT * FROM martlet_migrations; SELECT * FROM martlet_log"
        #expect(!project.sql(rows).contains(Self.canary))
        // The place is that in the file.
        let error = project.martlet("migrate").error
        if error.contains("error[sql]") {
            let line = error.firstMatch(of: #/ \| (.*)\n/#).map { String($0.output.1) } ?? ""
            #expect(text.contains(line), "\(error)")
        }
    }

    @Test("I4: a value that breaks its statement is not told in pieces") func brokenByItsValue() {
        let project = Self.project()
        project.folder.write(".env", "API_KEY=kanari'4711 geheim\n")
        let result = project.martlet("migrate")
        expectStatus(result, 4)
        expect(result.error, contains: "error[directive]: the value of ${api_key} breaks the statement")
        expect(result.error, contains: "migrations/001_keys.sql:3:27")
        for part in ["4711", "geheim", "kanari"] { #expect(!result.everything.contains(part), "\(result.everything)") }
    }

    private static let urls = [
        "postgres://app:\(canary)@db/prod", "sqlite://app:\(canary)@db/prod", "mysql://app:\(canary)@db",
        "app:\(canary)@db", canary,
        "sqlite:app.db?key=\(canary)", "file:app.db?key=\(canary)",
    ]

    @Test("I4: a password in a URL is never shown", arguments: urls)
    func canaryInURLs(_ url: String) {
        let project = Self.project()
        for command in [
            ["status", "--url", url], ["migrate", "--url", url, "--verbose"], ["status", "--json", "--url", url],
        ] {
            let result = MartletBinary.run(command, in: project.folder.path)
            #expect(result.status != 0)
            expectSilent(result, command)
        }
        project.replace("martlet.yaml", "sqlite:app.db", by: "\"\(url)\"")
        for command in [["status"], ["migrate", "--verbose"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            #expect(result.status != 0)
            expectSilent(result, command)
        }
        let elsewhere = ScratchFolder()
        expectSilent(
            MartletBinary.run(["status"], in: elsewhere.path, environment: ["DATABASE_URL": url]), ["DATABASE_URL"])
    }

    @Test("I4: what came by a file is in no command line and in no environment") func commandLine() {
        let project = Self.project()
        expectStatus(project.martlet("migrate"), 0)
        project.folder.write("migrations/002_endless.sql", BusyProject.endless)
        let pid = ChildProcess.start(["migrate"], in: project)
        #expect(ChildProcess.waitUntil { project.folder.has("app.db-journal") })
        for file in ["cmdline", "environ"] {
            #expect(TextFile.read("/proc/\(pid)/\(file)")?.contains(Self.canary) == false)
        }
        ChildProcess.signal(pid, SIGINT)
        #expect(ChildProcess.wait(pid) == 130)
    }

    @Test("I4: what another program was started with is not told, when it stands in the way") func otherCommandLine() {
        let project = Self.project()
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("backup", "-o", "copy.db"), 0)
        let other = PythonHolder(
            project, "db.execute('SELECT 1 FROM keys')", arguments: ["postgres://app:\(Self.canary)@db"])
        let result = project.martlet("restore", "copy.db", "--yes")
        expectStatus(result, 7)
        expect(result.error, contains: "process \(other.process) (")
        expectSilent(result, ["restore"])
    }

    // MARK: Modes and links

    @Test("I5: with every right given away, what may hold data is still the user's alone") func modes() {
        let project = ScratchProject(ScratchProject.seeded, settings: ["backups: data/backups"])
        func run(_ line: String) {
            expectStatus(
                Program.run(
                    ["bash", "-c", "umask 000; exec \"$0\" \(line)", MartletBinary.path], in: project.folder.path,
                    environment: MartletBinary.quietEnvironment), 0)
        }
        func mode(_ name: String) -> String {
            String(Program.run(["stat", "-c", "%a", project.folder.path(name)]).output.dropLast())
        }
        run("setup")
        run("backup")
        let backup = "data/backups/" + (project.folder.names(in: "data/backups").first ?? "")
        #expect(mode(backup) == "600" && mode(backup + ".manifest.json") == "600")
        #expect(mode("data/backups") == "700")
        run("restore \(backup) --into sqlite:new.db")
        #expect(mode("new.db") == "644" && mode("app.db") == "644")
        run("reset --yes")
        #expect(mode("app.db") == "644")
        _ = Program.run(["chmod", "640", project.database])
        for line in ["reset --yes --seed", "restore \(backup) --yes", "migrate", "rollback --yes"] {
            run(line)
            #expect(mode("app.db") == "640", "\(line)")
        }
        // While it runs: the lock, and the journal, which SQLite makes like the database.
        project.folder.write("migrations/003_endless.sql", BusyProject.endless)
        let pid =
            Program.start(
                ["bash", "-c", "umask 000; exec \"$0\" migrate", MartletBinary.path], in: project.folder.path,
                environment: MartletBinary.quietEnvironment) ?? -1
        #expect(ChildProcess.waitUntil { project.folder.has("app.db-journal") })
        #expect(mode("app.db.martlet-lock") == "600" && mode("app.db-journal") == "640")
        ChildProcess.signal(pid, SIGINT)
        #expect(ChildProcess.wait(pid) == 130)
    }

    /// Names that Martlet will want, each put there before it as a link to a file of somebody else's.
    @Test(
        "I5: a link that was put there before is not written through",
        arguments: [
            "app.db.martlet-lock", "copy.db", "copy.db.manifest.json", "schema.sql", "app.db-journal", "app.db-wal",
            "new.db",
        ], [true, false])
    func links(_ name: String, _ leadsSomewhere: Bool) {
        let victim = ScratchFolder()
        if leadsSomewhere { victim.write("victim", "precious\n") }
        let project = ScratchProject.migrated(to: "001")
        expectStatus(project.martlet("backup", "-o", "earlier.db"), 0)
        _ = Program.run(["ln", "-s", victim.path("victim"), project.folder.path(name)])
        for command in [
            ["migrate"], ["backup", "-o", "copy.db"], ["dump", "-o", "schema.sql"], ["rollback", "--yes"],
            ["restore", "earlier.db", "--into", "sqlite:new.db"], ["reset", "--yes"],
        ] {
            let result = project.martlet(under: ["timeout", "20"], command)
            #expect(result.status < 100 && result.status != 70, "\(command): \(result.everything)")
        }
        #expect(victim.read("victim") == (leadsSomewhere ? "precious\n" : nil))
        #expect(project.sql("PRAGMA integrity_check") == "ok" || name.hasPrefix("app.db-"))
    }
}
