import TestSupport
import Testing

/// `dump` of a PostgreSQL database: a file that `psql` loads, and that is the same however the database was made.
@Suite struct ServerDumpTests {
    /// Objects that depend on each other in other orders than that of their names, and what is hard to write down.
    static let rich: [String: String] = ServerProject.twoMigrations.merging([
        "migrations/003_rich.sql": """
        -- Description: All sorts of things; it's "quoted", \\ and é漢
        CREATE SCHEMA "Odd schema";
        CREATE TYPE "Odd schema".mood AS ENUM ('sad', 'a;b', 'it''s');
        CREATE FUNCTION shout(value text) RETURNS text LANGUAGE plpgsql AS $body$
        BEGIN
            -- Name: not a comment of pg_dump; Type: COMMENT; Schema: -; Owner: -
            SET LOCAL work_mem = '4MB';
            RETURN upper(value) || '\\';
        END;
        $body$;
        CREATE TABLE "Odd schema"."odd "" table" (
            id serial PRIMARY KEY, mood "Odd schema".mood DEFAULT 'a;b', loud text GENERATED ALWAYS AS ('é漢') STORED
        );
        CREATE VIEW a_view AS SELECT version FROM martlet_migrations;
        CREATE MATERIALIZED VIEW z_first AS SELECT count(*) AS number FROM users;
        CREATE MATERIALIZED VIEW a_second AS SELECT number FROM z_first;
        CREATE MATERIALIZED VIEW never_filled AS SELECT 1 AS x WITH NO DATA;
        CREATE UNIQUE INDEX ON a_second (number);
        ALTER TABLE posts ADD COLUMN gone int, ADD COLUMN kept text DEFAULT shout('x');
        ALTER TABLE posts DROP COLUMN gone;
        COMMENT ON TABLE posts IS 'what was written;
        -- in two lines';
        CREATE TABLE parted (at date NOT NULL) PARTITION BY RANGE (at);
        CREATE TABLE parted_2026 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
        CREATE TRIGGER touching BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE ROLE role_of_a_dump;
        GRANT SELECT ON posts TO role_of_a_dump;
        ALTER TABLE users OWNER TO role_of_a_dump;
        REVOKE ALL ON posts FROM role_of_a_dump;
        REASSIGN OWNED BY role_of_a_dump TO CURRENT_USER;
        DROP ROLE role_of_a_dump;

        """
    ]) { _, new in new }

    /// What another client of the server says of the schema, without what changes from run to run.
    private func schema(_ database: FreshDatabase) -> String {
        let cluster = database.cluster
        return Program.run([
            cluster.programs + "/pg_dump", "-s", "-h", cluster.socketFolder, "-p", cluster.port, "-U", "postgres",
            database.name,
        ]).output.split(separator: "\n").filter { !$0.contains("restrict ") }.joined(separator: "\n")
    }

    private func load(_ file: String, into database: FreshDatabase) -> ProgramResult {
        let cluster = database.cluster
        return Program.run([
            cluster.programs + "/psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-h", cluster.socketFolder, "-p",
            cluster.port, "-U", "postgres", "-d", database.name, "-f", file,
        ])
    }

    @Test func whatIsLoadedIsUpToDateAndGivesTheSameText() throws {
        let project = try ServerProject(Self.rich, settings: ["snapshot: schema.sql"])
        for version in ["001", "002", "003"] { expectStatus(project.martlet("migrate", "--to", version), 0) }
        expectStatus(project.martlet("dump"), 0)
        let text = try #require(project.folder.read("schema.sql"))
        let copy = try FreshDatabase()
        let loaded = load(project.folder.path("schema.sql"), into: copy)
        expectStatus(loaded, 0)
        #expect(loaded.output + loaded.error == "")
        #expect(schema(copy) == schema(project.database))
        expectStatus(project.martlet("status", "--check", "--url", copy.url), 0)
        expect(project.martlet("migrate", "--url", copy.url).output, contains: "up to date at 003")
        expectStatus(project.martlet("history", "--verify", "--url", copy.url), 0)
        expectStatus(project.martlet("dump", "--check", "--url", copy.url), 0)
        #expect(copy.text("SELECT number FROM a_second") == "0")
        #expect(copy.text("SELECT count(*) FROM a_view") == "3")
        // At once instead of one by one, and once more, with other rows and other times.
        let other = try FreshDatabase()
        expectStatus(project.martlet("migrate", "--url", other.url), 0)
        expectStatus(project.martlet("dump", "--check", "--url", other.url), 0)
        #expect(project.martlet("dump", "--output", "-", "--url", other.url).output == text)
    }

    @Test func aFilledViewIsTheSameSchema() throws {
        let project = try ServerProject(
            [
                "migrations/001_sums.sql": """
                CREATE TABLE sales (id int PRIMARY KEY, price int);
                CREATE MATERIALIZED VIEW sums AS SELECT sum(price) AS sum FROM sales WITH NO DATA;

                """
            ], settings: ["snapshot: schema.sql"])
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("dump"), 0)
        expectStatus(project.martlet("docs", "--output", "docs"), 0)
        for statement in ["REFRESH MATERIALIZED VIEW sums", "REFRESH MATERIALIZED VIEW sums WITH NO DATA"] {
            _ = project.sql(statement)
            for command in [["dump", "--check"], ["docs", "--output", "docs", "--check"], ["drift"], ["check"]] {
                let result = MartletBinary.run(command, in: project.folder.path)
                expectStatus(result, 0)
            }
            expectStatus(project.martlet("diff", "app", "schema.sql", "--check"), 0)
            expectStatus(project.martlet("dump"), 0)
        }
        _ = project.sql("DROP MATERIALIZED VIEW sums; CREATE MATERIALIZED VIEW sums AS SELECT 1 AS sum")
        expectStatus(project.martlet("dump", "--check"), 3)
    }

    @Test func nothingOfTheServerIsInTheText() throws {
        let project = try ServerProject(Self.rich)
        expectStatus(project.martlet("migrate"), 0)
        let text = project.martlet("dump", "--output", "-").output
        let version = project.sql("SHOW server_version").split(separator: " ").first.map(String.init) ?? "?"
        let foreign = [
            version, "PostgreSQL database dump", "Dumped", "\n\\restrict", "\n\\unrestrict", "OWNER", "GRANT",
            "default_tablespace", "default_table_access_method", "lock_timeout", "row_security",
            project.database.cluster.socketFolder, "@",
        ]
        for word in foreign { #expect(!text.contains(word), "\(word)") }
        #expect(
            text.hasPrefix("-- The schema, written by `martlet dump`. Changes belong into migrations.\n\nSET "))
        #expect(
            text.contains("    -- Name: not a comment of pg_dump; Type: COMMENT; Schema: -; Owner: -\n    SET LOCAL"))
        #expect(text.contains("IS 'what was written;\n-- in two lines';"))
    }

    @Test func aDatabaseWithoutHistoryGivesABaseline() throws {
        let project = try ServerProject([:])
        #expect(
            project.martlet("dump", "--output", "-").output
                == "-- Baseline: the schema, written by `martlet dump`.\n")
        _ = project.sql("CREATE TABLE old_one (id int PRIMARY KEY)")
        expectStatus(project.martlet("dump", "--output", "migrations/001_baseline.sql"), 0)
        let fresh = try FreshDatabase()
        expectStatus(project.martlet("migrate", "--url", fresh.url), 0)
        #expect(fresh.text("SELECT count(*) FROM old_one") == "0")
        expectStatus(project.martlet("stamp", "001"), 0)
        expectStatus(project.martlet("status", "--check"), 0)
    }

    @Test func rowsThatNoFileStandsForStayRecorded() throws {
        let project = try ServerProject.migrated([
            "migrations/001_first.sql": """
            -- Description: First
            CREATE TABLE first (id int);
            INSERT INTO martlet_migrations (version, description) VALUES ('legacy_01', 'Before everything');

            """
        ])
        expectStatus(project.martlet("status", "--check"), 0)
        expectStatus(project.martlet("dump", "--output", "schema.sql"), 0)
        let copy = try FreshDatabase()
        expectStatus(load(project.folder.path("schema.sql"), into: copy), 0)
        #expect(
            copy.text("SELECT version, kind FROM martlet_migrations ORDER BY version")
                == "001|snapshot\nlegacy_01|recorded")
        expectStatus(project.martlet("status", "--check", "--url", copy.url), 0)
        expectStatus(project.martlet("check", "--url", copy.url), 0)
        expectStatus(project.martlet("dump", "--output", "schema.sql", "--check", "--url", copy.url), 0)
    }

    @Test("F15: names that look like commands load as names") func oddNames() throws {
        let project = try ServerProject(["migrations/001_x.sql": "CREATE TABLE x (y int);\n"])
        let mark = project.folder.path("mark")
        for name in [
            "a\n\\! touch \(mark)", "\\! touch \(mark)", "a\"b", "a'b", "a;--", "$$", "a\n-- Name: x; Type: y",
            "\\restrict", "\n\\unrestrict",
        ] {
            let quoted = name.replacing("\"", with: "\"\"")
            for sql in [
                "CREATE TABLE \"\(quoted)\" (\"\(quoted)\" int)", "COMMENT ON TABLE \"\(quoted)\" IS $x$\(name)$x$",
            ] {
                expectStatus(project.database.psql(sql), 0)
            }
        }
        expectStatus(project.martlet("dump", "--output", "schema.sql"), 0)
        let copy = try FreshDatabase()
        expectStatus(load(project.folder.path("schema.sql"), into: copy), 0)
        #expect(!project.folder.has("mark"))
        #expect(schema(copy) == schema(project.database))
        expectStatus(project.martlet("dump", "--output", "schema.sql", "--check", "--url", copy.url), 0)
    }

    @Test func passwordsOfOtherServersAreNotInTheText() throws {
        let project = try ServerProject(["migrations/001_x.sql": "CREATE TABLE x (y int);\n"])
        let made = project.database.psql(
            """
            CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
            CREATE USER MAPPING FOR postgres SERVER s OPTIONS (password 'canary-7f3a');
            CREATE SUBSCRIPTION sub CONNECTION 'host=/nowhere password=canary-7f3a' PUBLICATION p
              WITH (connect = false);
            """)
        expectStatus(made, 0)
        defer { _ = project.database.psql("ALTER SUBSCRIPTION sub SET (slot_name = NONE); DROP SUBSCRIPTION sub") }
        let text = project.martlet("dump", "--output", "-").output
        #expect(text.contains("CREATE SERVER s") && !text.contains("canary") && !text.contains("SUBSCRIPTION"))
        let warnings = project.martlet("dump", "--output", "-").error
        expect(warnings, contains: "not written: subscription sub: it holds the password of another server")
        expect(warnings, contains: "not written: user mapping postgres on s: it holds the password of another server")
        #expect(!warnings.contains("canary"))
    }

    @Test func anIndexThatIsNotValidIsLeftOutAndNamed() throws {
        let project = try ServerProject.migrated()
        _ = project.sql("UPDATE users SET name = 'Ava'")
        _ = project.sql("CREATE UNIQUE INDEX CONCURRENTLY by_name ON users (name)")
        let result = project.martlet("dump", "--output", "-")
        expectStatus(result, 0)
        #expect(!result.output.contains("by_name"))
        expect(result.error, contains: "not written: index public.by_name: it is not valid")
    }

    @Test func aLockOfSomebodyElseIsInNobodysWay() throws {
        let project = try ServerProject.migrated(settings: ["lock_timeout: 200ms"])
        let holder = try #require(project.locking("users"))
        defer { ChildProcess.end(holder) }
        let result = project.martlet("dump", "--output", "-")
        expectStatus(result, 0)
        expect(result.output, contains: "CREATE TABLE public.users (")
    }

    @Test func itNeedsNoProgramOfPostgreSQLs() throws {
        let project = try ServerProject.migrated()
        project.folder.write("bin/pg_dump", "#!/bin/sh\necho called >\(project.folder.path("mark"))\nexit 1\n")
        _ = Program.run(["chmod", "+x", project.folder.path("bin/pg_dump")])
        let result = project.martlet(
            "dump", "--output", "-", environment: ["PATH": project.folder.path("bin") + ":/usr/bin:/bin"])
        expectStatus(result, 0)
        expect(result.output, contains: "CREATE TABLE public.users (")
        #expect(!project.folder.has("mark"))
    }
}
