import TestSupport
import Testing

/// Repeatables whose views somebody has dropped, and what is said of repeatables by name.
@Suite struct RepeatableGoneTests {
    private static let view = "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT x FROM t;\n"

    private func project(_ engine: TestedEngine, _ text: String = view) throws -> any ProjectUnderTest {
        let project = try engine.project([
            "migrations/001_t.sql": "CREATE TABLE t (x int);\n", "migrations/R__v.sql": text,
        ])
        expectStatus(project.run("migrate"), 0)
        return project
    }

    @Test("a view that a migration drops comes back in the same run", arguments: TestedEngine.allCases)
    func droppedByMigration(_ engine: TestedEngine) throws {
        let project = try project(engine)
        project.folder.write("migrations/002_drop.sql", "DROP VIEW v;\nALTER TABLE t ADD COLUMN y int;\n")
        expect(project.run("plan").output, contains: "R__v")
        let result = project.run("migrate")
        expectStatus(result, 0)
        expect(result.output, contains: "1 repeated")
        #expect(project.sql("SELECT count(*) FROM v") == "0")
        expectStatus(project.run("status", "--check"), 0)
    }

    @Test("a view that was dropped before is seen and comes back", arguments: TestedEngine.allCases)
    func droppedBefore(_ engine: TestedEngine) throws {
        let project = try project(engine)
        _ = project.sql("DROP VIEW v")
        expectStatus(project.run("status", "--check"), 3)
        expect(project.run("status").output, contains: "view gone")
        expect(project.run("status", "--json").output, contains: "\"state\": \"gone\"")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM v") == "0")
        expectStatus(project.run("status", "--check"), 0)
    }

    @Test(
        "what a file does not leave behind is not missed", arguments: TestedEngine.allCases,
        [view + "DROP VIEW v;\n", "CREATE TEMP VIEW v AS SELECT 1 AS x;\n"])
    func notMissed(_ engine: TestedEngine, _ text: String) throws {
        expectStatus(try project(engine, text).run("status", "--check"), 0)
    }

    @Test("a line that names what is not there is an error", arguments: ["R__nope", "009"])
    func unknownDependency(_ name: String) {
        let project = ScratchProject([
            "migrations/001_t.sql": "CREATE TABLE t (x int);\n",
            "migrations/R__v.sql": "-- Depends: \(name)\n" + Self.view,
        ])
        let refused = project.run("migrate")
        expectStatus(refused, 4)
        expect(refused.error, contains: "R__v depends on \(name), which is neither applied nor pending")
        project.folder.write("migrations/R__v.sql", "-- Depends: 001\n" + Self.view)
        expectStatus(project.run("migrate"), 0)
    }

    @Test(
        "it is said that a repeatable has no way back", arguments: [["rollback", "R__v", "--yes"], ["stamp", "R__v"]])
    func noWayBack(_ arguments: [String]) throws {
        let project = try project(.sqlite)
        let result = MartletBinary.run(arguments, in: project.folder.path)
        expectStatus(result, 2)
        expect(result.error, contains: "R__v is a repeatable: it has no place among the versions, and no way back")
    }
}
