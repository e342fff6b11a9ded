import SQLText
import SchemaModel
import TestSupport
import Testing

/// What those may do with an object that is dropped and made again who might do something with it before.
@Suite struct RightsAgainTests {
    /// Objects that no statement changes in their place, but one: the function `stays`.
    private static let old = [
        "CREATE TABLE t (a integer)", "CREATE VIEW v AS SELECT a, 1 AS b FROM t",
        "CREATE MATERIALIZED VIEW m AS SELECT a FROM t",
        "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION g(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION stays() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE PROCEDURE p(a integer) LANGUAGE sql AS 'SELECT 1'",
        "CREATE TYPE mood AS ENUM ('sad', 'ok')", "CREATE DOMAIN d AS integer", "CREATE TABLE spread (a integer)",
        "CREATE TABLE computed (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED)",
    ]
    private static let new = [
        "CREATE TABLE t (a bigint)", "CREATE VIEW v AS SELECT a, 1 AS b FROM t",
        "CREATE MATERIALIZED VIEW m AS SELECT a FROM t",
        "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
        "CREATE FUNCTION g(a text) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION stays() RETURNS integer LANGUAGE sql AS 'SELECT 2'",
        "CREATE PROCEDURE p(b integer) LANGUAGE sql AS 'SELECT 1'",
        "CREATE TYPE mood AS ENUM ('ok')", "CREATE DOMAIN d AS bigint",
        "CREATE TABLE spread (a integer) PARTITION BY LIST (a)",
        "CREATE TABLE computed (a integer, b integer GENERATED ALWAYS AS (a + 2) STORED)",
    ]

    /// What is said of rights, by the owner of all.
    private static let granted: [String: [String]] = [
        "what is usual": [],
        "rights of roles and of everybody": [
            "GRANT SELECT, INSERT ON v TO pg_monitor WITH GRANT OPTION", "GRANT SELECT ON v, m, spread TO PUBLIC",
            "GRANT SELECT (a), UPDATE (b) ON v TO pg_signal_backend", "GRANT SELECT (b) ON computed TO pg_monitor",
            "GRANT ALL ON spread TO pg_monitor", "REVOKE ALL ON FUNCTION f(), g(integer) FROM PUBLIC",
            "GRANT EXECUTE ON FUNCTION g(integer) TO pg_monitor", "REVOKE ALL ON TYPE mood FROM PUBLIC",
            "GRANT USAGE ON TYPE mood TO pg_monitor",
        ],
        "rights that the owner has not got": [
            "REVOKE INSERT, DELETE ON v, spread FROM CURRENT_USER", "REVOKE ALL ON m FROM CURRENT_USER",
            "REVOKE ALL ON FUNCTION f() FROM CURRENT_USER", "GRANT SELECT (a) ON m TO CURRENT_USER",
        ],
    ]

    /// What objects get that are made meanwhile.
    private static let later: [String: [String]] = [
        "nothing": [],
        "too much": [
            "GRANT ALL ON TABLES TO PUBLIC", "GRANT ALL ON TABLES TO pg_read_all_stats WITH GRANT OPTION",
            "IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO pg_read_all_stats",
            "IN SCHEMA public GRANT USAGE ON TYPES TO pg_read_all_stats",
        ],
        "too little": [
            "REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC", "REVOKE USAGE ON TYPES FROM PUBLIC",
            "REVOKE ALL ON TABLES FROM MAKER", "REVOKE ALL ON FUNCTIONS FROM MAKER",
        ],
        "something for the owner": ["GRANT SELECT ON TABLES TO OWNER", "GRANT EXECUTE ON FUNCTIONS TO OWNER"],
    ]

    /// All rights in `public`, a line each; without who gave them, if so wanted.
    private func rights(_ database: ChangedServerDatabase, withGivers: Bool = true) throws -> [String] {
        let giver = withGivers ? "pg_get_userbyid(x.grantor)" : "NULL"
        return try database.texts(
            """
            SELECT concat_ws(' ', o.name, CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee) END,
              x.privilege_type, CASE WHEN x.is_grantable THEN 'and may grant it' END, \(giver))
            FROM (
              SELECT relname::text AS name, COALESCE(relacl, acldefault('r', relowner)) AS acl FROM pg_class
              WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
              UNION ALL SELECT format('%s.%s', attrelid::regclass, attname), attacl FROM pg_attribute
              WHERE attacl IS NOT NULL AND NOT attisdropped AND attrelid >= 16384
              UNION ALL SELECT proname, COALESCE(proacl, acldefault('f', proowner)) FROM pg_proc
              WHERE pronamespace = 'public'::regnamespace
              UNION ALL SELECT typname, COALESCE(typacl, acldefault('T', typowner)) FROM pg_type
              WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
            ) AS o CROSS JOIN aclexplode(o.acl) AS x GROUP BY 1 ORDER BY 1
            """
        ).compactMap(\.self)
    }

    @Test(
        "what is made again has the rights that it had", arguments: granted.keys.sorted(), later.keys.sorted())
    func areTheSame(_ rights: String, _ defaults: String) throws {
        for runsAsMember in [false, true] {
            let owned = try OwnedDatabase(Self.old + (Self.granted[rights] ?? []))
            let member = try owned.member()
            for maker in [PostgresCluster.superuser.quotedAsIdentifier, member] {
                for text in Self.later[defaults] ?? [] {
                    let text = text.replacing("MAKER", with: maker).replacing("OWNER", with: owned.role)
                    try owned.database.run("ALTER DEFAULT PRIVILEGES FOR ROLE \(maker) \(text)")
                }
            }
            let before = try self.rights(owned.database)
            let wanted = try ChangedServerDatabase(Self.new).schema
            let plan = try PostgresChangePlan(from: try owned.database.schema, to: wanted)
            if runsAsMember { try owned.database.run("SET ROLE \(member)") }
            try owned.database.run(plan)
            try owned.database.run("RESET ROLE")
            #expect(try self.rights(owned.database) == before, "\(plan.statements.map(\.sql).joined(separator: "\n"))")
            try owned.database.run("DROP OWNED BY \(member)")
        }
    }

    @Test("rights are given by those who gave them, where that can be", arguments: [false, true])
    func giversAreTheSame(runsAsMember: Bool) throws {
        let owned = try OwnedDatabase([
            "CREATE VIEW v AS SELECT 1 AS a", "GRANT SELECT ON v TO pg_monitor WITH GRANT OPTION", "RESET ROLE",
            "SET ROLE pg_monitor", "GRANT SELECT ON v TO pg_signal_backend", "GRANT SELECT ON v TO PUBLIC",
        ])
        let before = try rights(owned.database, withGivers: !runsAsMember)
        let wanted = try ChangedServerDatabase(["CREATE VIEW v AS SELECT 'a'::text AS a"]).schema
        let plan = try PostgresChangePlan(from: try owned.database.schema, to: wanted)
        if runsAsMember { try owned.database.run("SET ROLE \(try owned.member())") }
        let role = try owned.database.texts("SELECT current_user::text")
        try owned.database.run(plan)
        #expect(try owned.database.texts("SELECT current_user::text") == role)
        #expect(try rights(owned.database, withGivers: !runsAsMember) == before)
    }

    @Test func aCopyTellsOfRightsThatAreLost() throws {
        let owned = try OwnedDatabase(
            Self.old + ["GRANT SELECT ON v TO pg_monitor", "GRANT SELECT ON spread TO pg_monitor"])
        for text in ["GRANT ALL ON TABLES TO PUBLIC", "REVOKE ALL ON FUNCTIONS FROM PUBLIC"] {
            try owned.database.run("ALTER DEFAULT PRIVILEGES \(text)")
        }
        let schema = try owned.database.schema
        let plan = try PostgresChangePlan(from: schema, to: try ChangedServerDatabase(Self.new).schema)
        func otherRights(_ statements: [ChangeStatement]) throws -> Set<String> {
            let copy = try ChangedServerDatabase()
            try copy.make(schema)
            for statement in schema.rightsOnCopy { for sql in statement.onCopy { try copy.run(sql) } }
            let before = try copy.schema
            try copy.run(
                statements.flatMap { statement in
                    statement.namesRoles ? statement.onCopy.map { ChangeStatement($0, "") } : [statement]
                })
            return Set(try copy.schema.otherRights(than: before, renames: []).map(\.name.name))
        }
        #expect(try otherRights(plan.statements).isEmpty)
        #expect(try otherRights(plan.statements.filter { !$0.namesRoles }) == ["v", "m", "f", "p", "spread"])
    }

    @Test func rightsAreKnownByTheOldNameAndTheNewOne() throws {
        let owned = try OwnedDatabase(["CREATE TABLE t (a integer)", "GRANT SELECT (a), INSERT ON t TO pg_monitor"])
        let (old, new) = (ObjectName(schema: "public", "t"), ObjectName(schema: "public", "u"))
        let wanted = try ChangedServerDatabase(["CREATE TABLE u (b integer)"]).schema
        let owners = try owned.database.schema.ownersByAllNames(
            to: wanted, renames: [RenameHint(table: old, to: new), RenameHint(column: "a", of: old, to: "b")])
        let column = owners.access[ObjectReference(.column, old, detail: "a")]
        #expect(column?.entries.map(\.privileges) == [["SELECT"]])
        #expect(owners.access[ObjectReference(.column, new, detail: "b")] == column)
        for name in [old, new] {
            #expect(owners.roles[ObjectReference(.table, name)]?.quotedAsIdentifier == owned.role)
            #expect(owners.access[ObjectReference(.table, name)]?.entries.map(\.privileges) == [["INSERT"]])
        }
    }

    @Test(
        "what takes a name over has its own rights",
        arguments: [
            ["GRANT SELECT ON post TO pg_monitor"], ["GRANT INSERT ON draft TO pg_monitor"],
            ["GRANT SELECT (a), DELETE ON post TO pg_monitor", "GRANT SELECT (a), INSERT ON draft TO pg_monitor"],
            ["GRANT USAGE ON SEQUENCE post_id_seq TO pg_monitor"],
        ])
    func ofNamesThatAreTakenOver(_ grants: [String]) throws {
        let (old, new) = (ObjectName(schema: "public", "draft"), ObjectName(schema: "public", "post"))
        let table = "(id integer GENERATED ALWAYS AS IDENTITY, a integer)"
        let owned = try OwnedDatabase(["CREATE TABLE draft \(table)", "CREATE TABLE post \(table)"] + grants)
        let before = try owned.database.schema
        let draft = try rights(owned.database).filter { $0.hasPrefix("draft") }
        let renames = [RenameHint(table: old, to: new)]
        let wanted = try ChangedServerDatabase(["CREATE TABLE post \(table)"]).schema
        try owned.database.run(try SchemaChangePlan(from: before, to: wanted, renames: renames).statements)
        #expect(try rights(owned.database) == draft.map { "post" + $0.dropFirst("draft".count) })
        #expect(try owned.database.schema.otherRights(than: before, renames: renames).isEmpty)
    }

    @Test func rightsOnAColumnThatIsGoneAreNobodys() throws {
        let database = try ChangedServerDatabase([
            "CREATE TABLE t (a integer, b integer)", "GRANT SELECT (b) ON t TO pg_monitor",
            "ALTER TABLE t DROP COLUMN b",
        ])
        #expect(try database.schema.omissions.isEmpty)
        #expect(try database.schema == ChangedServerDatabase(["CREATE TABLE t (a integer)"]).schema)
    }
}
