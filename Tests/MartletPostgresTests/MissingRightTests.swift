import Testing

@testable import MartletPostgres

/// What a refusal is about, read from the words of the server and its programs.
@Suite struct MissingRightTests {
    private static let run = "have the owner, or an administrator, run: "

    static let refusals: [(said: String, help: String?)] = [
        (
            "permission denied for table users",
            run + "GRANT SELECT, INSERT, UPDATE, DELETE, REFERENCES ON TABLE \"users\" TO \"app\";"
        ),
        (
            "permission denied for table a \"strange\" one",
            run + "GRANT SELECT, INSERT, UPDATE, DELETE, REFERENCES ON TABLE \"a \"\"strange\"\" one\" TO \"app\";"
        ),
        ("permission denied for materialized view v", run + "GRANT SELECT ON TABLE \"v\" TO \"app\";"),
        (
            "permission denied for sequence users_id_seq",
            run + "GRANT USAGE, SELECT, UPDATE ON SEQUENCE \"users_id_seq\" TO \"app\";"
        ),
        ("permission denied for schema public", run + "GRANT USAGE, CREATE ON SCHEMA \"public\" TO \"app\";"),
        // To make a schema in it, and to be let in.
        ("permission denied for database prod", run + "GRANT CREATE ON DATABASE \"prod\" TO \"app\";"),
        ("FATAL:  permission denied for database \"prod\"", run + "GRANT CONNECT ON DATABASE \"prod\" TO \"app\";"),
        ("permission denied for function f", run + "GRANT EXECUTE ON FUNCTION \"f\" TO \"app\";"),
        ("permission denied for large object 4711", run + "GRANT SELECT, UPDATE ON LARGE OBJECT 4711 TO \"app\";"),
        ("permission denied to create database", "have an administrator run: ALTER ROLE \"app\" CREATEDB;"),
        (
            "must be owner of table users",
            "only the owner of the table \"users\" may do that: run it as that role, or have an administrator run: "
                + "ALTER TABLE \"users\" OWNER TO \"app\";"
        ),
        (
            "must be owner of extension plpgsql",
            "only the owner of the extension \"plpgsql\" may do that: run it as that role"
        ),
        (
            "must be able to SET ROLE \"bob\"",
            "connect as bob, or have an administrator run: GRANT \"bob\" TO \"app\";"
        ),
        ("pg_restore failed: role \"bob\" does not exist", "have an administrator run: CREATE ROLE \"bob\";"),
        ("Keine Berechtigung für Tabelle users", nil), ("permission denied for column x of relation t", nil),
        ("permission denied for ", nil), ("", nil),
    ]

    @Test(arguments: refusals.indices) func theStatementIsNamed(_ index: Int) {
        #expect(MissingRight(Self.refusals[index].said).help(for: "app") == Self.refusals[index].help)
    }

    static let readings: [(said: String, help: String)] = [
        (
            "pg_dump failed: query failed: ERROR:  permission denied for table users; detail: Query was: "
                + "LOCK TABLE public.posts, public.users IN ACCESS SHARE MODE",
            "GRANT SELECT ON TABLE \"public\".\"users\" TO \"backup\"; or for all of them: "
                + "GRANT SELECT ON ALL TABLES IN SCHEMA \"public\" TO \"backup\";"
        ),
        (
            "pg_dump failed: query failed: ERROR:  permission denied for sequence My seq; detail: Query was: "
                + "SELECT last_value, is_called FROM \"S\".\"My seq\"",
            "GRANT SELECT ON SEQUENCE \"S\".\"My seq\" TO \"backup\"; or for all of them: "
                + "GRANT SELECT ON ALL SEQUENCES IN SCHEMA \"S\" TO \"backup\";"
        ),
        (
            "permission denied for table t; detail: Query was: LOCK TABLE s.t2, \"A b\".t IN ACCESS SHARE MODE",
            "GRANT SELECT ON TABLE \"A b\".\"t\" TO \"backup\"; or for all of them: "
                + "GRANT SELECT ON ALL TABLES IN SCHEMA \"A b\" TO \"backup\";"
        ),
        ("permission denied for schema secret", "GRANT USAGE ON SCHEMA \"secret\" TO \"backup\";"),
    ]

    @Test(arguments: readings.indices) func aBackupOnlyReads(_ index: Int) {
        let help = MissingRight(Self.readings[index].said).help(for: "backup", .reading)
        #expect(help == Self.run + Self.readings[index].help)
    }
}
