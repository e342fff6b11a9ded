import TestSupport
import Testing

/// Names, bytes and secrets on a server.
@Suite struct ServerAttackTests {
    private static let names = ["a\"b", "a]b", "a`b", "a'b", "a;--", "a\\", "a\nb", "$$", "é漢", "-rf", "a%20b"]

    private func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

    @Test("I1: a schema, table, column and index of any name come through every command", arguments: names)
    func objects(_ name: String) throws {
        let project = try ServerProject([
            "migrations/001_a.sql": """
            CREATE SCHEMA \(quoted(name));
            SET search_path = \(quoted(name));
            CREATE TABLE \(quoted(name)) (\(quoted(name)) int);
            COPY \(quoted(name)) FROM stdin;
            1
            \\.

            -- ROLLBACK:
            -- SELECT 1;

            """,
            "migrations/002_b.sql": """
            -- martlet: transaction=none
            SET search_path = \(quoted(name));
            CREATE INDEX CONCURRENTLY \(quoted(name + "_i")) ON \(quoted(name)) (\(quoted(name)));
            REINDEX TABLE CONCURRENTLY \(quoted(name));
            DROP INDEX CONCURRENTLY \(quoted(name + "_i"));
            CREATE INDEX CONCURRENTLY \(quoted(name + "_j")) ON \(quoted(name)) (\(quoted(name)));

            """,
        ])
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM \(quoted(name)).\(quoted(name))") == "1")
        #expect(
            project.sql(
                "SELECT count(*) FROM pg_index AS i JOIN pg_class AS c ON c.oid = indexrelid WHERE relname LIKE '%\\_j'"
            ) == "1")
        for command in [["status"], ["check"], ["history", "--verify"]] {
            expectStatus(MartletBinary.run(command, in: project.folder.path), 0)
        }
    }

    @Test("I1: a schema of any name for Martlet's own tables", arguments: names.filter { !$0.contains("\n") })
    func ownSchema(_ name: String) throws {
        let project = try ServerProject()
        _ = project.sql(
            "CREATE SCHEMA \(quoted(name)); ALTER DATABASE \(project.database.name) SET search_path = \(quoted(name))")
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("rollback", "--yes"), 0)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM \(quoted(name)).martlet_migrations WHERE success") == "2")
    }

    @Test("I1: a database of any name", arguments: ["a\"b", "a'b", "a;--", "a\\", "$$", "é漢"]) func database(
        _ name: String
    ) throws {
        let cluster = try PostgresCluster()
        defer { cluster.stop() }
        let folder = ScratchFolder()
        let encoded = name.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return "%" + (digits.utf8.count == 1 ? "0" : "") + digits
        }.joined()
        folder.write("migrations/001_a.sql", "CREATE TABLE a (x int);\n")
        let url = "postgres://postgres@/\(encoded)?host=\(cluster.socketFolder)"
        let result = MartletBinary.run(["migrate", "--url", url, "--migrations", "migrations"], in: folder.path)
        expectStatus(result, 0)
        #expect(cluster.psql(name, "SELECT count(*) FROM martlet_migrations").output == "1\n")
    }

    @Test(
        "I2: bytes that are no UTF-8 are refused with their place, before the server sees any",
        arguments: [[0xc0], [0xff], [0xed, 0xa0, 0x80], [0]])
    func bytes(_ bytes: [UInt8]) throws {
        let project = try ServerProject.migrated()
        project.folder.write(
            "migrations/003_x.sql",
            Array("INSERT INTO users (name) VALUES ('".utf8) + bytes + Array("'); DROP TABLE posts; --');\n".utf8))
        let result = project.martlet("migrate")
        expectStatus(result, 4)
        expect(result.error, contains: "003_x.sql")
        #expect(project.sql("SELECT to_regclass('posts') IS NOT NULL") == "t")
    }

    @Test(
        "I3: a function, an operator and a type of the same name in public are nobody's",
        arguments: ["each", "all", "none"])
    func hostileSchema(_ rule: String) throws {
        let project = try ServerProject(
            [
                "migrations/001_a.sql": """
                CREATE TABLE public.pg_locks (x int);
                CREATE FUNCTION public.pg_try_advisory_lock(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
                CREATE FUNCTION public.to_regclass(text) RETURNS regclass LANGUAGE sql AS 'SELECT 1::regclass';
                CREATE FUNCTION public.count(*) RETURNS bigint LANGUAGE sql AS 'SELECT 7::bigint';
                """.split(separator: "\n").filter { !$0.contains("count(*)") }.joined(separator: "\n"),
                "migrations/002_b.sql": "CREATE TABLE b (x int);\n",
            ], settings: ["transaction: \(rule)"])
        _ = project.sql("ALTER DATABASE \(project.database.name) SET search_path = public, pg_catalog")
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("history", "--verify"), 0)
        expectStatus(project.martlet("status", "--check"), 0)
    }

    @Test("I4: the password of a URL is in no output, history, log, session or list of processes") func secrets() throws
    {
        let canary = "kanarienvogel4711"
        let project = try ServerProject()
        let url = project.database.url.replacing("postgres://postgres@", with: "postgres://postgres:\(canary)@")
        project.folder.write("migrations/003_x.sql", "SELECT pg_sleep(1);\nSELECT 1 / 0;\n")
        let configuration = (project.folder.read("martlet.yaml") ?? "").replacing(project.database.url, with: "${DB}")
        project.folder.write("martlet.yaml", configuration)
        var text = ""
        for command in [
            ["migrate", "--verbose"], ["migrate", "--json"], ["status"], ["history"], ["check"], ["plan"],
        ] {
            text += MartletBinary.run(command, in: project.folder.path, environment: ["DB": url]).everything
        }
        let run = MartletBinary.start(["migrate"], in: project.folder.path, environment: ["DB": url]) ?? -1
        #expect(
            ChildProcess.waitUntil {
                project.sql(
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(1)%' AND pid <> pg_backend_pid() AND datname = current_database()"
                ) == "1"
            })
        text += TextFile.read("/proc/\(run)/cmdline") ?? ""
        text += project.sql("SELECT * FROM pg_stat_activity WHERE datname = current_database()")
        #expect(ChildProcess.wait(run) == 1)
        text += project.sql("SELECT * FROM martlet_migrations") + project.sql("SELECT * FROM martlet_log")
        text +=
            MartletBinary.run(
                ["status"], in: project.folder.path,
                environment: ["DB": url.replacing("host=/", with: "host=/nowhere/")]
            ).everything
        #expect(text.contains("migrate") && !text.contains(canary))
    }
}
