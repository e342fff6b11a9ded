import TestSupport
import Testing

/// `fingerprint: true`: the schema at the end of a run, kept with the history.
@Suite struct FingerprintTests {
    private static func migrated(_ engine: TestedEngine) throws -> any ProjectUnderTest {
        let settings = ["fingerprint: true"]
        return switch engine {
        case .sqlite: ScratchProject.migrated(settings: settings)
        case .postgres: try ServerProject.migrated(settings: settings)
        }
    }

    private static let kept = "SELECT count(*) FROM martlet_migrations WHERE schema_fingerprint LIKE 'v1:sha256:%'"

    @Test(arguments: TestedEngine.allCases) func theNewestRowOfARunKeepsIt(_ engine: TestedEngine) throws {
        let project = try Self.migrated(engine)
        #expect(project.sql("SELECT version FROM martlet_migrations WHERE schema_fingerprint IS NOT NULL") == "002")
        project.folder.write("migrations/003_c.sql", "CREATE TABLE c (id integer);\n-- ROLLBACK:\n-- DROP TABLE c;\n")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.kept) == "2")
        expectStatus(project.run("history", "--verify"), 0)
        expect(project.run("drift").output, contains: "✓ the schema is as the last run has left it")
        expectStatus(project.run("rollback", "--yes"), 0)
        expect(project.run("drift").output, contains: "✓ the schema is as the last run has left it")
        expectStatus(project.run("history", "--verify"), 0)
        // Each run goes on from the one before: nothing is replayed.
        expectStatus(project.run("redo", "--yes"), 0)
        expect(project.run("check").output, contains: "✓ the schema is as the last run has left it")
    }

    @Test(arguments: TestedEngine.allCases) func statusComparesIt(_ engine: TestedEngine) throws {
        let project = try Self.migrated(engine)
        expectStatus(project.run("status", "--check"), 0)
        _ = project.sql("CREATE TABLE tags (id integer)")
        let status = project.run("status", "--check")
        expectStatus(status, 3)
        expect(status.error, contains: "warning[drift]: the schema of app is not as the last run has left it")
        let drift = project.run("drift")
        expectStatus(drift, 3)
        expect(drift.output, contains: "tags")
    }

    @Test(arguments: TestedEngine.allCases) func whatSomebodyHasChangedByHandDoesNotGetIntoIt(
        _ engine: TestedEngine
    ) throws {
        let project = try Self.migrated(engine)
        _ = project.sql("CREATE TABLE tags (id integer)")
        project.folder.write("migrations/003_c.sql", "CREATE TABLE c (id integer);\n")
        let result = project.run("migrate")
        expectStatus(result, 0)
        expect(result.error, contains: "warning[drift]: the schema of app is not what its history implies")
        #expect(project.sql(Self.kept) == "1")
        expectStatus(project.run("drift"), 3)
        // Once it is right again, the next run keeps it.
        _ = project.sql("DROP TABLE tags")
        project.folder.write("migrations/004_d.sql", "CREATE TABLE d (id integer);\n")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.kept) == "2")
        expectStatus(project.run("status", "--check"), 0)
    }

    @Test(arguments: TestedEngine.allCases) func thatOfAnotherReaderProvesNothing(_ engine: TestedEngine) throws {
        let project = try Self.migrated(engine)
        _ = project.sql(
            "UPDATE martlet_migrations SET schema_fingerprint = 'v1:sha256:00 martlet 0.0.1, sqlite 3.0' WHERE version = '002'"
        )
        _ = project.sql("DELETE FROM martlet_log WHERE action = 'seal'")
        expectStatus(project.run("status", "--check"), 0)
        expect(project.run("drift").output, contains: "✓ the schema is what the history implies")
    }

    @Test func withoutAScratchDatabaseItTellsThatSomethingDiffers() throws {
        let project = try OwnedProject.migrated(settings: ["fingerprint: true"], rights: "NOCREATEDB")
        expectStatus(project.martlet("check"), 0)
        _ = project.sql("CREATE TABLE tags (id integer)")
        let result = project.martlet("drift")
        expectStatus(result, 3)
        expect(result.output, contains: "! the schema is not as the last run has left it")
        expect(result.error, contains: "warning[access-denied]")
    }

    @Test(arguments: TestedEngine.allCases) func nothingIsKeptUnlessItIsAskedFor(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        #expect(project.sql(Self.kept) == "0")
    }
}
