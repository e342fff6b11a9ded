import Glibc
import TestSupport
import Testing

/// `backup` and `restore` of PostgreSQL databases.
@Suite struct ServerBackupTests {
    private func backedUp(_ settings: [String] = []) throws -> OwnedProject {
        let project = try OwnedProject.migrated(settings: settings)
        expectStatus(project.martlet("backup", "--output", "copy.dump"), 0)
        return project
    }

    private func expectUntouched(
        _ project: OwnedProject, names: String = "Ava\nBen", sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(project.sql("SELECT name FROM users ORDER BY id") == names, sourceLocation: sourceLocation)
        #expect(project.leftovers == "", sourceLocation: sourceLocation)
    }

    // MARK: Backups

    @Test func aBackupIsAnArchiveWithAManifest() throws {
        let project = try OwnedProject.migrated()
        let result = project.martlet("backup", "--json")
        expectStatus(result, 0)
        let names = project.backups
        try #require(names.count == 2)
        #expect(names[0].hasPrefix("app_backup_") && names[0].hasSuffix(".dump"))
        for name in names {
            var status = stat()
            #expect(stat(project.folder.path("backups/" + name), &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
        let manifest = project.folder.read("backups/" + names[1]) ?? ""
        let version = project.server("SHOW server_version").split(separator: " ").first.map(String.init) ?? "?"
        for line in [
            "\"engine\": \"postgresql\"", "\"server_version\": \"\(version)\"", "\"version\": \"002\"",
            "\"database\": \"app\"", "\"reason\": \"backup\"",
        ] { expect(manifest, contains: line) }
        let list = Program.run([
            project.database.cluster.programs + "/pg_restore", "--list", project.folder.path("backups/" + names[0]),
        ])
        expect(list.output, contains: "TABLE DATA public users")
        // A second one of the same day gets a name of its own, and a name that is taken is left to what has it.
        expectStatus(project.martlet("backup"), 0)
        #expect(project.backups.count == 4)
        expect(project.martlet("backup", "--output", "backups/" + names[0]).error, contains: "error[backup-failed]")
    }

    @Test func aBackupIsOfOneMoment() throws {
        let project = try OwnedProject.migrated([
            "migrations/001_accounts.sql": """
            -- Description: Accounts
            CREATE TABLE a (n bigint); CREATE TABLE m (x text); CREATE TABLE z (n bigint);
            INSERT INTO a VALUES (0); INSERT INTO z VALUES (0);
            INSERT INTO m SELECT repeat(md5(g::text), 20) FROM generate_series(1, 20000) AS g;

            """
        ])
        let writer = try #require(
            Program.start([
                "sh", "-c",
                "while :; do echo 'BEGIN; UPDATE a SET n = n + 1; UPDATE z SET n = n + 1; COMMIT;'; done | \"$@\"",
                "sh",
                project.database.cluster.programs + "/psql", "-Xq", project.url(),
            ]))
        defer {
            ChildProcess.end(writer)
            _ = project.server(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(project.database.name)'")
        }
        #expect(ChildProcess.waitUntil { project.sql("SELECT n > 50 FROM a") == "t" })
        for index in 1...3 {
            expectStatus(project.martlet("backup", "--output", "copy\(index).dump"), 0)
            let name = project.database.name + "_copy\(index)"
            expectStatus(project.martlet("restore", "copy\(index).dump", "--into", project.url(name), "--yes"), 0)
            let sums = project.database.cluster.psql(name, "SELECT a.n = z.n, a.n > 50 FROM a, z", as: project.role)
            #expect(sums.output == "t|t\n")
        }
    }

    @Test func nothingIsLeftOfABackupThatFails() throws {
        let project = try OwnedProject.migrated()
        let path = project.program("pg_dump", "case $1 in --version) exec $REAL \"$@\";; esac\n$REAL \"$@\"; exit 1\n")
        let result = project.martlet("backup", environment: ["PATH": path])
        expectStatus(result, 1)
        expect(result.error, contains: "error[backup-failed]: pg_dump failed")
        #expect(project.backups == [])
    }

    @Test("E2: there is no room for the backup") func noRoom() throws {
        let project = try OwnedProject.migrated([
            "migrations/001_rows.sql":
                "CREATE TABLE rows AS SELECT md5(g::text) || md5((g * 7)::text) AS x FROM generate_series(1, 9000) AS g;\n"
        ])
        for size in [40_000, 200_000] {
            let result = MartletBinary.run(
                ["backup"], in: project.folder.path, under: ["prlimit", "--fsize=\(size)", "--"])
            expectStatus(result, 1)
            expect(result.error, contains: "error[backup-failed]: pg_dump failed: ")
            expect(result.error, contains: "File too large")
            expect(result.error, contains: "no backup was made; earlier ones and app are untouched")
            #expect(project.backups == [])
        }
        expectStatus(project.martlet("backup"), 0)
        #expect(project.backups.count == 2)
    }

    @Test func aBackupThatIsNoArchiveIsFoundOutAtOnce() throws {
        let project = try OwnedProject.migrated()
        let path = project.program(
            "pg_dump",
            """
            case $1 in --version) exec $REAL "$@";; esac
            for word in "$@"; do case $word in --file=*) echo short > "${word#--file=}";; esac; done

            """)
        let result = project.martlet("backup", environment: ["PATH": path])
        #expect(result.status != 0)
        #expect(project.backups == [])
    }

    // MARK: Restores

    @Test func aRestorePutsBackWhatWasThere() throws {
        let project = try backedUp()
        let name = project.database.name
        for sql in [
            "ALTER DATABASE \(name) SET search_path = public, \"odd one\", 'a,b'",
            "ALTER DATABASE \(name) CONNECTION LIMIT 77",
            "ALTER ROLE \(project.role) IN DATABASE \(name) SET work_mem = '5MB'",
            "REVOKE CONNECT ON DATABASE \(name) FROM PUBLIC", "COMMENT ON DATABASE \(name) IS 'it''s mine'",
        ] { #expect(project.database.cluster.psql("postgres", sql).status == 0, "\(sql)") }
        let traits = """
            SELECT datdba, encoding, datcollate, datctype, datconnlimit, dattablespace, shobj_description(oid, 'pg_database'),
              (SELECT string_agg(x::text, ' ' ORDER BY x::text) FROM unnest(datacl) AS x),
              (SELECT string_agg(setrole || ' ' || setconfig::text, ' ' ORDER BY setrole) FROM pg_db_role_setting
                WHERE setdatabase = pg_database.oid)
            FROM pg_database WHERE datname = '\(name)'
            """
        let before = project.server(traits)
        expect(before, contains: "it's mine")
        _ = project.sql("DELETE FROM users; CREATE TABLE stray (x int)")
        let result = project.martlet("restore", "copy.dump", "--yes")
        expectStatus(result, 0)
        expect(result.output, contains: "app: wrote postgres://\(project.role):***@/\(name)?")
        expect(result.output, contains: "app: restored from copy.dump, at 002\napp: made ")
        expectUntouched(project)
        #expect(project.server(traits) == before)
        #expect(project.sql("SELECT to_regclass('stray') IS NULL") == "t")
        #expect(project.sql("SELECT action, subject FROM martlet_log ORDER BY id DESC LIMIT 1") == "restore|app")
        // What counts up goes on where it was.
        #expect(project.sql("INSERT INTO users (name) VALUES ('Cy') RETURNING id") == "3")
        expectStatus(project.martlet("status", "--check"), 0)
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    @Test func aSettingThatIsNotTheRolesToMakeIsSpokenOf() throws {
        let project = try backedUp()
        let name = project.database.name
        for setting in ["log_min_messages = 'error'", "work_mem = '7MB'"] {
            expectStatus(project.database.cluster.psql("postgres", "ALTER DATABASE \(name) SET \(setting)"), 0)
        }
        let result = project.martlet("restore", "copy.dump", "--yes")
        expectStatus(result, 0)
        expect(result.output, contains: "the setting log_min_messages, error, is not the role's to make")
        #expect(
            project.server(
                "SELECT setconfig FROM pg_db_role_setting AS s, pg_database AS d WHERE setdatabase = d.oid AND datname = '\(name)'"
            )
                == "{work_mem=7MB}")
    }

    @Test func aRestoreMakesADatabaseThatIsNotThere() throws {
        let project = try backedUp()
        let other = project.database.name + "_other"
        expectStatus(project.martlet("restore", "copy.dump", "--into", project.url(other)), 0)
        #expect(
            project.database.cluster.psql(other, "SELECT count(*) FROM users", as: project.role).output == "2\n")
        #expect(project.leftovers == other)
        expectStatus(project.martlet("dump", "--output", "schema.sql"), 0)
        expectStatus(project.martlet("dump", "--output", "schema.sql", "--check", "--url", project.url(other)), 0)
    }

    @Test func aDatabaseThatIsInUseIsNotReplaced() throws {
        let project = try backedUp()
        let holder = try #require(
            Program.start(
                [
                    project.database.cluster.programs + "/psql", "-Xq", project.url(), "-c", "SELECT pg_sleep(60)",
                ], environment: ["PGAPPNAME": "shop 7"]))
        defer { ChildProcess.end(holder) }
        #expect(
            ChildProcess.waitUntil {
                project.server("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'shop 7'") == "1"
            })
        for arguments in [
            ["restore", "copy.dump", "--yes"], ["restore", "copy.dump", "--dry-run"], ["reset", "--yes"],
        ] {
            let result = MartletBinary.run(arguments, in: project.folder.path)
            expectStatus(result, 7)
            expect(
                result.error, contains: "error[in-use]: \(project.database.name) is in use by \(project.role) (session "
            )
            expect(result.error, contains: ", shop 7)")
            expect(result.error, contains: "is unchanged")
        }
        expectUntouched(project)
        _ = project.server("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'shop 7'")
        expectStatus(project.martlet("restore", "copy.dump", "--yes"), 0)
    }

    @Test func aRoleThatMayMakeNoDatabaseIsToldBeforeAnythingIsDone() throws {
        let project = try OwnedProject.migrated(rights: "")
        expectStatus(project.martlet("backup", "--output", "copy.dump"), 0)
        for arguments in [["restore", "copy.dump", "--yes"], ["reset", "--yes"]] {
            let result = MartletBinary.run(arguments, in: project.folder.path)
            expectStatus(result, 1)
            expect(result.error, contains: "error[access-denied]: the role \(project.role) may make no database")
            expect(result.error, contains: "ALTER ROLE \"\(project.role)\" CREATEDB;")
        }
        expectUntouched(project)
        _ = project.server(
            "ALTER ROLE \(project.role) CREATEDB; ALTER DATABASE \(project.database.name) OWNER TO postgres")
        expect(
            project.martlet("restore", "copy.dump", "--yes").error,
            contains: "belongs to postgres, and the role \(project.role) may not put another in its place")
    }

    @Test func aRestoreThatFailsLeavesTheOldDatabase() throws {
        let project = try OwnedProject.migrated()
        let gone = project.role + "_gone"
        _ = project.database.psql(
            "CREATE ROLE \(gone); ALTER TABLE posts OWNER TO \(gone); GRANT \(gone) TO \(project.role)")
        expectStatus(project.martlet("backup", "--output", "copy.dump"), 0)
        _ = project.database.psql("ALTER TABLE posts OWNER TO \(project.role); DROP ROLE \(gone)")
        let result = project.martlet("restore", "copy.dump", "--yes")
        expectStatus(result, 1)
        expect(result.error, contains: "role \"\(gone)\" does not exist")
        expect(result.error, contains: "app is as it was")
        expectUntouched(project)
    }

    // MARK: Backups that are not what they should be

    @Test func everyDamageIsFoundBeforeAnythingIsDone() throws {
        let project = try backedUp()
        let path = project.folder.path("copy.dump")
        let bytes = try #require(TextFile.bytes(path))
        for index in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
            var damaged = bytes
            damaged[index] ^= 4
            project.folder.write("copy.dump", damaged)
            let result = project.martlet("restore", "copy.dump", "--yes")
            expectStatus(result, 8)
            expect(result.error, contains: "error[backup-damaged]")
        }
        project.folder.write("copy.dump", Array(bytes.dropLast(3)))
        expect(project.martlet("restore", "copy.dump", "--yes").error, contains: "error[backup-damaged]")
        // Without a manifest, the archive itself tells when something is missing.
        project.folder.remove("copy.dump.manifest.json")
        for count in [10, bytes.count / 2, bytes.count - 3] {
            project.folder.write("copy.dump", Array(bytes.prefix(count)))
            let result = project.martlet("restore", "copy.dump", "--yes")
            expectStatus(result, 8)
        }
        expectUntouched(project)
        project.folder.write("copy.dump", bytes)
        let result = project.martlet("restore", "copy.dump", "--yes")
        expectStatus(result, 0)
        expect(result.error, contains: "warning[unproven]")
    }

    @Test("F14: a program that is older than the server is refused by name") func olderProgram() throws {
        let project = try OwnedProject.migrated()
        let path = project.program("pg_dump", "echo 'pg_dump (PostgreSQL) 9.6.24'\n")
        let result = project.martlet("backup", environment: ["PATH": path])
        expectStatus(result, 2)
        let server = project.sql("SHOW server_version").split(separator: " ").first.map(String.init) ?? "?"
        let text = result.error.replacing(project.folder.path, with: "/project")
            .replacing("PostgreSQL \(server)", with: "PostgreSQL 15.18")
            .replacing("client-\(server.prefix { $0 != "." })", with: "client-15")
        Golden.expect(text, "errors/unsupported.txt")
    }

    @Test("F14: a backup of a newer server is refused") func newerServer() throws {
        let project = try backedUp()
        let lines = (project.folder.read("copy.dump.manifest.json") ?? "").split(separator: "\n").map(String.init)
            .map { $0.contains("\"server_version\"") ? "  \"server_version\": \"99.1\"," : $0 }
        let text = lines.filter { !$0.contains("\"digest\"") }.joined(separator: "\n") + "\n"
        let digest = Program.run(["sha256sum"], input: text).output.prefix(64)
        project.folder.write(
            "copy.dump.manifest.json",
            lines.map { $0.contains("\"digest\"") ? "  \"digest\": \"\(digest)\"," : $0 }.joined(separator: "\n") + "\n"
        )
        let result = project.martlet("restore", "copy.dump", "--yes")
        expectStatus(result, 2)
        expect(result.error, contains: "the backup is of PostgreSQL 99.1, and the server is older")
        expectUntouched(project)
    }

    @Test("F14: an archive that is too new for the program is refused") func newerArchive() throws {
        let project = try backedUp()
        project.folder.remove("copy.dump.manifest.json")
        let path = project.program(
            "pg_restore",
            "case $1 in --version) exec $REAL \"$@\";; esac\necho 'pg_restore: error: unsupported version (1.99) in file header' >&2\nexit 1\n"
        )
        let result = project.martlet("restore", "copy.dump", "--yes", environment: ["PATH": path])
        expectStatus(result, 2)
        expect(result.error, contains: "was written by a pg_dump that is newer than pg_restore")
        expectUntouched(project)
    }

    @Test func aBackupOfAnotherEngineIsRefused() throws {
        let project = try backedUp()
        let result = project.martlet("restore", "copy.dump", "--into", "sqlite:copy.db", "--yes")
        expectStatus(result, 2)
        expect(result.error, contains: "is a backup of another engine: postgresql")
        #expect(!project.folder.has("copy.db"))
    }

    // MARK: Secrets

    @Test("I4: a password in the URL is on no command line, in no file and in nothing that is said") func secrets()
        throws
    {
        let project = try OwnedProject.migrated()
        let path = ["pg_dump", "pg_restore"].map {
            project.program($0, "echo \"$0 $*\" >> \(project.folder.path("seen"))\nexec $REAL \"$@\"\n")
        }[1]
        var said = ""
        for arguments in [
            ["dump", "--output", "schema.sql"], ["backup", "--output", "copy.dump", "--verbose"],
            ["restore", "copy.dump", "--yes", "--verbose", "--json"], ["reset", "--yes", "--format", "ndjson"],
            ["restore", "copy.dump", "--into", project.url(project.database.name + "_other"), "--json"],
            ["history", "--log", "9"],
        ] {
            let result = MartletBinary.run(arguments, in: project.folder.path, environment: ["PATH": path])
            expectStatus(result, 0)
            said += result.everything
        }
        let seen = project.folder.read("seen") ?? ""
        for name in ["/pg_dump --no-password --dbname=", "/pg_restore --no-password --dbname="] {
            expect(seen, contains: name)
        }
        for text in [
            said, seen, project.folder.read("schema.sql") ?? "", project.folder.read("copy.dump.manifest.json") ?? "",
        ] {
            #expect(!text.isEmpty && !text.contains(OwnedProject.password))
        }
        let archive = TextFile.bytes(project.folder.path("copy.dump")) ?? []
        #expect(!archive.isEmpty && archive.firstRange(of: Array(OwnedProject.password.utf8)) == nil)
        #expect(!project.sql("SELECT string_agg(l::text, ' ') FROM martlet_log AS l").contains(OwnedProject.password))
        #expect(!project.database.cluster.log.contains(OwnedProject.password))
    }
}
