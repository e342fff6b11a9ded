import SQLText
import TestSupport
import Testing

@testable import MartletCore

/// Repeatables on SQLite, from files to outcome.
@Suite struct RepeatableRunTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.migration(
            "001_users", "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n-- ROLLBACK:\n-- DROP TABLE users;\n"
        )
        try workshop.migration("R__names", "DROP VIEW IF EXISTS names;\nCREATE VIEW names AS SELECT name FROM users;")
    }

    private func states() -> [String] {
        workshop.status().databases.flatMap { $0.repeatables ?? [] }.map { "\($0.name) \($0.state.rawValue)" }
    }

    @Test func aChangedTextRunsAgainAndTheLogKeepsEveryRun() throws {
        #expect(workshop.migrate().endings == ["001 done", "R__names done"])
        #expect(workshop.migrate().endings == [])
        try workshop.migration(
            "R__names", "DROP VIEW IF EXISTS names;\nCREATE VIEW names AS SELECT id, name FROM users;")
        #expect(states() == ["R__names changed"])
        #expect(workshop.status().exitStatus == .answerIsNo)
        #expect(workshop.migrate(dryRun: true).databases[0].plan?.steps.map(\.kind) == [.repeat])
        #expect(workshop.migrate().endings == ["R__names done"])
        try workshop.migration("002_posts", "CREATE TABLE posts (x);")
        #expect(workshop.migrate().endings == ["002 done"])
        #expect(workshop.status().exitStatus == .done)
        #expect(
            workshop.sql("SELECT kind || ' ' || version FROM martlet_migrations ORDER BY id") == [
                "migration 001", "repeatable R__names", "migration 002",
            ])
        #expect(workshop.sql("SELECT count(*) FROM martlet_log WHERE action = 'repeat' AND result = 'done'") == ["2"])
        #expect(workshop.chainIsWhole())
    }

    @Test func valuesOfPlaceholdersCount() throws {
        try workshop.migration(
            "R__names", "DROP VIEW IF EXISTS names;\nCREATE VIEW names AS SELECT ${column} FROM users;")
        workshop.configure { $0.placeholders = ["column": "id"] }
        workshop.migrate()
        #expect(states() == ["R__names applied"])
        workshop.configure { $0.placeholders = ["column": "name"] }
        #expect(states() == ["R__names changed"])
        #expect(workshop.migrate().endings == ["R__names done"])
        #expect(workshop.sql("SELECT name FROM pragma_table_info('names')") == ["name"])
    }

    @Test func rollbackPassesThemOver() throws {
        try workshop.migration("002_posts", "CREATE TABLE posts (x);\n-- ROLLBACK:\n-- DROP TABLE posts;\n")
        workshop.migrate()
        let back = workshop.rollback(.steps(1))
        #expect(back.endings == ["002 done"] && back.databases[0].facts == ["1 repeatable stays as it is"])
        #expect(states() == ["R__names applied"])
        let outcome = workshop.rollback(.from(MigrationVersion("R__names")))
        #expect(outcome.exitStatus != .done)
        #expect(workshop.applied() == ["001", "R__names"])
    }

    @Test func aFileThatIsGoneIsToldAndNothingIsRun() throws {
        workshop.migrate()
        try workshop.removeMigration("R__names")
        #expect(states() == ["R__names missing"])
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus == .done && outcome.codes == [.missing])
        #expect(workshop.status().exitStatus == .done)
        #expect(workshop.sql("SELECT count(*) FROM names") == ["0"])
        #expect(workshop.repair("R__names").exitStatus == .done)
        #expect(states() == [] && workshop.migrate().codes == [])
    }

    /// Each file by its name; the statement of one fails.
    @Test func oneThatFailsLeavesAllAsTheyWere() throws {
        workshop.migrate()
        try workshop.migration("R__names", "DROP VIEW IF EXISTS names;\nCREATE VIEW names AS SELECT id FROM users;")
        try workshop.migration("R__wrong", "CREATE VIEW wrong AS SELECT FROM;")
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["R__names undone", "R__wrong failed"])
        #expect(workshop.sql("SELECT name FROM pragma_table_info('names')") == ["name"])
        #expect(states() == ["R__names changed", "R__wrong failed"])
        #expect(outcome.firstError?.notes.contains { $0.contains("no repeatable of this run") } == true)
        #expect(
            workshop.sql("SELECT count(*) FROM martlet_migrations WHERE version = 'R__wrong' AND success = 0") == ["1"])
        try workshop.migration("R__wrong", "CREATE VIEW wrong AS SELECT 1;")
        #expect(workshop.migrate().endings == ["R__names done", "R__wrong done"])
    }

    @Test func oneThatMissesSomethingIsTriedAgain() throws {
        try workshop.migration("R__a", "CREATE TRIGGER put INSTEAD OF INSERT ON z BEGIN SELECT 1; END;")
        try workshop.migration("R__b", "INSERT INTO users (name) SELECT x FROM \"made later\";")
        try workshop.migration("R__c", "CREATE VIEW \"made later\" AS SELECT 1 AS x;")
        try workshop.migration("R__z", "CREATE VIEW z AS SELECT 1 AS x;")
        #expect(workshop.migrate().exitStatus == .done)
        #expect(workshop.sql("SELECT count(*) FROM users") == ["1"])
        #expect(workshop.sql("SELECT name FROM sqlite_schema WHERE type = 'trigger'") == ["put"])
    }

    @Test func triggersOfAViewThatIsMadeAnewComeBack() throws {
        workshop.migrate()
        _ = workshop.sql(
            "CREATE TRIGGER put INSTEAD OF INSERT ON names BEGIN INSERT INTO users (name) VALUES (NEW.name); END")
        try workshop.migration(
            "R__names", "DROP VIEW IF EXISTS names;\nCREATE VIEW names AS SELECT name, id FROM users;")
        #expect(workshop.migrate().endings == ["R__names done"])
        #expect(workshop.sql("INSERT INTO names (name) VALUES ('Ava'); SELECT name FROM users") == ["Ava"])
    }

    @Test func aViewThatCannotBeReadAnyMoreStopsTheRun() throws {
        workshop.migrate()
        _ = workshop.sql("CREATE VIEW loud AS SELECT upper(name) FROM names; CREATE VIEW old AS SELECT * FROM nowhere")
        try workshop.migration("R__names", "DROP VIEW IF EXISTS names;\nCREATE VIEW names AS SELECT id FROM users;")
        let outcome = workshop.migrate()
        #expect(outcome.firstError?.message == "the view loud cannot be read after this: no such column: name")
        #expect(workshop.sql("SELECT name FROM pragma_table_info('names')") == ["name"])
    }

    @Test(arguments: [
        ("-- martlet: transaction=none\nCREATE VIEW a AS SELECT 1;", ErrorCode.directive),
        ("CREATE VIEW a AS SELECT 1;\n-- ROLLBACK:\n-- DROP VIEW a;\n", .directive), ("-- nothing\n", .emptyMigration),
        ("BEGIN; CREATE VIEW a AS SELECT 1; COMMIT;", .transactionControl), ("VACUUM;", .notInTransaction),
    ])
    func whatNoRepeatableCanBeIsRefused(_ text: String, _ code: ErrorCode) throws {
        try workshop.migration("R__a", text)
        let outcome = workshop.migrate()
        #expect(outcome.codes == [code])
        #expect(workshop.tables().isEmpty)
        #expect(states().contains("R__a unusable"))
    }

    @Test func aFolderOfFlywayHasThemInFoldersBelow() throws {
        for name in ["001_users", "R__names"] { try workshop.removeMigration(name) }
        try workshop.migration("V1__users", "CREATE TABLE users (name TEXT);")
        try workshop.migration(
            "views/R__all_names", "BEGIN;\nCREATE VIEW all_names AS SELECT ${c} FROM users;\nCOMMIT;")
        try workshop.migration("views/R__nothing", "")
        workshop.configure { $0.placeholders = ["c": "name"] }
        #expect(workshop.migrate().endings == ["1 done", "R__all_names done", "R__nothing done"])
        try workshop.migration("R__all_names", "SELECT 1;")
        #expect(workshop.migrate().codes == [.duplicateVersion])
    }

    @Test func callbacksOfFlywayAreNamedAndNotRun() throws {
        for name in ["001_users", "R__names"] { try workshop.removeMigration(name) }
        try workshop.migration("V1__users", "CREATE TABLE users (name TEXT);")
        try workshop.migration("beforeMigrate", "SELECT wrong;")
        try workshop.migration("sub/afterEachMigrate__notify", "SELECT wrong;")
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["1 done"] && outcome.codes == [.unsupported])
        #expect(
            outcome.allDiagnostics[0].message
                == "callbacks of flyway are not run: beforeMigrate.sql, sub/afterEachMigrate__notify.sql")
        #expect(workshop.status().exitStatus == .done)
        try workshop.migration("beforehand__x", "SELECT 1;")
        #expect(workshop.migrate().codes == [.strayFile])
    }

    @Test func aSnapshotAndAResetKnowThem() throws {
        workshop.migrate()
        #expect(ResetOperation(workshop.context()).run().exitStatus == .done)
        #expect(workshop.applied() == ["001", "R__names"])
        #expect(workshop.sql("SELECT count(*) FROM names") == ["0"])
    }
}
