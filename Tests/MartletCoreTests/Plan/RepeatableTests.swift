import SQLText
import SchemaModel
import Testing

@testable import MartletCore

/// Which repeatables run, and in which order.
@Suite struct RepeatableTests {
    private func row(_ name: String, _ text: String = "SELECT 1;", state: HistoryRow.State = .applied) -> HistoryRow {
        .sample(name, id: 1, of: .sample(name, text), kind: .repeatable, state: state)
    }

    private func state(
        _ files: [Migration], _ rows: [HistoryRow], unusable: [RepeatableName] = []
    ) -> [String] {
        RepeatableStatus.assess(files, unusable: unusable, rows: rows, environment: "prod").map {
            "\($0.name) \($0.state.rawValue)"
        }
    }

    @Test func textDecidesWhatRunsAgain() throws {
        #expect(state([.sample("R__a")], []) == ["R__a pending"])
        #expect(state([.sample("R__a")], [row("R__a")]) == ["R__a applied"])
        #expect(state([.sample("R__a")], [row("R__a", "SELECT 2;")]) == ["R__a changed"])
        #expect(state([.sample("R__a")], [row("R__a", state: .failed)]) == ["R__a failed"])
        #expect(state([.sample("R__a", environments: ["dev"])], []) == ["R__a skipped"])
        #expect(state([], [row("R__b")]) == ["R__b missing"])
        #expect(state([], [row("R__b", state: .failed)]) == [])
        let name = try #require(RepeatableName("sub/R__c.sql"))
        #expect(
            state([.sample("R__d")], [row("R__b")], unusable: [name]) == [
                "R__b missing", "R__c unusable", "R__d pending",
            ])
    }

    @Test(arguments: [
        ("R__a_b.sql", "R__a_b", "a b"), ("sub/R__x.SQL", "R__x", "x"), ("R__v1.2.sql", "R__v1.2", "v1.2"),
        ("R__.sql", nil, ""), ("r__a.sql", nil, ""), ("R_a.sql", nil, ""), ("R__a.txt", nil, ""),
        ("R__a.down.sql", nil, ""), ("R__a.up.sql", nil, ""),
    ])
    func aNameTells(_ path: String, _ version: String?, _ title: String) {
        let name = RepeatableName(path)
        #expect(name?.version.text == version)
        if let name { #expect(name.title == title) }
    }

    // MARK: Plan

    private func plan(
        _ versions: [MigrationStatus], _ repeatables: [RepeatableStatus],
        _ selection: MigrationSelection = MigrationSelection()
    ) throws -> Plan {
        var planner = Planner(database: "app", statuses: versions)
        planner.repeatables = repeatables
        return try planner.migrate(selection)
    }

    private var versions: [MigrationStatus] {
        MigrationStatus.assess(migrations: [.sample("1"), .sample("2"), .sample("3")], history: [.sample("1")])
    }

    private var repeatables: [RepeatableStatus] {
        RepeatableStatus.assess(
            [.sample("R__a"), .sample("R__b", "SELECT 3;")], unusable: [], rows: [row("R__b"), row("R__gone")],
            environment: nil)
    }

    @Test func theyRunBehindAllVersions() throws {
        let plan = try plan(versions, repeatables)
        #expect(
            plan.steps.map { "\($0.kind.rawValue) \($0.subject)" } == [
                "apply 2", "apply 3", "repeat R__a", "repeat R__b",
            ])
        #expect(plan.warnings.map(\.message) == ["the file of R__gone row R__gone is gone"])
    }

    @Test(arguments: [MigrationSelection(to: MigrationVersion("2")), MigrationSelection(steps: 1)])
    func theyWaitWhileVersionsAreLeftOut(_ selection: MigrationSelection) throws {
        let plan = try plan(versions, repeatables, selection)
        #expect(plan.steps.map(\.subject) == ["2"])
        #expect(plan.warnings.last?.message == "2 repeatables wait until every version is applied, as 1 of them is not")
        #expect(plan.warnings.allSatisfy { $0.severity == .warning })
    }

    // MARK: Order

    private func order(_ texts: [String: String], _ dependencies: [SchemaDependency] = []) -> String {
        let files = texts.sorted { $0.key < $1.key }.map { Migration.sample("R__" + $0.key, $0.value) }
        return RepeatableOrder(files: files, dependencies: dependencies).sorted()
            .map { String($0.version.text.dropFirst(3)) }.joined(separator: " ")
    }

    private func view(_ name: String, needs other: String) -> SchemaDependency {
        SchemaDependency(
            ObjectReference(.view, ObjectName(schema: "public", name)),
            needs: ObjectReference(.view, ObjectName(schema: "public", other)))
    }

    @Test func eachComesBehindWhatItReads() {
        #expect(order(["a": "CREATE VIEW a AS SELECT 1;", "b": "CREATE VIEW b AS SELECT 1;"]) == "a b")
        #expect(order(["a": "CREATE VIEW a AS SELECT * FROM \"B\";", "b": "CREATE VIEW b AS SELECT 1;"]) == "b a")
        // A comment and a text name nothing.
        #expect(order(["a": "CREATE VIEW a AS SELECT 'b'; -- b", "b": "CREATE VIEW b AS SELECT 1;"]) == "a b")
        #expect(order(["a": "-- Depends: R__b\nSELECT 1;", "b": "SELECT 2;"]) == "b a")
        // What only drops a view does not make it.
        #expect(order(["a": "CREATE VIEW a AS SELECT * FROM b;", "b": "DROP VIEW IF EXISTS b;"]) == "a b")
    }

    @Test func theCatalogueTellsWhatTheTextDoesNot() {
        let texts = ["a": "CREATE VIEW a AS SELECT * FROM m;", "b": "CREATE VIEW b AS SELECT 1;"]
        #expect(order(texts) == "a b")
        #expect(order(texts, [view("a", needs: "m"), view("m", needs: "b")]) == "b a")
        // What was the other way round is so no longer.
        let turned = ["a": "CREATE VIEW a AS SELECT * FROM b;", "b": "CREATE VIEW b AS SELECT 1;"]
        #expect(order(turned, [view("b", needs: "a")]) == "b a")
    }

    @Test func aCircleStaysInTheOrderOfNames() {
        #expect(order(["a": "CREATE VIEW a AS SELECT * FROM b;", "b": "CREATE VIEW b AS SELECT * FROM a;"]) == "a b")
    }
}
