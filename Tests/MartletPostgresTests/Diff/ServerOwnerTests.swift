import MartletCore
import SQLText
import SchemaModel
import TestSupport
import Testing

/// Whom that belongs to which is dropped and made again.
@Suite struct ServerOwnerTests {
    /// A change that some object does not outlive.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var old: [String]
        var new: [String]
        var testDescription: String { name }

        static let all = [
            Case(
                name: "a function with another result",
                old: ["CREATE FUNCTION f(a int) RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'"],
                new: ["CREATE FUNCTION f(a int) RETURNS bigint SECURITY DEFINER LANGUAGE sql AS 'SELECT 1::bigint'"]),
            Case(
                name: "a function with other arguments",
                old: ["CREATE FUNCTION f(a int) RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'"],
                new: ["CREATE FUNCTION f(a text, b text) RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'"]),
            Case(
                name: "a procedure and an aggregate",
                old: [
                    "CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1'",
                    "CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int4)",
                ],
                new: [
                    "CREATE PROCEDURE p(b int) LANGUAGE sql AS 'SELECT 1'",
                    "CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int4, INITCOND = 7)",
                ]),
            Case(
                name: "views of a column with another type",
                old: [
                    "CREATE TABLE t (a int)", "CREATE VIEW v AS SELECT a FROM t",
                    "CREATE MATERIALIZED VIEW m AS SELECT a FROM v", "CREATE INDEX i ON m (a)",
                ],
                new: [
                    "CREATE TABLE t (a bigint)", "CREATE VIEW v AS SELECT a FROM t",
                    "CREATE MATERIALIZED VIEW m AS SELECT a FROM v", "CREATE INDEX i ON m (a)",
                ]),
            Case(
                name: "a view that becomes a materialized one",
                old: ["CREATE VIEW v AS SELECT 1 AS a"], new: ["CREATE MATERIALIZED VIEW v AS SELECT 1 AS a"]),
            Case(
                name: "a table that is spread over partitions",
                old: ["CREATE TABLE t (id serial, v text)", "INSERT INTO t (v) VALUES ('a')"],
                new: [
                    "CREATE TABLE t (id serial, v text) PARTITION BY LIST (id)",
                    "CREATE TABLE n PARTITION OF t DEFAULT",
                    "ALTER TABLE n OWNER TO ROLE",
                ]),
            Case(
                name: "a new sequence for a column of a table that stays",
                old: ["CREATE TABLE t (id int, a int)", "INSERT INTO t VALUES (1, 1)"],
                new: ["CREATE TABLE t (id serial, a serial)"]),
            Case(
                name: "numbers that come from a sequence instead of an identity",
                old: ["CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY)", "INSERT INTO t DEFAULT VALUES"],
                new: ["CREATE TABLE t (id serial)"]),
            Case(
                name: "types",
                old: [
                    "CREATE TYPE mood AS ENUM ('sad', 'ok')", "CREATE TYPE pair AS (a int)", "CREATE DOMAIN d AS int",
                    "CREATE TABLE t (m mood, d d, p pair)", "INSERT INTO t VALUES ('ok', 1, '(1)')",
                ],
                new: [
                    "CREATE TYPE mood AS ENUM ('ok')", "CREATE TYPE pair AS (b int)", "CREATE DOMAIN d AS bigint",
                    "CREATE TABLE t (m mood, d d, p pair)",
                ]),
            Case(
                name: "objects that are seldom met",
                old: [
                    "CREATE TABLE t (a int, b int)", "CREATE STATISTICS s ON a, b FROM t",
                    "CREATE PUBLICATION p FOR TABLE t", "CREATE COLLATION c (locale = 'C')",
                    "CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple)",
                    "CREATE TEXT SEARCH CONFIGURATION x (PARSER = \"default\")",
                    "CREATE OPERATOR @@@@ (FUNCTION = int4pl, LEFTARG = int, RIGHTARG = int)",
                ],
                new: [
                    "CREATE TABLE t (a int, b int)", "CREATE STATISTICS s (ndistinct) ON a, b FROM t",
                    "CREATE PUBLICATION p FOR TABLE t WITH (publish = 'insert')",
                    "CREATE COLLATION c (locale = 'POSIX')",
                    "CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, accept = false)",
                    "CREATE TEXT SEARCH CONFIGURATION x (COPY = english)",
                    "CREATE OPERATOR @@@@ (FUNCTION = int4mi, LEFTARG = int, RIGHTARG = int)",
                ]),
        ]
    }

    @Test("everything belongs to whom it belonged", arguments: Case.all, [false, true])
    func owners(_ change: Case, runsAsMember: Bool) throws {
        let owned = try OwnedDatabase(change.old)
        let wanted = try ChangedServerDatabase(change.new.map { $0.replacing("ROLE", with: owned.role) }).schema
        let plan = try PostgresChangePlan(from: try owned.database.schema, to: wanted)
        if runsAsMember { try owned.database.run("SET ROLE \(try owned.member())") }
        try owned.database.run(plan)
        let schema = try owned.database.schema
        #expect(schema.withoutRightsOnSchemas.withSortedColumns == wanted.withSortedColumns)
        for (object, role) in schema.owners.roles where object.name.name != "n" {
            #expect(role.quotedAsIdentifier == owned.role, "\(object)")
        }
        #expect(schema.owners.roles.count > 0)
    }

    @Test func aFunctionKeepsThoseAwayWhoMightNotCallIt() throws {
        let secret = "CREATE FUNCTION f(a int) RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'"
        let owned = try OwnedDatabase([
            secret, "REVOKE EXECUTE ON FUNCTION f FROM PUBLIC", "GRANT EXECUTE ON FUNCTION f TO pg_monitor",
        ])
        let rights = "SELECT proacl::text FROM pg_proc WHERE proname = 'f'"
        let before = try owned.database.texts(rights)
        for sql in [secret.replacing("RETURNS int", with: "RETURNS text"), secret.replacing("a int", with: "a text")] {
            let wanted = try ChangedServerDatabase([sql]).schema
            try owned.database.run(try PostgresChangePlan(from: try owned.database.schema, to: wanted))
            #expect(try owned.database.texts(rights) == before)
        }
    }

    @Test func whoMayNotActAsTheOwnerChangesNothing() throws {
        let owned = try OwnedDatabase(["CREATE VIEW v AS SELECT 1 AS a"])
        let stranger = "stranger to \(owned.database.database.name)".quotedAsIdentifier
        try owned.database.run("CREATE ROLE \(stranger)")
        // The owner of the schema may drop what is in it.
        try owned.database.run("ALTER SCHEMA public OWNER TO \(stranger)")
        let wanted = try ChangedServerDatabase(["CREATE VIEW v AS SELECT 'a'::text AS a"]).schema
        let plan = try PostgresChangePlan(from: try owned.database.schema, to: wanted)
        try owned.database.run("SET ROLE \(stranger)")
        #expect(throws: ChangeFailed.self) { try owned.database.run(plan) }
        try owned.database.run("RESET ROLE")
        let roles = try owned.database.schema.owners.roles
        #expect(roles.values.map(\.quotedAsIdentifier) == [owned.role])
    }

    @Test func ownersMakeNoDifference() throws {
        let view = ["CREATE VIEW v AS SELECT 1 AS a"]
        let database = try OwnedDatabase(view)
        let owned = try database.database.schema.withoutRightsOnSchemas
        let other = try ChangedServerDatabase(view).schema
        #expect(owned == other)
        #expect(try owned.fingerprint() == other.fingerprint())
        #expect(SchemaDifference(from: owned, to: other).isEmpty)
        #expect(try PostgresChangePlan(from: owned, to: other).statements.isEmpty)
        #expect(owned.owners.roles.values.map(\.quotedAsIdentifier) == [database.role])
    }

    @Test func whatTheOwnerOfTheDatabaseHasMadeIsGivenToNobodyWhereNobodySaysSo() throws {
        var schema = try ChangedServerDatabase(["CREATE VIEW v AS SELECT 1 AS a"]).schema
        #expect(Set(schema.owners.roles.values) == [PostgresCluster.superuser])
        schema.owners = schema.owners.withoutUsual
        let wanted = try ChangedServerDatabase(["CREATE VIEW v AS SELECT 'a'::text AS a"]).schema
        let plan = try PostgresChangePlan(from: schema, to: wanted)
        #expect(plan.statements.map { $0.sql.prefix(11) } == ["DROP VIEW p", "CREATE VIEW"])
    }

    @Test func aTableWithAnotherNameHasItsOwnerStill() throws {
        let owned = try OwnedDatabase(["CREATE TABLE t (a int)", "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING"])
        let wanted = try ChangedServerDatabase(["CREATE TABLE u (a int) PARTITION BY LIST (a)"]).schema
        let name = ObjectName(schema: "public", "t")
        let plan = try PostgresChangePlan(
            from: try owned.database.schema, to: wanted,
            renames: [RenameHint(table: name, to: ObjectName(schema: "public", "u"))])
        try owned.database.run(plan)
        let roles = try owned.database.schema.owners.roles
        #expect(roles.values.map(\.quotedAsIdentifier) == [owned.role])
    }

    @Test func rightsComeBehindTheOwner() throws {
        let owned = try OwnedDatabase(["CREATE VIEW v AS SELECT 1 AS a", "GRANT SELECT ON v TO PUBLIC"])
        let wanted = try ChangedServerDatabase(["CREATE VIEW v AS SELECT 'a'::text AS a"]).schema
        let plan = try PostgresChangePlan(from: try owned.database.schema, to: wanted)
        let statements = plan.statements.suffix(3)
        #expect(statements.map(\.namesRoles) == [true, true, true])
        #expect(
            statements.map(\.sql) == [
                "ALTER VIEW public.v OWNER TO \(owned.role)", "REVOKE ALL ON TABLE public.v FROM PUBLIC",
                "GRANT SELECT ON TABLE public.v TO PUBLIC",
            ])
        #expect(
            statements.map(\.explanation) == [
                "Gives VIEW public.v to owner of \(owned.database.database.name), to whom it belonged before; "
                    + "fails if you may not act as owner of \(owned.database.database.name).",
                "Takes all rights on TABLE public.v from everybody.",
                "Gives everybody its rights on TABLE public.v.",
            ])
    }
}

extension Schema {
    /// The schema without what the owner of objects in it may do.
    fileprivate var withoutRightsOnSchemas: Schema {
        var schema = self
        for index in schema.namespaces.indices { schema.namespaces[index].grants = [] }
        return schema
    }
}
