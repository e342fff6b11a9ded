import TestSupport
import Testing

/// What a reset and a restore say of a server's database before they replace it, and which one they take it to be.
@Suite struct ServerRestorePlaceTests {
    private static let schemas = """
        CREATE SCHEMA sales;
        CREATE TABLE sales.orders (id int);
        INSERT INTO sales.orders SELECT generate_series(1, 12345);
        CREATE TABLE sales.part (day int) PARTITION BY RANGE (day);
        CREATE TABLE sales.part_1 PARTITION OF sales.part FOR VALUES FROM (0) TO (10);
        CREATE TABLE sales.part_2 PARTITION OF sales.part FOR VALUES FROM (10) TO (20);
        INSERT INTO sales.part SELECT generate_series(1, 15);
        CREATE TABLE sales.base (x int); INSERT INTO sales.base VALUES (1);
        CREATE TABLE sales.heir (y int) INHERITS (sales.base); INSERT INTO sales.heir VALUES (2, 2);
        CREATE MATERIALIZED VIEW sales.shown AS SELECT * FROM sales.orders;
        """

    @Test func theTablesOfEverySchemaAreCounted() throws {
        let project = try OwnedProject.migrated()
        _ = project.sql(Self.schemas)
        let reset = project.martlet("reset", "--empty", "--dry-run")
        expectStatus(reset, 0)
        expect(reset.everything, contains: "app: 6 tables with 12364 rows will be lost")
        expect(reset.everything, contains: "(sales.orders 12345, sales.part 15, users 2, …)")
        expectStatus(project.martlet("backup", "--output", "copy.dump"), 0)
        let restore = project.martlet("restore", "copy.dump", "--dry-run")
        expect(restore.everything, contains: "will be replaced: 6 tables with 12364 rows, at 002")
        #expect(!project.martlet("reset", "--dry-run").everything.contains("would be created"))
    }

    @Test func tablesThatTheRoleMayNotReadAreNamed() throws {
        let project = try OwnedProject.migrated()
        let hidden = "CREATE SCHEMA hidden; CREATE TABLE hidden.pay (x int); INSERT INTO hidden.pay VALUES (1)"
        #expect(project.database.psql(hidden).status == 0)
        let reset = project.martlet("reset", "--empty", "--dry-run")
        expectStatus(reset, 0)
        expect(reset.everything, contains: "app: 2 tables with 2 rows will be lost")
        expect(
            reset.everything,
            contains: "app: 1 table more, whose rows the role may not read, will be lost too (hidden.pay)")
    }

    @Test func aBackupOfAnotherProjectWantsTheName() throws {
        let other = try OwnedProject.migrated()
        let project = try OwnedProject.migrated()
        let text = other.folder.read("martlet.yaml") ?? ""
        other.folder.write("martlet.yaml", text.replacing("project: demo", with: "project: taskflow"))
        let path = project.folder.path("foreign.dump")
        expectStatus(other.martlet("backup", "--output", path), 0)
        for name in ["foreign.dump", "foreign.dump.manifest.json"] {
            _ = Program.run(["chmod", "644", project.folder.path(name)])
        }
        let refused = project.martlet("restore", "foreign.dump", "--yes")
        expectStatus(refused, 7)
        expect(
            refused.error, contains: "the backup is of app of project taskflow, not of app of project demo")
        expect(refused.error, contains: "the backup is of another project: --yes is not enough")
        expect(refused.error, contains: "run again with --confirm app")
        expect(refused.error, contains: "the backup was made of \(other.database.name) on ")
    }

    @Test func aProtectedDatabaseIsKnownByAnyURL() throws {
        let project = try OwnedProject.migrated(settings: ["protected: true"])
        expectStatus(project.martlet("backup", "--output", "copy.dump"), 0)
        let cluster = project.database.cluster
        let urls = [
            "postgres://\(project.role)@/\(project.database.name)?host=\(cluster.socketFolder)&port=\(cluster.port)",
            project.url() + "&connect_timeout=9",
        ]
        for url in urls {
            let refused = project.martlet("restore", "copy.dump", "--into", url, "--yes")
            expectStatus(refused, 7)
            expect(refused.error, contains: "app is protected")
        }
        let copy = project.database.name + "_copy"
        expectStatus(project.martlet("restore", "copy.dump", "--into", project.url(copy), "--yes"), 0)
        expectStatus(project.martlet("restore", "copy.dump", "--into", urls[0], "--confirm", "app"), 0)
    }

    @Test func aBackupOfAnotherDatabaseIsNotTakenBeforeAVersion() throws {
        let project = try OwnedProject(settings: ["backup: {before: [migrate]}"])
        let text = project.folder.read("martlet.yaml") ?? ""
        expectStatus(project.martlet("migrate", "--to", "001"), 0)
        expectStatus(project.martlet("migrate"), 0)
        let manifest = project.backups.last { $0.hasSuffix(".json") }.flatMap { project.folder.read("backups/\($0)") }
        expect(manifest ?? "", contains: "\"place\": {\"database\": \"\(project.database.name)\", \"host\": ")
        #expect(manifest?.contains(OwnedProject.password) == false)
        let other = project.database.name + "_other"
        project.folder.write("martlet.yaml", text.replacing(project.url(), with: project.url(other)))
        expectStatus(project.martlet("migrate", "--to", "001"), 0)
        let refused = project.martlet("restore", "--before", "002", "--yes")
        expectStatus(refused, 2)
        expect(refused.error, contains: "no backup in backups was made before 002 was applied to app")
        expect(refused.error, contains: "there is one from before 002 that was made of \(project.database.name) on ")
        project.folder.write("martlet.yaml", text)
        // Twice: a restore gives the database another number.
        for _ in 1...2 { expectStatus(project.martlet("restore", "--before", "002", "--yes"), 0) }
        expectStatus(project.martlet("reset", "--yes"), 0)
        expectStatus(project.martlet("restore", "--before", "002", "--yes"), 0)
    }

    @Test func nobodySaysThatAnArchiveIsWhole() throws {
        let project = try OwnedProject.migrated()
        expectStatus(project.martlet("backup", "--output", "copy.dump"), 0)
        project.folder.remove("copy.dump.manifest.json")
        let result = project.martlet("restore", "copy.dump", "--yes")
        expectStatus(result, 0)
        expect(result.error, contains: "the archive can be read to its end")
        #expect(!result.error.contains("is whole"))
        expect(project.martlet("history", "--log", "1").output, contains: "restore")
    }
}
