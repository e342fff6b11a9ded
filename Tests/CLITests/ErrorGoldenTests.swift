import TestSupport
import Testing

/// Errors of usage, configuration and files, each provoked: what a user reads.
///
/// Those of other commands are in the goldens of these; `ErrorManners` goes over all of them.
@Suite struct ErrorGoldenTests {
    @Test func usage() {
        expectGolden("errors/usage", "migrate --to", "new", "statsu", "migrate --too 3", "status -d ap", json: false)
    }

    @Test func noProject() {
        expectGolden("errors/no-project", "status", "status --project nowhere", json: false) {
            ScratchProject(configuration: "").without("martlet.yaml")
        }
    }

    @Test(arguments: [
        "envfile: x", "databases:\n  app:\n    url: sqlite:app.db\n    lock_timeout: soon",
        "databases:\n  app:\n    url: sqlite:app.db\n    migratoins: db", "databases: [",
        "databases:\n  app:\n    passwrd: geheim", "databases:\n  app:\n    url: sqlite:${NOPE}",
        "databases:\n  app:\n    url: postgres://a:geheim@h:x/db",
        "env_file: .envx\ndatabases:\n  app:\n    url: sqlite:a",
    ])
    func configuration(_ text: String) {
        let project = ScratchProject(configuration: text + "\n", [".envx": "A B\n"])
        let result = project.martlet("status")
        expectStatus(result, 2)
        #expect(!result.error.contains("geheim"), "\(result.error)")
        ErrorManners.expect(of: result.error, in: text)
    }

    @Test func badURL() {
        expectGolden("errors/bad-url", "status", "status --url mysql://db/app", json: false) {
            ScratchProject(configuration: "databases:\n  app:\n    url: postgres://app:ge/heim@db/app\n")
        }
    }

    @Test func missingVariable() {
        expectGolden("errors/environment", "status", json: false) {
            ScratchProject(configuration: "databases:\n  app:\n    url: sqlite:${APP_DB}\n")
        }
    }

    @Test func configurationLines() {
        expectGolden("errors/config", "status", json: false) {
            ScratchProject(configuration: "databases:\n  app:\n    url: sqlite:app.db\n    migratoins: db/app\n")
        }
    }

    @Test func noFolder() {
        expectGolden("errors/no-folder", "migrate", json: false) { ScratchProject().without("migrations") }
    }

    @Test func namedPipe() {
        expectGolden("errors/named-pipe", "migrate", json: false) {
            let project = ScratchProject()
            _ = Program.run(["mkfifo", project.folder.path("migrations/003_pipe.sql")])
            return project
        }
    }

    @Test func notUTF8() {
        expectGolden("errors/not-utf8", "migrate", json: false) {
            let project = ScratchProject()
            project.folder.write("migrations/003_a.sql", [0x61, 0xE9, 0x62])
            return project
        }
    }

    /// The text in front of the mark is blanked out for the database, not for people.
    @Test func emptyMigration() {
        expectGolden("errors/empty-migration", "migrate", json: false) {
            ScratchProject(["migrations/001_a.sql": "-- martlet:down\n"])
        }
    }

    @Test func directive() {
        expectGolden("errors/directive", "migrate", json: false) {
            ScratchProject(["migrations/001_a.sql": "-- martlet: transaktion=none\nSELECT 1;\n"])
        }
    }

    @Test func folderInTheWay() {
        expectGolden("errors/write-failed", "migrate", json: false) {
            ScratchProject(
                configuration: "databases:\n  app:\n    url: sqlite:data/app.db\n    migrations: m\n",
                ["m/001_a.sql": "SELECT 1;\n", "data": "a file\n"])
        }
    }

    @Test func nothingToUndo() {
        expectGolden(
            "errors/nothing-to-undo", "rollback --steps 3 --yes", "rollback --steps 2 --yes -q", "rollback --yes",
            json: false
        ) {
            .migrated()
        }
    }

    @Test func hardLinks() {
        expectGolden("errors/unsafe-database", "migrate", json: false) {
            let project = ScratchProject.migrated()
            _ = Program.run(["ln", project.database, project.folder.path("other.db")])
            return project
        }
    }

    @Test func noDatabaseFile() {
        expectGolden(
            "errors/not-a-database", "status", "status --url sqlite:migrations",
            "status --url sqlite:martlet.yaml/app.db", "migrate --url sqlite:/nowhere/app.db",
            "migrate --url sqlite:app.db?mode=ro", json: false
        ) {
            let project = ScratchProject()
            project.folder.write("app.db", "Dear diary, today I was taken for a database again.\n")
            return project
        }
    }

    @Test func damagedFromTheFirstPageOn() {
        expectGolden("errors/corrupt", "status", "check", json: false) {
            let project = ScratchProject.migrated()
            _ = Program.run(
                ["dd", "if=/dev/zero", "of=\(project.database)", "bs=1", "seek=100", "count=6000", "conv=notrunc"])
            return project
        }
    }

    @Test func ownTablesTakenAway() {
        expectGolden("errors/own-tables", "migrate", json: false) {
            ScratchProject(["migrations/001_a.sql": "CREATE TABLE a (id INTEGER);\nDROP TABLE martlet_migrations;\n"])
        }
    }

    @Test func unfinishedStatement() {
        expectGolden("errors/unfinished", "migrate", json: false) {
            ScratchProject(["migrations/001_a.sql": "SELECT 1;\n-- The table\nCREATE TABLE a (\n    id INTEGER,\n"])
        }
    }

    @Test func withoutATransaction() {
        expectGolden("errors/without-a-transaction", "migrate", json: false) {
            ScratchProject([
                "migrations/001_a.sql":
                    "-- martlet: transaction=none\nCREATE TABLE a (id INTEGER);\nVACUUM;\nINSERT INTO b VALUES (1);\n"
            ])
        }
    }

    /// The next step that the error names leads on.
    @Test func aMendedFileGoesOn() {
        let text = "-- martlet: transaction=none\nCREATE TABLE a (id INTEGER);\nVACUUM;\nINSERT INTO b VALUES (1);\n"
        let project = ScratchProject(["migrations/001_a.sql": text])
        expectStatus(project.martlet("migrate"), 1)
        project.replace("migrations/001_a.sql", "INTO b", by: "INTO a")
        expectStatus(project.martlet("migrate"), 4)
        expectStatus(project.martlet("repair", "001", "--continue", "--yes"), 0)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM a") == "1")
    }

    @Test func whatIsUndoneGivesNoWarning() {
        let project = ScratchProject.migrated()
        project.replace("migrations/002_create_posts.sql", "CREATE TABLE", by: "-- more\nCREATE TABLE")
        expect(project.martlet("migrate").error, contains: "warning[edited]")
        let result = project.martlet("rollback", "--yes")
        expectStatus(result, 0)
        #expect(!result.error.contains("warning"), "\(result.error)")
    }

    @Test func protected() {
        expectGolden("errors/protected", "rollback", "reset --yes", json: false) {
            .migrated(settings: ["protected: true"])
        }
    }

    @Test func lockedByAnotherProgram() {
        let project = ScratchProject.migrated(to: "001", settings: ["lock_timeout: 100ms"])
        let script = """
            (printf 'BEGIN IMMEDIATE;\\n.shell touch held; while [ ! -e done ]; do sleep 0.1; done\\n' | sqlite3 app.db) &
            while [ ! -e held ]; do sleep 0.1; done
            "$MARTLET" migrate; status=$?; touch done; wait; exit $status
            """
        let result = Program.run(
            ["bash", "-c", script], in: project.folder.path,
            environment: MartletBinary.quietEnvironment.merging(["MARTLET": MartletBinary.path]) { $1 })
        expectStatus(result, 6)
        expect(result.error, contains: "error[locked]: \(project.database) is locked; it is open in process ")
        expect(result.error, contains: "(sqlite3 app.db)")
        expect(result.error, contains: "lock_timeout: 1m")
        expect(result.error, contains: "002 was not begun")
    }

    /// What is advised to them they understand.
    @Test(arguments: ["status", "dump --output -", "docs --as json --output -", "diff app migrations", "backup"])
    func readersWaitForAnotherProgramAsLongAsTheyAreTold(_ command: String) {
        let project = ScratchProject.migrated()
        let script = """
            (printf 'BEGIN EXCLUSIVE;\n.shell touch held; while [ ! -e done ]; do sleep 0.1; done\n' | sqlite3 app.db) &
            while [ ! -e held ]; do sleep 0.1; done
            "$MARTLET" \(command) --wait 100ms >/dev/null; echo "status $?"; (sleep 1; touch done) &
            "$MARTLET" \(command) --wait 1m >/dev/null; echo "status $?"; wait
            """
        let result = Program.run(
            ["bash", "-c", script], in: project.folder.path,
            environment: MartletBinary.quietEnvironment.merging(["MARTLET": MartletBinary.path]) { $1 })
        #expect(result.output == "status 6\nstatus 0\n", "\(result.everything)")
        expect(result.error, contains: "error[locked]: \(project.database) is locked; it is open in process ")
        expect(result.error, contains: "or wait longer for it: --wait 1m, or lock_timeout: 1m in martlet.yaml")
    }
}

extension ScratchProject {
    /// The same without a file or folder.
    func without(_ name: String) -> ScratchProject {
        folder.remove(name)
        return self
    }
}
