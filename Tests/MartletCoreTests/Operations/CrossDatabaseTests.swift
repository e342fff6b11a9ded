import Testing

@testable import MartletCore

/// Migrations that wait for one of another database, in whatever order the databases stand.
@Suite struct CrossDatabaseTests {
    private static let orders = [
        ["a", "b", "c"], ["a", "c", "b"], ["b", "a", "c"], ["b", "c", "a"], ["c", "a", "b"], ["c", "b", "a"],
    ]

    private func workshop(_ order: [String], _ migrations: [(database: String, version: String, depends: String?)])
        throws -> Workshop
    {
        let workshop = try Workshop(order[0], order[1], order[2])
        for (database, version, depends) in migrations {
            let header = depends.map { "-- Depends: \($0)\n" } ?? ""
            try workshop.migration("\(version)_x", header + "CREATE TABLE t\(version) (x);", in: database)
        }
        return workshop
    }

    private func applied(_ workshop: Workshop) -> [String] {
        ["a", "b", "c"].map { name in
            FileSystem.exists(workshop.folder.path.appending(name + ".db"))
                ? workshop.applied(name).joined(separator: " ") : "-"
        }
    }

    @Test(arguments: orders) func chainsThroughSeveralDatabasesRunInOrder(_ order: [String]) throws {
        let workshop = try workshop(
            order,
            [
                ("a", "1", nil), ("a", "2", "b/1"), ("a", "3", "c/2"), ("b", "1", "a/1"), ("b", "2", "a/2"),
                ("c", "1", "b/2"), ("c", "2", nil),
            ])
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus == .done)
        #expect(applied(workshop) == ["1 2 3", "1 2", "1 2"])
        #expect(outcome.endings.count == 7)
        #expect(Set(outcome.databases.map(\.name)) == ["a", "b", "c"])
        #expect(workshop.migrate().endings.isEmpty)
    }

    @Test(arguments: orders) func aDryRunFindsTheSamePlan(_ order: [String]) throws {
        let workshop = try workshop(order, [("a", "1", "b/2"), ("b", "1", "c/1"), ("b", "2", nil), ("c", "1", nil)])
        let outcome = workshop.migrate(dryRun: true)
        #expect(outcome.exitStatus == .done)
        let plans = Dictionary(
            uniqueKeysWithValues: outcome.databases.map { ($0.name, $0.plan?.steps.map(\.subject) ?? []) })
        #expect(plans == ["a": ["1"], "b": ["1", "2"], "c": ["1"]])
        #expect(!FileSystem.exists(workshop.folder.path.appending("a.db")))
    }

    @Test(arguments: orders) func databasesThatWaitForEachOtherAreAnError(_ order: [String]) throws {
        let workshop = try workshop(
            order, [("a", "1", nil), ("a", "2", "b/2"), ("b", "1", nil), ("b", "2", "a/2"), ("c", "1", nil)])
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.dependencyCycle])
        #expect(outcome.exitStatus == .needsPerson)
        let found = applied(workshop)
        #expect(found[0] == "1")
        #expect(found[1] == "1")
        #expect(
            workshop.events.finished.count == Set(workshop.events.finished + ["1"]).count + found.count { $0 == "1" }
                - 1)
    }

    @Test(arguments: orders) func aVersionThatNobodyHasIsAnError(_ order: [String]) throws {
        let workshop = try workshop(order, [("a", "1", "b/9"), ("b", "1", nil), ("c", "1", nil)])
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.dependency])
        #expect(outcome.firstError?.message == "1 depends on b/9, which is neither applied nor pending")
        #expect(applied(workshop)[0] != "1")
    }

    @Test func aDatabaseThatNobodyHasIsAnError() throws {
        let workshop = try workshop(orders[0], [("a", "1", "z/1")])
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.dependency])
        #expect(outcome.firstError?.message.contains("database z") == true)
    }

    private var orders: [[String]] { Self.orders }

    @Test(
        arguments: [
            ([("a", "1", "b/1"), ("b", "1", "a/1")], ["a/1 → b/1 → a/1", "b/1 → a/1 → b/1"]),
            // Through the order of versions: b/2 can only come after b/1.
            (
                [("a", "1", "b/2"), ("b", "1", "a/1"), ("b", "2", nil)],
                ["a/1 → b/2 → b/1 → a/1", "b/1 → a/1 → b/2 → b/1"]
            ),
            ([("a", "1", "b/1"), ("b", "1", "c/1"), ("c", "1", "b/1")], ["b/1 → c/1 → b/1", "c/1 → b/1 → c/1"]),
        ] as [([(String, String, String?)], [String])])
    func databasesThatWaitForEachOtherAreACycle(_ files: [(String, String, String?)], _ ways: [String]) throws {
        for order in orders {
            let outcome = try workshop(order, files).migrate()
            #expect(outcome.codes == [.dependencyCycle])
            let message = outcome.firstError?.message ?? ""
            #expect(ways.contains { message == "migrations depend on each other: \($0)" }, "\(message)")
        }
    }

    @Test func theOwnDatabaseCanBeNamedToo() throws {
        let workshop = try workshop(orders[0], [("a", "1", "a/2, b/1"), ("a", "2", nil), ("b", "1", "a/2")])
        #expect(workshop.migrate().exitStatus == .done)
        #expect(workshop.applied("a") == ["2", "1"])
    }

    @Test func aFailureElsewhereStopsWhatWaitsForIt() throws {
        let workshop = try workshop(["a", "b", "c"], [("a", "1", "b/1"), ("c", "1", nil)])
        try workshop.migration("1_x", "CREATE TABLE broken (;", in: "b")
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus == .failed)
        #expect(applied(workshop)[0] == "")
    }

    @Test func aDatabaseThatIsNotSelectedIsLookedAt() throws {
        let workshop = try workshop(["a", "b", "c"], [("a", "1", "b/1"), ("b", "1", nil)])
        let whole = workshop.project
        var context = workshop.context()
        context.project.databases = whole.databases.filter { $0.name == "a" }
        context.otherDatabase = { name in whole.databases.first { $0.name == name } }
        let outcome = MigrateOperation(context).run()
        #expect(outcome.codes == [.dependency])
        #expect(outcome.firstError?.message == "1 depends on b/1, which is still to be applied")
        #expect(outcome.firstError?.help?.contains("--database b") == true)
        var other = workshop.context()
        other.project.databases = whole.databases.filter { $0.name == "b" }
        #expect(MigrateOperation(other).run().exitStatus == .done)
        #expect(MigrateOperation(context).run().endings == ["1 done"])
    }
}
