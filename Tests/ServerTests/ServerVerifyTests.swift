import TestSupport
import Testing

/// `verify` on a server: what types of PostgreSQL want, and what a role may not do.
@Suite struct ServerVerifyTests {
    private static func scratchDatabases(_ cluster: PostgresCluster, of role: String) -> String {
        cluster.psql(
            "postgres",
            "SELECT count(*) FROM pg_database WHERE datname LIKE '.martlet-test-%' AND pg_get_userbyid(datdba) = '\(role)'"
        ).output
    }

    @Test func whoMayMakeNoDatabaseIsToldWhoMay() throws {
        let project = try OwnedProject(rights: "NOCREATEDB")
        let result = project.martlet("verify")
        expectStatus(result, 1)
        expect(result.error, contains: "error[access-denied]")
        expect(result.error, contains: "CREATEDB")
    }

    @Test func nothingIsLeftOnTheServer() throws {
        let project = try OwnedProject()
        expectStatus(project.martlet("verify"), 0)
        #expect(Self.scratchDatabases(project.database.cluster, of: project.role) == "0\n")
    }

    /// Types, of which the next migration takes every row away again: so it is seen that there were some.
    @Test(
        arguments: [
            "a smallint PRIMARY KEY", "a integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "a bigserial PRIMARY KEY",
            "a numeric(4, 2) NOT NULL", "a uuid PRIMARY KEY", "a jsonb NOT NULL CHECK (jsonb_typeof(a) = 'object')",
            "a bytea NOT NULL CHECK (octet_length(a) = 32)", "a timestamptz NOT NULL", "a date NOT NULL UNIQUE",
            "a interval NOT NULL", "a inet NOT NULL UNIQUE", "a mood NOT NULL", "a mood[] NOT NULL", "a code NOT NULL",
            "a int4range NOT NULL, EXCLUDE USING gist (a WITH &&)", "a pair NOT NULL", "a bit(7) NOT NULL",
            "a tsvector NOT NULL", "a macaddr NOT NULL", "a point NOT NULL", "a char(3) NOT NULL CHECK (a = upper(a))",
            "a text GENERATED ALWAYS AS (upper(b)) STORED, b text NOT NULL", "a time NOT NULL",
            "a text[] NOT NULL CHECK (cardinality(a) > 0 AND a <@ ARRAY['x', 'y'])", "a boolean NOT NULL",
            "a double precision NOT NULL CHECK (a BETWEEN 0 AND 1)", "a \"char\" NOT NULL",
        ])
    func rowsOfType(_ columns: String) throws {
        let text = try verified(columns)
        #expect(!text.contains("has no rows") && text.contains("1 lossy"), "\(text)")
    }

    /// A server that was built without libxml takes no value of the type.
    @Test func rowsOfXMLWhereTheServerTakesSuch() throws {
        let taken = try FreshDatabase().text("SELECT '<a/>'::xml IS DOCUMENT") == "t"
        #expect(try verified("a xml NOT NULL").contains("has no rows") == !taken)
    }

    private func verified(_ columns: String) throws -> String {
        let project = try ServerProject([
            "migrations/001_types.sql": """
            -- martlet:up
            CREATE TYPE mood AS ENUM ('sad', 'it''s fine');
            CREATE DOMAIN code AS text CHECK (VALUE ~ '^[A-Z]{2}[0-9]{3}$');
            CREATE TYPE pair AS (a int, b text);
            CREATE TABLE things (\(columns));
            -- martlet:down
            DROP TABLE things; DROP TYPE pair; DROP DOMAIN code; DROP TYPE mood;

            """,
            "migrations/002_gone.sql": "-- martlet:up\nDELETE FROM things;\n-- martlet:down\nSELECT 1;\n",
        ])
        let result = project.martlet("verify")
        expectStatus(result, 0)
        expect(result.output, contains: "gone")
        return result.output
    }

    @Test func partitionsGetTheirRows() throws {
        let project = try ServerProject([
            "migrations/001_parts.sql": """
            -- martlet:up
            CREATE TABLE events (id bigint NOT NULL, day date NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
            CREATE TABLE events_old PARTITION OF events FOR VALUES FROM ('1999-01-01') TO ('2000-01-01');
            -- martlet:down
            DROP TABLE events;

            """,
            "migrations/002_gone.sql": "-- martlet:up\nDELETE FROM events;\n-- martlet:down\nSELECT 1;\n",
        ])
        let result = project.martlet("verify")
        expectStatus(result, 0)
        expect(result.output, contains: "rows gone")
    }
}
