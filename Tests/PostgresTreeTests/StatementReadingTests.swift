import SQLText
import Testing

@testable import PostgresTree

/// What becomes of a statement.
struct StatementReadingTests {
    static let users = Relation(ObjectName("users"), at: SourceOffset(utf8: 0))

    @Test func namesAndPlacesAreThoseOfTheFile() throws {
        let text =
            "-- ä\nSELECT 1; ALTER TABLE app.\"Users\" ADD COLUMN IF NOT EXISTS mail varchar(20)[] NOT NULL DEFAULT 'x';"
        let statement = try #require(Reading.statements(text).last?.get().statement)
        guard case .alterTable(let alteration) = statement else { throw Unexpected(statement) }
        #expect(alteration.relation.name == ObjectName(schema: "app", "Users"))
        #expect(alteration.relation.offset == Reading.offset(of: "app.", in: text))
        guard case .addColumn(let column, true) = alteration.actions[0] else { throw Unexpected(statement) }
        #expect(column.name == "mail")
        #expect(column.offset == Reading.offset(of: "mail", in: text))
        let type = try #require(column.type)
        #expect(type.isNamed("varchar") && type.modifiers == [20] && type.isArray)
        #expect(type.offset == Reading.offset(of: "varchar", in: text))
        #expect(column.constraints.map(\.kind) == [.notNull, .defaultValue])
        #expect(column.defaultValue?.isLiteral == true)
    }

    @Test(arguments: [
        ("integer", "int4"), ("bigint", "int8"), ("char(3)", "bpchar"), ("timestamp", "timestamp"),
        ("timestamptz", "timestamptz"), ("timestamp with time zone", "timestamptz"), ("bigserial", "bigserial"),
        ("text", "text"), ("numeric(10,2)", "numeric"), ("double precision", "float8"),
    ])
    func typesHaveTheNamesOfTheCatalogue(written: String, name: String) throws {
        let table = try Reading.table("CREATE TABLE t (a \(written))")
        #expect(table.columns[0].type?.name == ObjectName(name))
    }

    @Test func aTableHasItsColumnsAndConstraints() throws {
        let table = try Reading.table(
            """
            CREATE UNLOGGED TABLE IF NOT EXISTS a.t (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b int REFERENCES other (x) ON DELETE CASCADE,
                c int GENERATED ALWAYS AS (b + 1) STORED,
                LIKE model, CONSTRAINT k UNIQUE (b, c), FOREIGN KEY (b, c) REFERENCES app.more, CHECK (b > 0)
            ) PARTITION BY RANGE (id)
            """)
        #expect(table.relation.name == ObjectName(schema: "a", "t"))
        #expect(table.persistence == .unlogged && table.toleratesExisting && table.isPartitioned && table.copiesColumns)
        #expect(table.columns.map(\.name) == ["id", "b", "c"])
        #expect(
            table.columns.map { $0.constraints.map(\.kind) } == [
                [.identity, .primaryKey], [.foreignKey], [.generated],
            ])
        #expect(table.constraints.map(\.kind) == [.unique, .foreignKey, .check])
        #expect(table.constraints.map(\.columns) == [["b", "c"], ["b", "c"], []])
        #expect(table.constraints[0].name == "k")
        #expect(table.constraints[1].referenced?.name == ObjectName(schema: "app", "more"))
        #expect(table.columns[1].constraints[0].referenced?.name == ObjectName("other"))
    }

    @Test func aPartitionNamesItsParent() throws {
        let table = try Reading.table("CREATE TABLE p PARTITION OF t FOR VALUES FROM (1) TO (2)")
        #expect(table.isPartition && table.parents.map(\.name) == [ObjectName("t")])
        let heir = try Reading.table("CREATE TEMP TABLE p () INHERITS (t, u)")
        #expect(!heir.isPartition && heir.parents.count == 2 && heir.persistence == .temporary)
    }

    @Test func anIndexSaysWhatItIsMadeOver() throws {
        let text = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t USING gin (a, lower(b)) WHERE c"
        guard case .createIndex(let index) = try Reading.statement(text) else { throw Unexpected(text) }
        #expect(index.name == "i" && index.columns == ["a", nil] && index.method == "gin")
        #expect(index.isUnique && index.isConcurrent && index.isPartial && index.toleratesExisting)
    }

    @Test(arguments: [
        ("DROP TABLE IF EXISTS a.t, u CASCADE", ObjectKind.table, ["a.t", "u"], true, true),
        ("DROP INDEX i", .index, ["i"], false, false),
        ("DROP SCHEMA s", .schema, ["s"], false, false),
        ("DROP FUNCTION f(int)", .function, ["f"], false, false),
        ("DROP TYPE s.x", .type, ["s.x"], false, false),
        ("DROP TRIGGER g ON t", .trigger, ["t.g"], false, false),
        ("DROP MATERIALIZED VIEW v", .materializedView, ["v"], false, false),
    ])
    func droppedThingsHaveTheirNames(
        text: String, kind: ObjectKind, names: [String], cascades: Bool, toleratesMissing: Bool
    ) throws {
        guard case .drop(let drop) = try Reading.statement(text) else { throw Unexpected(text) }
        #expect(drop.kind == kind && drop.names.map(\.description) == names)
        #expect(drop.cascades == cascades && drop.toleratesMissing == toleratesMissing)
    }

    static let renames: [(String, ObjectKind, String?, String)] = [
        ("ALTER TABLE t RENAME COLUMN a TO b", .column, "a", "b"),
        ("ALTER TABLE t RENAME TO u", .table, nil, "u"),
        ("ALTER VIEW t RENAME TO u", .view, nil, "u"),
        ("ALTER TABLE t RENAME CONSTRAINT a TO b", .constraint, "a", "b"),
        ("ALTER INDEX i RENAME TO j", .index, nil, "j"),
    ]

    @Test(arguments: renames)
    func renamesSayFromWhatToWhat(text: String, kind: ObjectKind, old: String?, new: String) throws {
        guard case .rename(let rename) = try Reading.statement(text) else { throw Unexpected(text) }
        #expect(rename.kind == kind && rename.oldName == old && rename.newName == new)
        #expect(rename.relation != nil)
    }

    @Test(arguments: [
        ("SET lock_timeout = '5s'", Setting(name: "lock_timeout", isLocal: false, isReset: false, value: "5s")),
        ("SET LOCAL lock_timeout TO 5000", Setting(name: "lock_timeout", isLocal: true, isReset: false, value: "5000")),
        ("RESET search_path", Setting(name: "search_path", isLocal: false, isReset: true, value: nil)),
        ("SET search_path = a, b", Setting(name: "search_path", isLocal: false, isReset: false, value: nil)),
    ])
    func settings(text: String, setting: Setting) throws {
        #expect(try Reading.statement(text) == .set(setting))
    }

    @Test func statementsInWithAreSeen() throws {
        let parsed = try Reading.statements("WITH d AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM d")[0]
            .get()
        guard case .insert(let target) = parsed.statement, case .delete(let source, nil)? = parsed.inner.first else {
            throw Unexpected(parsed)
        }
        #expect(target.name == ObjectName("u") && source.name == ObjectName("t"))
    }

    @Test func conditionsSayWhatTheyAskOf() throws {
        let text = "DELETE FROM t WHERE a = NULL AND NOT b IN (SELECT c FROM u)"
        guard case .delete(_, let condition?) = try Reading.statement(text) else { throw Unexpected(text) }
        #expect(condition.comparisonsWithNull == [Reading.offset(of: "= NULL", in: text)])
        #expect(condition.negatedQueries.count == 1 && condition.hasQuery)
        #expect(condition.columns == ["a", "b"])
    }

    @Test(arguments: [
        ("DEFAULT now()", true), ("DEFAULT CURRENT_TIMESTAMP", true), ("DEFAULT 1 + 1", true),
        ("DEFAULT 'a'::text", true),
        ("DEFAULT gen_random_uuid()", false), ("DEFAULT (extract(epoch FROM clock_timestamp()))", false),
        ("DEFAULT ARRAY[random()]", false), ("DEFAULT mine()", false), ("DEFAULT nextval('s')", false),
    ])
    func onlyKnownFunctionsAreStable(written: String, isStable: Bool) throws {
        let table = try Reading.table("CREATE TABLE t (a text \(written))")
        #expect(table.columns[0].defaultValue?.isKnownToBeStable == isStable)
    }

    @Test func aFunctionSaysWithWhoseRightsItRuns() throws {
        let text = "CREATE FUNCTION s.f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = s AS 'SELECT 1'"
        guard case .createFunction(let function) = try Reading.statement(text) else { throw Unexpected(text) }
        #expect(function.isSecurityDefiner && function.settings == ["search_path"])
        #expect(function.name == ObjectName(schema: "s", "f"))
    }

    @Test func otherStatementsAreOther() throws {
        #expect(try Reading.statement("LISTEN a") == .other)
        #expect(try Reading.statement("COMMENT ON TABLE t IS 'a'") == .other)
    }
}
