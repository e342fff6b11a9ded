import SQLText
import Testing

/// What statements of PostgreSQL name of the server, and what of them can be left out.
@Suite struct ServerReferenceTests {
    private static func references(_ sql: String) -> [String] {
        let text = SourceText(sql, name: "a.sql", dialect: .postgres)
        return SQLScript.statements(in: text).flatMap { statement in
            statement.serverReferences(in: text).map { "\($0.purpose) \($0.name)" }
        }
    }

    @Test(
        arguments: [
            ("GRANT SELECT (a), UPDATE ON t TO Reader, GROUP \"Odd Name\", PUBLIC", ["role reader", "role Odd Name"]),
            ("GRANT ALL ON t TO a WITH GRANT OPTION GRANTED BY b", ["role a", "actor b"]),
            ("REVOKE GRANT OPTION FOR ALL ON FUNCTION f(int, text) FROM a CASCADE", ["role a"]),
            (
                "ALTER DEFAULT PRIVILEGES FOR ROLE a, b IN SCHEMA s GRANT SELECT ON TABLES TO c",
                ["actor a", "actor b", "role c"]
            ),
            ("ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC", []),
            ("ALTER TABLE ONLY s.t OWNER TO a", ["actor a"]), ("ALTER FUNCTION f(int) OWNER TO CURRENT_USER", []),
            ("ALTER TABLE t RENAME COLUMN owner TO holder", []), ("ALTER TABLE t RENAME owner TO holder", []),
            ("ALTER TABLE t SET TABLESPACE fast", ["tablespace fast"]),
            ("CREATE POLICY p ON t FOR SELECT TO a, b USING (to_char(x) = 'c')", ["role a", "role b"]),
            ("CREATE POLICY p ON t USING (x)", []), ("ALTER POLICY p ON t RENAME TO q", []),
            ("CREATE USER MAPPING IF NOT EXISTS FOR a SERVER s", ["role a"]),
            ("DROP USER MAPPING FOR USER SERVER s", []),
            ("CREATE SCHEMA s AUTHORIZATION a", ["actor a"]), ("CREATE SCHEMA AUTHORIZATION a", ["actor a"]),
            ("CREATE SCHEMA IF NOT EXISTS s", []),
            ("CREATE TABLE t (tablespace text) TABLESPACE fast", ["tablespace fast"]),
            ("CREATE UNIQUE INDEX i ON t (a) TABLESPACE fast WHERE a > 0", ["tablespace fast"]),
            ("CREATE TABLE t AS SELECT tablespace fast FROM s", []),
            ("CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT tablespace x FROM t; END", []),
            ("SET SESSION AUTHORIZATION 'Odd'", ["actor Odd"]), ("SET SESSION AUTHORIZATION DEFAULT", []),
            ("SET LOCAL ROLE a", ["actor a"]), ("SET ROLE NONE", []), ("SET role TO a", ["actor a"]),
            ("SET default_tablespace = fast", ["tablespace fast"]), ("SET default_tablespace = ''", []),
            ("SET search_path = a", []), ("INSERT INTO t VALUES ('OWNER TO a')", []),
        ])
    func rolesAndTablespacesAreFound(_ sql: String, _ found: [String]) { #expect(Self.references(sql) == found) }

    @Test func ofSQLiteNothingIsOfAServer() {
        let text = SourceText("ALTER TABLE t RENAME TO owner", name: "a.sql", dialect: .sqlite)
        #expect(SQLScript.statements(in: text).allSatisfy { $0.serverReferences(in: text).isEmpty })
    }

    /// A clause that goes leaves a statement that means the same without it.
    @Test(
        arguments: [
            ("CREATE SCHEMA s AUTHORIZATION a;", "CREATE SCHEMA s;"),
            ("CREATE SCHEMA AUTHORIZATION a;", "CREATE SCHEMA a;"),
            ("CREATE TABLE t (a int) TABLESPACE b;", "CREATE TABLE t (a int);"),
            ("ALTER TABLE t ADD c int, OWNER TO a, SET TABLESPACE b;", "ALTER TABLE t ADD c int;"),
            ("ALTER TABLE t OWNER TO a, ADD c int;", "ALTER TABLE t ADD c int;"),
        ])
    func aClauseCanGoByItself(_ sql: String, _ rest: String) throws {
        let text = SourceText(sql, name: "a.sql", dialect: .postgres)
        let references = SQLScript.statements(in: text).flatMap { $0.serverReferences(in: text) }
        #expect(references.allSatisfy { $0.clause != nil })
        let kept = text.blankingOut(references.compactMap(\.clause))
        let words = kept.text(in: 0..<kept.utf8.count).split(separator: " ").joined(separator: " ")
        #expect(words.replacing(" ;", with: ";") == rest)
    }

    @Test(arguments: [
        "ALTER TABLE t OWNER TO a", "GRANT SELECT ON t TO a", "ALTER TABLE t OWNER TO a, SET TABLESPACE b",
    ])
    func aStatementThatIsAboutNothingElseGoesAsAWhole(_ sql: String) {
        let text = SourceText(sql, name: "a.sql", dialect: .postgres)
        let references = SQLScript.statements(in: text).flatMap { $0.serverReferences(in: text) }
        #expect(references.contains { $0.clause == nil })
    }

    @Test(
        arguments: [
            ("CREATE POLICY p ON t TO a USING (true)", PolicyReference("p", on: ObjectName("t"))),
            ("create policy Odd on S.\"T t\" to a", PolicyReference("odd", on: ObjectName(schema: "s", "T t"))),
            ("ALTER POLICY \"P\" ON s.t TO a", PolicyReference("P", on: ObjectName(schema: "s", "t"))),
            ("DROP POLICY p ON t", nil), ("GRANT SELECT ON t TO a", nil), ("CREATE POLICY p", nil),
        ])
    func policiesAreKnownByNameAndTable(_ sql: String, _ policy: PolicyReference?) {
        let text = SourceText(sql, name: "a.sql", dialect: .postgres)
        #expect(SQLScript.statements(in: text).map { $0.policy(in: text) } == [policy])
    }

    @Test func aPolicyOfATableWithoutASchemaMeansThoseOfAll() {
        let (bare, full) = (
            PolicyReference("p", on: ObjectName("t")), PolicyReference("p", on: ObjectName(schema: "s", "t"))
        )
        for policy in [bare, full] { #expect(policy.means("p", on: ObjectName(schema: "s", "t"))) }
        #expect(bare.means("p", on: ObjectName(schema: "other", "t")))
        #expect(!full.means("p", on: ObjectName(schema: "other", "t")))
        #expect(!bare.means("q", on: ObjectName("t")) && !bare.means("p", on: ObjectName("u")))
    }
}
