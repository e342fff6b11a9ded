import SQLText
import TestSupport
import Testing

@testable import MartletCore

/// Folders of other tools, worked on in place.
@Suite struct OtherLayoutTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private func write(_ files: [String: String]) throws {
        for (name, text) in files { try workshop.folder.write(text, to: "migrations/app/" + name) }
    }

    @Test func aFolderOfGooseIsMigratedShownAndRolledBack() throws {
        try write([
            "00009_a.sql": "-- +goose Up\nCREATE TABLE a (x);\n-- +goose Down\nDROP TABLE a;\n",
            "10_b.sql": "-- +goose Up\nCREATE TABLE b (x);\n-- +goose Down\nDROP TABLE b;\n",
        ])
        #expect(workshop.migrate().endings == ["00009 done", "10 done"])
        #expect(workshop.states() == ["00009": .applied, "10": .applied])
        #expect(workshop.rollback(.steps(1)).endings == ["10 done"])
        #expect(workshop.tables() == ["a"])
        #expect(workshop.states() == ["00009": .applied, "10": .pending])
    }

    @Test func filesInFoldersOfTheirOwnAreReadWithWhatIsBesideThem() throws {
        try write([
            "2019-01-01-000000_a/up.sql": "CREATE TABLE a (x);", "2019-01-01-000000_a/down.sql": "DROP TABLE a;",
            "2019-01-02-000000_b/up.sql": "VACUUM;", "2019-01-02-000000_b/down.sql": "",
            "2019-01-02-000000_b/metadata.toml": "run_in_transaction = false\n",
        ])
        #expect(workshop.migrate().endings == ["20190101000000 done", "20190102000000 done"])
        // A file without a statement leads back all the same.
        #expect(workshop.rollback(.steps(2)).endings == ["20190102000000 done", "20190101000000 done"])
        #expect(workshop.tables().isEmpty)
    }

    /// `10_c` comes before `9_b` where names are text.
    @Test func whatComesLateIsJudgedByTheOrderOfTheTool() throws {
        workshop.configure { $0.layout = .dbmate }
        func script(_ table: String) -> String { "-- migrate:up\nCREATE TABLE \(table) (x);\n" }
        try write(["1_a.sql": script("a"), "9_b.sql": script("b")])
        #expect(workshop.migrate().endings == ["1 done", "9 done"])
        try write(["10_c.sql": script("c")])
        #expect(workshop.states()["10"] == .outOfOrder)
        #expect(workshop.migrate().codes == [.outOfOrder])
        let outcome = MigrateOperation(
            workshop.context(), MigrationSelection(to: MigrationVersion("10"), allowsOutOfOrder: true)
        ).run()
        #expect(outcome.endings == ["10 done"])
    }

    @Test func aSectionThatOnlyHasItsMarkLeadsNowhere() throws {
        try write(["1_a.sql": "-- +goose Up\nCREATE TABLE a (x);\n-- +goose Down\n-- nothing yet\n"])
        workshop.migrate()
        #expect(workshop.rollback(.steps(1)).codes == [.irreversible])
    }

    @Test func aTextThatStandsForItselfIsReplacedWhateverBlanksItHas() throws {
        workshop.configure { $0.placeholders = ["{{ .Table }}": "t", ":NAME": "n"] }
        try write(["001_a.up.sql": "CREATE TABLE {{.Table}}(:NAME text, \"x:NAMES\" text);"])
        #expect(workshop.migrate().endings == ["001 done"])
        #expect(workshop.sql("SELECT name FROM pragma_table_info('t')") == ["n", "x:NAMES"])
    }

    @Test func aPlaceholderOfFlywayWithoutAValueIsMissed() throws {
        try write(["V1__a.sql": "CREATE TABLE a (x DEFAULT '${kind}');"])
        #expect(workshop.migrate().codes == [.config])
        #expect(workshop.tables().isEmpty)
    }

    @Test func anEmptyFileIsAMigrationThatDoesNothing() throws {
        try write(["V1__a.sql": "", "V2__b.sql": "-- later\n", "V3__c.sql": ";\n"])
        #expect(workshop.migrate().endings == ["1 done", "2 done", "3 done"])
    }

    @Test func aFileTheToolWouldNotKnowStandsInTheWay() throws {
        try write(["V1__a.sql": "SELECT 1;", "V2_a.sql": "SELECT 1;"])
        #expect(workshop.migrate().codes == [.strayFile])
    }

    @Test func variablesStandBetweenTheirMarksAlone() throws {
        workshop.configure { $0.placeholders = ["PREFIX": "shop"] }
        try write([
            "1_a.sql": """
            -- +goose Up
            -- +goose ENVSUB ON
            CREATE TABLE ${PREFIX:-app}_a (x DEFAULT '$PREFIX');
            -- +goose ENVSUB OFF
            CREATE TABLE b (x DEFAULT '$PREFIX');
            -- +goose Down
            -- +goose ENVSUB ON
            DROP TABLE ${PREFIX}_a;
            DROP TABLE b;
            """
        ])
        #expect(workshop.migrate().endings == ["1 done"])
        #expect(workshop.tables() == ["b", "shop_a"])
        #expect(workshop.sql("SELECT dflt_value FROM pragma_table_info('b')") == ["'$PREFIX'"])
        #expect(workshop.rollback(.steps(1)).endings == ["1 done"])
        #expect(workshop.tables().isEmpty)
    }

    @Test(arguments: [
        (["1_a.sql": "SELECT 2;\n"], "atlas.sum has another 1_a.sql"),
        (["3_c.sql": "SELECT 3;\n"], "atlas.sum does not know 3_c.sql"),
    ])
    func aFileThatAtlasDoesNotKnowAsItIsStandsInTheWay(_ files: [String: String], _ message: String) throws {
        let sum = """
            h1:aVRr1/IdxaoJ8PXmV9AeA6xwEINb7/0yvF4JAm+rh0Y=
            1_a.sql h1:3XOtbox7wxo7xhIKTsupuuPIO2iEJ2pbGqVUR9/fRlg=
            2_b.sql h1:njzYpkZatR68Rm8t5DDuLplG2zfLh8s+s+/okRm9O/g=

            """
        try write([
            "1_a.sql": "CREATE TABLE a (id INT);\n", "2_b.sql": "CREATE TABLE b (id INT);\n", "atlas.sum": sum,
        ])
        #expect(workshop.status().codes == [])
        try write(files)
        #expect(workshop.migrate().firstError?.message == message)
        #expect(workshop.tables().isEmpty)
    }

    @Test func theFileOfAWayBackThatIsGoneMayHaveEndedTransactions() throws {
        try write([
            "1_a.up.sql": "CREATE TABLE a (x);",
            "1_a.down.sql": "BEGIN;\nDROP TABLE a;\nCOMMIT;\nBEGIN;\nSELECT 1;\nCOMMIT;\n", "2_b.up.sql": "SELECT 1;",
        ])
        #expect(workshop.migrate(to: "1").endings == ["1 done"])
        try FileSystem.remove(workshop.folder.path.appending("migrations/app/1_a.down.sql"))
        #expect(workshop.rollback(.steps(1)).endings == ["1 done"])
        #expect(workshop.tables().isEmpty)
    }

    @Test(arguments: [
        ("1_a.sql", "-- +goose Up\nSELECT 1;", "migrations/app/1_a.sql under `-- +goose Down`"),
        ("1_a.up.sql", "SELECT 1;", "migrations/app/1_a.down.sql"),
        ("V1__a.sql", "SELECT 1;", "a file U…__.sql beside migrations/app/V1__a.sql"),
        ("1_a/migration.sql", "SELECT 1;", "prisma knows of none"),
    ])
    func whereAWayBackBelongsDependsOnTheTool(_ name: String, _ sql: String, _ place: String) throws {
        try write([name: sql])
        workshop.migrate()
        let error = workshop.rollback(.steps(1)).firstError
        #expect(error?.code == .irreversible)
        #expect(error?.help?.contains(place) == true, "\(error?.help ?? "")")
    }

    @Test func severalFoldersAreReadAsOne() throws {
        workshop.configure { $0.locations = ["common", "own/sqlite"] }
        try write([
            "common/V1__a.sql": "CREATE TABLE a (x);", "own/sqlite/V2__b.sql": "CREATE TABLE b (y);",
            "common/deep/V3__c.sql": "CREATE TABLE c (z);", "own/postgres/V2__b.sql": "SELECT nonsense;",
        ])
        #expect(workshop.migrate().endings == ["1 done", "2 done", "3 done"])
        #expect(workshop.states().values.allSatisfy { $0 == .applied })
    }

    @Test func namesAreOrderedWithoutTheirFolders() throws {
        workshop.configure { $0.locations = ["b", "a"] }
        func script(_ table: String) -> String { "-- migrate:up\nCREATE TABLE \(table) (x);\n-- migrate:down\n" }
        try write([
            "b/1_b.sql": script("b"), "a/2_a.sql": script("a"), "b/3_c.sql": script("c"), "4_d.sql": script("d"),
        ])
        #expect(workshop.migrate().endings == ["1 done", "2 done", "3 done"])
    }

    @Test func locationsOfOwnFilesAreRefused() throws {
        workshop.configure { $0.locations = ["common"] }
        try write(["common/001_a.sql": "SELECT 1;"])
        #expect(workshop.migrate().codes == [.config])
    }

    @Test func whatSqlxRunsWithoutATransactionNeedsNoOtherLayout() throws {
        try write(["0001_a.sql": "CREATE TABLE a (x);", "0002_b.sql": "-- no-transaction\nVACUUM;\n"])
        #expect(workshop.migrate().endings == ["0001 done", "0002 done"])
    }

    @Test(arguments: ["shouldExecute=false", "placeholderReplacement=false", "encoding=ISO-8859-1", "group=true"])
    func aSettingOfFlywayThatIsNotFollowedIsRefused(_ line: String) throws {
        try write(["V1__a.sql": "CREATE TABLE a (x);", "V1__a.sql.conf": "# why\nexecuteInTransaction=true\n\(line)\n"])
        #expect(workshop.migrate().codes == [.directive])
        #expect(workshop.tables().isEmpty)
    }
}
