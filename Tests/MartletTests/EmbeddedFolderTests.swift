import Martlet
import TestSupport
import Testing

/// SQL that is a part of the program is read as files on the disk are.
@Suite struct EmbeddedFolderTests {
    private let folder = ScratchFolder()

    private static let texts = [
        "0001_create_users.sql": """
        \u{FEFF}-- Description: Create users\r
        CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);\r
        INSERT INTO users VALUES (1, 'a ''quoted'' \\ "name"');\r
        \r
        -- ROLLBACK:\r
        -- DROP TABLE users;\r

        """,
        "0002_create_posts.sql": "CREATE TABLE posts (id integer PRIMARY KEY, author integer REFERENCES users (id));\n",
        "0002_create_posts.down.sql": "DROP TABLE posts;\n",
        "0003_index.sql":
            "-- martlet: transaction=none\nCREATE INDEX posts_author ON posts (author);\n-- ROLLBACK:\n-- DROP INDEX posts_author;\n",
        "README.md": "What these are.\n",
    ]
    private static let seeds = ["001_rows.sql": "INSERT INTO posts VALUES (7, 1);\n"]

    private func write() {
        for (name, text) in Self.texts { folder.write("Migrations/" + name, text) }
        for (name, text) in Self.seeds { folder.write("Seeds/" + name, text) }
    }

    private func engines(_ url: String) throws -> (files: Engine, embedded: Engine) {
        (
            try Engine(
                url: url, migrations: .folder(folder.path("Migrations")), seeds: .folder(folder.path("Seeds"))),
            try Engine(
                url: url, migrations: .embedded(EmbeddedFolder("Migrations", Self.texts)),
                seeds: .embedded(EmbeddedFolder("Seeds", Self.seeds)))
        )
    }

    /// What a run leaves in the history that the texts decide.
    private func rows(_ engine: Engine) async -> [String] {
        (await engine.history(verify: true).databases[0].migrations ?? []).compactMap(\.row).map {
            "\($0.version) \($0.description) \($0.checksum ?? "-") \($0.tokenChecksum ?? "-") \($0.statementsTotal) \($0.leadsBack)"
        }
    }

    @Test(arguments: AnyDatabase.Kind.allCases) func filesAndTextsOfTheSameNamesAreTheSame(_ kind: AnyDatabase.Kind)
        async throws
    {
        write()
        let database = try AnyDatabase(kind)
        let (files, embedded) = try engines(database.url)
        #expect(
            await files.dryRun.migrate().databases[0].plan?.identity
                == embedded.dryRun.migrate().databases[0].plan?.identity)
        try await files.migrate(MigrationSelection(steps: 1)).requireOK()
        #expect(await embedded.states() == ["0001 applied", "0002 pending", "0003 pending"])
        try await embedded.migrate().requireOK()
        #expect(await files.states() == ["0001 applied", "0002 applied", "0003 applied"])
        try await embedded.seed().requireOK()
        #expect(await files.status(check: true).exitStatus == .done)
        let first = await rows(embedded)
        try await embedded.rollback(.steps(2), fromDisk: true).requireOK()
        try await files.rollback().requireOK()
        try await embedded.setUp().requireOK()
        #expect(await rows(files) == first && first.count == 3)
        #expect(await files.check().exitStatus == .done)
    }

    @Test func mistakesAreToldWithTheNameInTheProgram() async throws {
        let engine = try Engine(
            url: "sqlite:" + folder.path("app.db"),
            migrations: .embedded(
                EmbeddedFolder(
                    "Migrations",
                    [
                        .init("0001_a.sql", "CREATE TABLE a (x);\n\nCREATE TABEL b (x);\n")
                    ])))
        let error = await #expect(throws: MartletError.self) { try await engine.migrate().requireOK() }
        expect("\(error.map { "\($0)" } ?? "")", contains: "error[sql]: Migrations/0001_a.sql:3:8: near \"TABEL\"")
    }

    @Test(
        arguments: [
            (["0001_a.sql": "SELECT 1;", "tool.py": "x"], ErrorCode.strayFile),
            (["0001_a.sql": "SELECT 1;", "1_b.sql": "SELECT 1;"], .duplicateVersion),
            (["0001_a.sql": "SELECT 1;", "0002_b.down.sql": "SELECT 1;"], .strayFile),
            (["0001_a.sql": "-- nothing\n"], .emptyMigration), (["0001_a.sql": "SELECT 1;\0"], .notUTF8),
            (["0001_a.sql": "COMMIT;"], .transactionControl),
            (["0001_a.sql": "-- martlet: what\nSELECT 1;"], .directive),
        ])
    func whatIsAMistakeOnTheDiskIsOneHere(_ texts: [String: String], _ code: ErrorCode) async throws {
        let engine = try Engine(
            url: "sqlite:" + folder.path("app.db"), migrations: .embedded(EmbeddedFolder("Migrations", texts)))
        let outcome = await engine.migrate()
        #expect(outcome.allDiagnostics.map(\.code) == [code])
        #expect(outcome.allDiagnostics.first?.location?.file.hasPrefix("Migrations/") == true)
        #expect(outcome.allDiagnostics.first?.help?.contains("martlet.yaml") == false)
    }

    @Test func aNameThatIsThereTwiceIsNotPassedOver() async throws {
        let file = EmbeddedFolder.File("0001_a.sql", "SELECT 1;")
        let engine = try Engine(
            url: "sqlite:" + folder.path("app.db"), migrations: .embedded(EmbeddedFolder("m", [file, file])))
        #expect(await engine.migrate().allDiagnostics.map(\.code) == [.duplicateVersion])
    }

    @Test func revisionsAreReadFromTextsToo() async throws {
        let engine = try Engine(
            url: "sqlite:" + folder.path("app.db"),
            migrations: .embedded([
                "25698f3f906f_first.sql": "-- Revision: 25698f3f906f\n-- Parent:\nCREATE TABLE a (x);\n",
                "0a0f944324eb_second.sql": "-- Revision: 0a0f944324eb\n-- Parent: 25698f3f906f\nCREATE TABLE b (x);\n",
            ]))
        try await engine.migrate().requireOK()
        #expect(await engine.states() == ["25698f3f906f applied", "0a0f944324eb applied"])
    }

    @Test func aConfigurationAboveIsNotForAProgramsOwnDatabase() async throws {
        folder.write("martlet.yaml", "no configuration at all")
        write()
        let project = try Project.ofProgram(
            url: "sqlite:app.db", migrations: .folder("Migrations"), currentFolder: FilePath(validating: folder.path))
        #expect(project.databases.map(\.name) == ["app"] && project.configuration == nil)
        #expect(project.databases[0].migrations.string == folder.path("Migrations"))
    }
}
