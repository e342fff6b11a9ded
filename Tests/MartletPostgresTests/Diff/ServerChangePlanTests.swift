import SQLText
import SchemaModel
import Testing

/// A change of a schema, and what becomes of the database and its rows.
struct ServerChange: Sendable, CustomTestStringConvertible {
    var name: String
    /// The database before, with its rows.
    var old: [String]
    /// The database as it should be.
    var new: [String]
    var renames: [RenameHint] = []
    /// The statements, a `!` in front of those that run outside of a transaction; of long ones how they begin.
    var plan: [String]
    var hazards: Set<Hazard> = []
    /// Whether others may write meanwhile.
    var online = false
    /// A query on the database afterwards, and its values.
    var query = ""
    var values: [String?] = []
    /// The first major version that takes it.
    var since = 12
    /// The first major version that is led there by other statements, as it gives a name to every NOT NULL.
    var statementsUntil = 99
    /// Whether the plan knows the version of the server.
    var knowsServer = false

    var testDescription: String { name }
}

/// Plans on a server with rows.
@Suite struct ServerChangePlanTests {
    @Test(
        "a change is planned, made, and keeps the rows",
        arguments: ServerChange.columns + ServerChange.types + ServerChange.constraints + ServerChange.programs
            + ServerChange.partitions + ServerChange.names + ServerChange.numbers + ServerChange.indexes
            + ServerChange.replacements + ServerChange.triggers + ServerChange.found)
    func changes(_ change: ServerChange) throws {
        let database = try ChangedServerDatabase()
        guard try database.isSince(change.since) else { return }
        for statement in change.old { try database.run(statement) }
        let wanted = try ChangedServerDatabase(change.new).schema
        let options = PostgresChangePlan.Options(
            online: change.online, writesGrants: true, serverVersion: change.knowsServer ? try database.version : 0)
        var schema = try database.schema
        schema.owners = schema.owners.withoutUsual
        let plan = try PostgresChangePlan(from: schema, to: wanted, renames: change.renames, options: options)
        let statements = plan.statements.map { ($0.isOutsideTransaction ? "! " : "") + $0.sql }
        if try !database.isSince(change.statementsUntil) {
            #expect(statements.count == change.plan.count, "\(statements.joined(separator: "\n"))")
            for (statement, start) in zip(statements, change.plan) {
                #expect(statement.hasPrefix(start), "\(statements.joined(separator: "\n"))")
            }
            #expect(Set(plan.statements.flatMap(\.hazards)) == change.hazards)
        }
        try database.run(plan)
        let result = try database.schema.withSortedColumns
        #expect(
            result == wanted.withSortedColumns,
            "\(result.differences(from: wanted.withSortedColumns).joined(separator: "\n"))")
        let rest = try PostgresChangePlan(from: try database.schema, to: wanted, options: options)
        #expect(rest.statements.isEmpty, "\(rest.statements.map(\.sql))")
        if !change.query.isEmpty { #expect(try database.texts(change.query) == change.values) }
    }

    @Test("objects of every kind come and go by plans", arguments: SchemaFixture.all)
    func everyKind(_ part: SchemaFixture.Part) throws {
        let bench = try SchemaBench()
        guard bench.version >= part.since else { return }
        bench.load(part.sql)
        let (database, schema) = (try ChangedServerDatabase(), try bench.schema())
        let empty = try database.schema
        let options = PostgresChangePlan.Options(writesGrants: true)
        try database.run(try PostgresChangePlan(from: empty, to: schema, options: options))
        let made = try database.schema
        #expect(made == schema, "\(made.differences(from: schema).joined(separator: "\n"))")
        try database.run(try PostgresChangePlan(from: made, to: empty, options: options))
        let rest = try database.schema
        #expect(rest == empty, "\(rest.differences(from: empty).joined(separator: "\n"))")
    }

    @Test("an index that is not valid is made by nobody", arguments: [ServerChange.plain, ServerChange.indexed])
    func invalidIndexes(old: [String]) throws {
        let invalid = try ChangedServerDatabase(ServerChange.invalid).schema
        let plan = try PostgresChangePlan(from: try ChangedServerDatabase(old).schema, to: invalid)
        #expect(plan.statements.isEmpty, "\(plan.statements.map(\.sql))")
        let same = try PostgresChangePlan(from: invalid, to: invalid)
        #expect(same.statements.isEmpty, "\(same.statements.map(\.sql))")
        let lines = SchemaDifference(from: invalid, to: invalid).lines
        #expect(lines == ["! index public.i: it is not valid, and no statement makes such a one"])
    }

    @Test func theSameSchemaNeedsNothing() throws {
        let database = try ChangedServerDatabase()
        try database.run("CREATE TABLE t (a integer PRIMARY KEY)")
        let schema = try database.schema
        #expect(try PostgresChangePlan(from: schema, to: schema).statements.isEmpty)
    }

    @Test func rightsOfAViewThatIsMadeAgainStayThoughRightsAreNotChanged() throws {
        let made = ["CREATE TABLE t (a integer)", "CREATE VIEW v AS SELECT a FROM t"]
        let database = try ChangedServerDatabase(made + ["GRANT SELECT ON v TO PUBLIC"])
        let wanted = try ChangedServerDatabase([
            "CREATE TABLE t (a bigint)", "CREATE VIEW v AS SELECT a FROM t", "GRANT INSERT ON t TO PUBLIC",
        ]).schema
        try database.run(try PostgresChangePlan(from: try database.schema, to: wanted))
        let schema = try database.schema
        #expect(schema.views[0].grants.map(\.privileges) == [["SELECT"]])
        #expect(schema.tables[0].grants.isEmpty)
    }

    @Test(
        "what fails on rows was told", arguments: ["a integer", "a text NOT NULL", "a varchar(1) PRIMARY KEY"],
        [true, false])
    func failures(_ column: String, online: Bool) throws {
        let database = try ChangedServerDatabase(["CREATE TABLE t (a text)", "INSERT INTO t VALUES ('x'), (NULL)"])
        let wanted = try ChangedServerDatabase(["CREATE TABLE t (\(column))"]).schema
        let options = PostgresChangePlan.Options(online: online)
        let plan = try PostgresChangePlan(from: try database.schema, to: wanted, options: options)
        let failed = #expect(throws: ChangeFailed.self) { try database.run(plan) }
        let statement = plan.statements.first { $0.sql == failed?.sql }
        #expect(statement?.hazards.contains(.mayFail) == true, "\(failed?.description ?? "")")
    }

    @Test func objectsThatNeedOneAnotherAreAnError() throws {
        func routine(_ name: String) -> Routine {
            Routine(
                ObjectName(schema: "public", name), signature: "", language: "sql",
                definition: "CREATE FUNCTION \(name)")
        }
        var schema = Schema(.postgres)
        schema.routines = [routine("f"), routine("g")]
        let (one, two) = (
            ObjectReference(.routine, ObjectName(schema: "public", "f"), detail: ""),
            ObjectReference(.routine, ObjectName(schema: "public", "g"), detail: "")
        )
        schema.dependencies = [SchemaDependency(one, needs: two), SchemaDependency(two, needs: one)]
        #expect(throws: SchemaCycle.self) { try PostgresChangePlan(from: Schema(.postgres), to: schema) }
    }
}
