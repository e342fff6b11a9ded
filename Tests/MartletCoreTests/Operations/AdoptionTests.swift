import MartletSQLite
import Testing

@testable import MartletCore

@Suite struct AdoptionTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop("app") }

    private func start(dryRun: Bool = false) throws -> InitOperation.Beginning {
        let folder = workshop.folder.path
        return try InitOperation.start(ProjectRequest(currentFolder: folder), in: folder, dryRun: dryRun) { _ in
            SQLiteBackend()
        }
    }

    /// A folder with a database as another program made it, and no project.
    private func foundDatabase(_ sql: String) throws {
        for name in ["migrations/app", "migrations", "seeds/app", "seeds"] {
            try FileSystem.removeFolder(workshop.folder.path.appending(name))
        }
        _ = workshop.sql(sql)
    }

    @Test func anEmptyFolderIsToldTheUsual() throws {
        try foundDatabase("VACUUM")
        #expect(try start(dryRun: true).advice == ["look it over, then: martlet new NAME, martlet migrate"])
    }

    @Test func tablesWithoutMigrationsAreToldOfABaseline() throws {
        try foundDatabase("CREATE TABLE users (id INTEGER PRIMARY KEY)")
        #expect(
            try start().advice == [
                "look it over",
                "app has tables that no migration makes; to make them the first one:",
                "martlet dump --output db/migrations/001_baseline.sql, then: martlet stamp 001",
            ])
    }

    @Test func tablesWithMigrationsAreToldOfStamp() throws {
        try foundDatabase("CREATE TABLE users (id INTEGER PRIMARY KEY)")
        for name in ["001_users", "002_more"] { try workshop.folder.write("SELECT 1;", to: "migrations/\(name).sql") }
        #expect(
            try start(dryRun: true).advice == [
                "look it over", "app has tables already; if these migrations made them: martlet stamp 002",
            ])
    }

    @Test func ofSeveralDatabasesEachIsNamed() throws {
        try foundDatabase("CREATE TABLE users (id INTEGER PRIMARY KEY)")
        try workshop.folder.write("", to: "other.db")
        #expect(
            try start(dryRun: true).advice.last
                == "martlet dump --output db/migrations/app/001_baseline.sql --database app,"
                + " then: martlet stamp 001 --database app")
    }

    @Test func aDatabaseOfMartletsOrOneThatCannotBeReadIsToldTheUsual() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        workshop.migrate()
        try workshop.folder.write("SQLite format 3\0and no more", to: "broken.db")
        #expect(try start(dryRun: true).advice.count == 1)
    }

    @Test func aDumpOfWhatWasThereIsAFirstMigration() throws {
        _ = workshop.sql(
            """
            CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
            CREATE VIEW second AS SELECT * FROM first;
            CREATE VIEW first AS SELECT name FROM users;
            CREATE TRIGGER t AFTER INSERT ON users BEGIN
              UPDATE users SET name = upper(name) WHERE id = new.id; DELETE FROM users WHERE 0;
            END;
            CREATE VIRTUAL TABLE words USING fts5 (body);
            INSERT INTO users (name) VALUES ('ann');
            """)
        // Tables of Martlet's without a row of the history are no part of the schema either.
        _ = InitOperation(workshop.context()).run()
        let file = workshop.folder.path.appending("migrations/app/001_baseline.sql")
        #expect(DumpOperation(workshop.context(), .file(file)).run().isOK)
        #expect(StampOperation(workshop.context(), MigrationVersion("001")).run().isOK)
        try workshop.migration("002_bio", "ALTER TABLE users ADD COLUMN bio TEXT;")
        #expect(workshop.migrate().isOK)
        #expect(workshop.sql("SELECT name FROM users") == ["ANN"])
        #expect(workshop.sql("SELECT description FROM martlet_migrations WHERE version = '001'") == ["baseline"])

        let schema = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'martlet%' ORDER BY type, name"
        let adopted = workshop.sql(schema)
        try FileSystem.remove(workshop.folder.path.appending("app.db"))
        #expect(workshop.migrate().isOK)
        #expect(workshop.sql(schema) == adopted)
    }
}
