import Testing

@testable import MartletCore

@Suite struct SeedTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.migration("001_base", "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);")
        workshop.migrate()
    }

    private func run(force: Bool = false, environment: String? = nil, dryRun: Bool = false) -> Outcome {
        SeedOperation(workshop.context(dryRun: dryRun), force: force, environment: environment).run()
    }

    private func users() -> [String] { workshop.sql("SELECT name FROM users ORDER BY id") }

    @Test func aSeedRunsOncePerText() throws {
        try workshop.seed("002_b", "INSERT OR REPLACE INTO users VALUES (2, 'b');")
        try workshop.seed("001_a", "INSERT OR REPLACE INTO users VALUES (1, 'a'), (3, 'c');")
        #expect(run().endings == ["001_a done", "002_b done"])
        #expect(workshop.sql("SELECT name, rows FROM martlet_seeds ORDER BY name") == ["001_a|2", "002_b|1"])
        #expect(run().endings == [])
        try workshop.seed("002_b", "INSERT OR REPLACE INTO users VALUES (2, 'B');")
        #expect(run().endings == ["002_b done"])
        #expect(users() == ["a", "B", "c"])
        #expect(run(force: true).endings == ["001_a done", "002_b done"])
        #expect(workshop.sql("SELECT count(*) FROM martlet_seeds") == ["2"])
        #expect(workshop.sql("SELECT subject FROM martlet_log WHERE action = 'seed' AND result = 'done'").count == 5)
    }

    @Test func anEnvironmentThatIsAskedForIsThatOfMigrationsToo() throws {
        try workshop.migration("002_dev", "-- martlet: environment=dev\nCREATE TABLE dev (x);")
        try workshop.seed("001_s", "-- martlet: environment=dev\nINSERT INTO users VALUES (1, 'dev');")
        // What is not for this database does not keep its seeds waiting.
        #expect(run(environment: "dev").endings == ["001_s done"])
        #expect(SetupOperation(workshop.context(), environment: "dev").run().endings == ["002 done"])
        #expect(ResetOperation(workshop.context(), seeds: true, environment: "dev").run().isOK)
        #expect(workshop.applied() == ["001", "002"] && users() == ["dev"])
        #expect(ResetOperation(workshop.context(), environment: "dev").run().isOK)
        #expect(workshop.applied() == ["001", "002"] && users() == [])
    }

    @Test func aFolderThatIsNotThereHasNoSeedsAndThatIsSaid() throws {
        try FileSystem.removeFolder(workshop.folder.path.appending("seeds/app"))
        let outcome = run()
        #expect(outcome.isOK && outcome.databases.first?.facts == ["there is no folder seeds/app"])
    }

    /// The seeds stay recorded when the tables go that they have filled.
    @Test func aRollbackThatDropsTablesTellsOfTheSeeds() throws {
        let fact = "1 seed stays recorded as run (martlet seed --force runs it again)"
        try workshop.migration("002_t", "CREATE TABLE t (x);\n-- ROLLBACK:\n-- DROP TABLE t;")
        try workshop.migration("003_i", "CREATE INDEX i ON t (x);\n-- ROLLBACK:\n-- DROP INDEX i;")
        workshop.migrate()
        #expect(workshop.rollback(.steps(2)).databases[0].facts.isEmpty)
        try workshop.seed("001_t", "INSERT INTO t VALUES (1);")
        // It names tables that stay: of it nothing is to be said.
        try workshop.seed("002_u", "INSERT INTO users VALUES (7, 'not t_');")
        workshop.migrate()
        #expect(run().isOK)
        #expect(workshop.rollback(.steps(1)).databases[0].facts.isEmpty)
        #expect(workshop.rollback(.steps(1)).databases[0].facts == [fact])
        workshop.migrate()
        #expect(run().endings == [] && run(force: true).endings.first == "001_t done")
        #expect(RollbackOperation(workshop.context(), .steps(2), andBack: true).run().databases[0].facts == [fact])
    }

    @Test func aFailingSeedIsUndoneAndTheOnesBeforeItStay() throws {
        try workshop.seed("001_a", "INSERT INTO users VALUES (1, 'a');")
        try workshop.seed("002_b", "INSERT INTO users VALUES (2, 'b'); INSERT INTO users VALUES (2, 'again');")
        try workshop.seed("003_c", "INSERT INTO users VALUES (3, 'c');")
        let outcome = run()
        #expect(outcome.endings == ["001_a done", "002_b failed", "003_c not-run"])
        #expect(outcome.firstError?.message.contains("UNIQUE") == true)
        #expect(users() == ["a"])
        #expect(workshop.sql("SELECT name FROM martlet_seeds") == ["001_a"])
        #expect(
            workshop.sql("SELECT subject, result FROM martlet_log WHERE action = 'seed'") == [
                "001_a|done", "002_b|failed",
            ])
    }

    @Test(arguments: [(nil, ["all"]), ("dev", ["all", "dev"]), ("production", ["all"])] as [(String?, [String])])
    func seedsOfOtherEnvironmentsAreLeftOut(_ environment: String?, _ names: [String]) throws {
        try workshop.seed("001_all", "INSERT INTO users VALUES (1, 'all');")
        try workshop.seed("002_dev", "-- martlet: environment=dev,test\nINSERT INTO users VALUES (2, 'dev');")
        #expect(run(environment: environment).exitStatus == .done)
        #expect(users() == names)
        #expect(run(force: true, environment: "none").exitStatus == .failed)
    }

    @Test func seedsOfOtherEnvironmentsAreSpokenOf() throws {
        try workshop.seed("001_a", "-- martlet: environment=dev\nINSERT INTO users VALUES (1, 'a');")
        let fact = "1 seed is for another environment (dev)"
        #expect(run().databases[0].facts == [fact])
        #expect(run(dryRun: true).databases[0].facts == [fact])
        try workshop.seed("002_b", "-- martlet: environment=test,dev\nINSERT INTO users VALUES (2, 'b');")
        #expect(run().databases[0].facts == ["2 seeds are for another environment (dev, test)"])
        // Nobody asked for seeds in particular.
        #expect(SetupOperation(workshop.context()).run().databases[0].facts.isEmpty)
        #expect(run(environment: "dev").databases[0].facts.isEmpty)
        #expect(run().databases[0].facts.isEmpty)
    }

    @Test func pendingMigrationsComeFirst() throws {
        try workshop.seed("001_a", "INSERT INTO users VALUES (1, 'a');")
        try workshop.migration("002_more", "CREATE TABLE more (x);")
        #expect(run().codes == [.pendingMigrations])
        #expect(users().isEmpty)
        #expect(SetupOperation(workshop.context()).run().endings == ["002 done", "001_a done"])
    }

    @Test func aDryRunTellsAndChangesNothing() throws {
        try workshop.seed("001_a", "INSERT INTO users VALUES (1, 'a');")
        let outcome = run(dryRun: true)
        #expect(outcome.databases[0].plan?.steps.map(\.subject) == ["001_a"])
        #expect(users().isEmpty)
    }

    @Test func aSeedThatRecordsItselfIsCompleted() throws {
        try workshop.seed("001_a", "INSERT INTO martlet_seeds (name) VALUES ('001_a');")
        #expect(run().endings == ["001_a done"])
        #expect(workshop.sql("SELECT name, checksum <> '' FROM martlet_seeds") == ["001_a|1"])
        #expect(run().endings == [])
    }
}
