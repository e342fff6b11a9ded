import Martlet
import TestSupport
import Testing

/// Folders of other tools that are a part of the program: read as they are on the disk.
@Suite struct EmbeddedLayoutTests {
    /// A folder as a tool has it, of two migrations that make the tables a and b.
    struct Sample: CustomStringConvertible, Sendable {
        let description: String
        let versions: [String]
        let files: [String: String]
        var leadsBack = true

        private static let (a, b) = ("CREATE TABLE a (x integer);\n", "CREATE TABLE b (x integer);\n")

        static let all = [
            Sample(
                description: "dbmate", versions: ["1", "2"],
                files: [
                    "1_a.sql": "-- migrate:up\n\(a)-- migrate:down\nDROP TABLE a;\n",
                    "2_b.sql": "-- migrate:up transaction:false\n\(b)-- migrate:down\nDROP TABLE b;\n",
                ]),
            Sample(
                description: "goose", versions: ["00001", "00002"],
                files: [
                    "00001_a.sql": "-- +goose Up\n\(a)-- +goose Down\nDROP TABLE a;\n",
                    "00002_b.sql": "-- +goose Up\n\(b)-- +goose Down\nDROP TABLE b;\n",
                ]),
            Sample(
                description: "golang-migrate", versions: ["000001", "000002"],
                files: [
                    "000001_a.up.sql": a, "000001_a.down.sql": "DROP TABLE a;\n", "000002_b.up.sql": b,
                    "000002_b.down.sql": "DROP TABLE b;\n",
                ]),
            Sample(
                description: "flyway", versions: ["1.2", "1.10"],
                files: ["V1_2__a.sql": a, "V1_10__b.sql": b, "U1_10__b.sql": "DROP TABLE b;\n", "README.md": ""],
                leadsBack: false),
            Sample(
                description: "prisma", versions: ["20240101_a", "20240102_b"],
                files: [
                    "20240101_a/migration.sql": a, "20240102_b/migration.sql": b,
                    "migration_lock.toml": "provider = 1\n",
                ], leadsBack: false),
            Sample(
                description: "diesel", versions: ["20240101000000", "20240102000000"],
                files: [
                    "2024-01-01-000000_a/up.sql": a, "2024-01-01-000000_a/down.sql": "DROP TABLE a;\n",
                    "2024-01-02-000000_b/up.sql": b, "2024-01-02-000000_b/down.sql": "DROP TABLE b;\n",
                    "2024-01-02-000000_b/metadata.toml": "run_in_transaction = false\n",
                ]),
            Sample(
                description: "atlas", versions: ["1", "2"],
                files: [
                    "1_a.sql": "CREATE TABLE a (id INT);\n", "2_b.sql": "CREATE TABLE b (id INT);\n",
                    "atlas.sum": """
                    h1:aVRr1/IdxaoJ8PXmV9AeA6xwEINb7/0yvF4JAm+rh0Y=
                    1_a.sql h1:3XOtbox7wxo7xhIKTsupuuPIO2iEJ2pbGqVUR9/fRlg=
                    2_b.sql h1:njzYpkZatR68Rm8t5DDuLplG2zfLh8s+s+/okRm9O/g=

                    """,
                ], leadsBack: false),
        ]
    }

    private func states(_ versions: [String], _ state: String) -> [String] { versions.map { "\($0) \(state)" } }

    @Test(arguments: Sample.all, AnyDatabase.Kind.allCases) func whatIsEmbeddedIsAsOnTheDisk(
        _ sample: Sample, _ kind: AnyDatabase.Kind
    ) async throws {
        let folder = ScratchFolder()
        for (name, text) in sample.files { folder.write("Migrations/" + name, text) }
        let database = try AnyDatabase(kind)
        let program = try Engine(
            url: database.url,
            migrations: .embedded(
                EmbeddedFolder("Migrations", sample.files.map { EmbeddedFolder.File($0.key, $0.value) })))
        let files = try Engine(url: database.url, migrations: .folder(folder.path("Migrations")))
        #expect(await program.states() == states(sample.versions, "pending"))
        #expect(
            await program.dryRun.migrate().databases[0].plan?.identity
                == files.dryRun.migrate().databases[0].plan?.identity)
        try await program.migrate(MigrationSelection(steps: 1)).requireOK()
        #expect(
            await files.states() == states([sample.versions[0]], "applied") + states([sample.versions[1]], "pending"))
        try await files.migrate().requireOK()
        try await program.requireCurrent()
        #expect(await program.states() == states(sample.versions, "applied"))
        guard sample.leadsBack else { return }
        try await program.rollback(.steps(2), fromDisk: true).requireOK()
        try await program.migrate().requireOK()
        #expect(await files.status(check: true).exitStatus == .done)
    }

    @Test func aSumThatDisagreesStandsInTheWay() async throws {
        let database = try AnyDatabase(.sqlite)
        let engine = try Engine(
            url: database.url,
            migrations: .embedded(["1_a.sql": "CREATE TABLE a (id INT);\n", "atlas.sum": "h1:x\n1_a.sql h1:y\n"]))
        #expect(await engine.migrate().allDiagnostics.map(\.code) == [.edited])
    }

    /// The folder `Prisma` beside this file.
    @Test func thePluginKeepsTheFolderOfEachMigration() {
        #expect(
            EmbeddedSQL.prisma.files.map(\.name).sorted()
                == ["20240101_a/migration.sql", "20240102_b/migration.sql", "migration_lock.toml"])
        #expect(EmbeddedSQL.prisma.files.contains { $0.text == "CREATE TABLE b (x integer);\n" })
    }
}
