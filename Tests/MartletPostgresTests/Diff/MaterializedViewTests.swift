import MartletCore
import SQLText
import SchemaModel
import TestSupport
import Testing

/// What is said of a materialised view and its indexes behind their statements.
@Suite struct MaterializedViewTests {
    static let changes: [[String]] = [
        ["DROP INDEX i", "CREATE INDEX i ON v (a DESC)", "ALTER MATERIALIZED VIEW v CLUSTER ON i"],
        ["DROP INDEX i", "ALTER TABLE v REPLICA IDENTITY FULL"],
        [
            "DROP MATERIALIZED VIEW v", "CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t", "CREATE INDEX i ON v (a)",
            "CREATE INDEX j ON v ((b + 1))", "ALTER MATERIALIZED VIEW v CLUSTER ON j",
            "ALTER TABLE v REPLICA IDENTITY NOTHING", "ALTER MATERIALIZED VIEW v ALTER b SET STATISTICS 5",
            "ALTER INDEX j ALTER COLUMN 1 SET STATISTICS 500",
        ],
        [
            "DROP MATERIALIZED VIEW v", "CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler",
            "CREATE MATERIALIZED VIEW v USING heap_too AS SELECT a FROM t", "CREATE INDEX i ON v (a)",
        ],
        ["DROP MATERIALIZED VIEW v"],
    ]

    @Test(arguments: changes, [true, false])
    func eachBecomesTheOther(_ change: [String], _ online: Bool) throws {
        let old = ServerChange.kept + ["ALTER MATERIALIZED VIEW v CLUSTER ON i"]
        for (before, after) in [(old, old + change), (old + change, old)] {
            let (changed, wanted) = (try ChangedServerDatabase(before), try ChangedServerDatabase(after))
            let (from, to) = (try changed.schema, try wanted.schema)
            #expect(from.omissions.isEmpty && to.omissions.isEmpty)
            let plan = try PostgresChangePlan(
                from: from, to: to, options: .init(online: online, serverVersion: try changed.version))
            let text = plan.statements.map(\.sql).joined(separator: ";\n")
            do { try changed.run(plan) } catch { Issue.record("\(error)\n\(text)") }
            let rest = SchemaDifference(from: try changed.schema, to: to)
            #expect(rest.isEmpty, "\(rest.lines.joined(separator: "\n"))\n\(text)")
            #expect(try changed.schema.fingerprint() == to.fingerprint(), "\(text)")
        }
    }
}
