import SQLText
import Testing

@testable import MartletCore

/// What each tool makes of the names in a folder.
@Suite struct LayoutNamesTests {
    /// A folder of one tool, the versions it finds in their order, and the files it does not know what to do with.
    struct Case: Sendable, CustomTestStringConvertible {
        let layout: LayoutName
        let files: [String]
        let versions: [String]
        var titles: [String]?
        var strays: [String] = []
        var testDescription: String { "\(layout.rawValue): \(files.joined(separator: " "))" }
    }

    private static let cases = [
        Case(
            layout: .golangMigrate, files: ["10_b.up.sql", "9_a.up.sql", "9_a.down.sql", "x.sql", "notes.txt"],
            versions: ["9", "10"], titles: ["a", "b"], strays: ["x.sql"]),
        Case(layout: .golangMigrate, files: ["000001_init.up.sql"], versions: ["000001"], titles: ["init"]),
        Case(
            layout: .sqlx, files: ["20240101_a_b.sql", "20240102_c.up.sql", "20240102_c.down.sql", "a_b.sql"],
            versions: ["20240101", "20240102"], titles: ["a b", "c"], strays: ["a_b.sql"]),
        Case(
            layout: .pop,
            files: [
                "1_a.up.sql", "2_b.postgres.up.sql", "2_b.sqlite3.up.sql", "3_c.autocommit.up.sql", "4_d.x.up.sql",
            ], versions: ["1", "2", "3"], titles: ["a", "b", "c"], strays: ["4_d.x.up.sql"]),
        Case(
            layout: .pairs,
            files: ["V0002.B.up.sql", "V0001.A.up.sql", "V0001.A.down.sql", "0000_a.up.sql", "0000_b_up.sql"],
            versions: ["0000_a", "0000_b", "V0001.A", "V0002.B"]),
        Case(
            layout: .dbmate, files: ["10_b.sql", "9_a.sql", "1.sql", "x.sql"], versions: ["1", "10", "9"],
            titles: ["", "b", "a"], strays: ["x.sql"]),
        Case(
            layout: .goose, files: ["00010_b.sql", "9_a.sql", "1.sql", "tool.go"], versions: ["9", "00010"],
            strays: ["1.sql"]),
        Case(
            layout: .flyway,
            files: [
                "V1__a.sql", "V1_10__c.sql", "V1_9__b.sql", "V2_7_0__d.sql", "V2_7_0_1__e.sql", "sub/V001.5__f.SQL",
                "V3.sql", "U1__a.sql",
            ], versions: ["1", "001.5", "1.9", "1.10", "2.7.0", "2.7.0.1"],
            titles: ["a", "f", "b", "c", "d", "e"], strays: ["V3.sql"]),
        Case(
            layout: .refinery, files: ["V2__b.sql", "U10__c.sql", "V1__a.sql", "below/V3__d.sql", "V1.5__x.sql"],
            versions: ["1", "2", "3", "10"], strays: ["V1.5__x.sql"]),
        Case(
            layout: .diesel,
            files: [
                "2019-03-22-170700_b/up.sql", "2019-03-22-170700_b/down.sql", "00000000000000_diesel_initial/up.sql",
                "2026-03-08-202630-0000_c/up.sql", "2026-03-08-202630-0000_c/metadata.toml", "notes.sql",
            ], versions: ["00000000000000", "20190322170700", "202603082026300000"],
            titles: ["diesel initial", "b", "c"]),
        Case(
            layout: .prisma,
            files: ["20240101_b/migration.sql", "01_init/migration.sql", "migration_lock.toml", "01_init/README.md"],
            versions: ["01_init", "20240101_b"], titles: ["init", "b"]),
        Case(
            layout: .atlas, files: ["2_b.sql", "10_a.sql", "atlas.sum"], versions: ["10", "2"], titles: ["a", "b"]),
        Case(
            layout: .plain, files: ["00010-ten.sql", "0009-nine.sql", "2 two.sql", "1.sql", "x.sql"],
            versions: ["1", "2", "0009", "00010"], titles: ["", "two", "nine", "ten"], strays: ["x.sql"]),
        Case(
            layout: .nested,
            files: ["1.10/001_c.sql", "1.9/002_b.sql", "1.9/001##a.sql", "1.9/x.sql", "notes.sql", "later/001_x.sql"],
            versions: ["1.9.001", "1.9.002", "1.10.001"], titles: ["a", "b", "c"],
            strays: ["1.9/x.sql", "later/001_x.sql"]),
    ]

    @Test(arguments: cases) func aToolFindsItsMigrationsInItsOwnOrder(_ example: Case) throws {
        let layout = try #require(example.layout.layout)
        let found = LayoutFolder(layout, example.files.map { LayoutFile(path: $0) }, .postgres)
        #expect(found.migrations.map(\.version) == example.versions)
        if let titles = example.titles { #expect(found.migrations.map(\.title) == titles) }
        #expect(found.strays.map(\.path).sorted() == example.strays.sorted())
    }

    @Test(arguments: [
        (LayoutName.golangMigrate, ["1_a.up.sql", "001_b.up.sql"]), (.flyway, ["V1__a.sql", "V1.0__b.sql"]),
        (.goose, ["1_a.sql", "00001_b.sql"]), (.diesel, ["2019-01-01_a/up.sql", "20190101_b/up.sql"]),
        (.sqlx, ["1_a.sql", "1_a.up.sql"]), (.dbmate, ["1-a.sql", "1_b.sql"]),
    ])
    func whatTheToolWouldRefuseIsADuplicate(_ name: LayoutName, _ files: [String]) throws {
        let layout = try #require(name.layout)
        let found = LayoutFolder(layout, files.map { LayoutFile(path: $0) }, .postgres)
        #expect(found.duplicates.map { $0.map(\.up).sorted() } == [files.sorted()])
    }

    @Test(arguments: [
        (LayoutName.dbmate, ["1_a.sql", "01_b.sql"]), (.pairs, ["0000_a.up.sql", "0000_b.up.sql"]),
        (.prisma, ["1_a/migration.sql", "01_a/migration.sql"]),
    ])
    func whatIsTextToTheToolIsNoDuplicate(_ name: LayoutName, _ files: [String]) throws {
        let layout = try #require(name.layout)
        #expect(LayoutFolder(layout, files.map { LayoutFile(path: $0) }, .postgres).duplicates.isEmpty)
    }

    @Test func aWayBackIsFoundByTheVersionOfItsMigration() throws {
        let files = ["0001_a.up.sql", "0001_a.down.sql", "0002_b.up.sql", "0003_c.down.sql"].map {
            LayoutFile(path: $0)
        }
        let found = LayoutFolder(GolangMigrateLayout(), files, .postgres)
        #expect(found.migrations.map(\.down) == ["0001_a.down.sql", nil])
        #expect(found.orphans.map(\.path) == ["0003_c.down.sql"])
    }

    @Test(arguments: [
        (LayoutName.golangMigrate, "1_a.up.sql", "001_a.down.sql"), (.flyway, "V1__a.sql", "U1.0__a.sql"),
        (.prisma, "1_a/migration.sql", "1_a/down.sql"), (.pop, "1_a.up.sql", "1_b.down.sql"),
    ])
    func aWayBackHasTheVersionHoweverItIsWritten(_ name: LayoutName, _ up: String, _ down: String) throws {
        let layout = try #require(name.layout)
        let found = LayoutFolder(layout, [up, down].map { LayoutFile(path: $0) }, .postgres)
        #expect(found.migrations.map(\.down) == [down])
        #expect(found.orphans.isEmpty && found.rivals.isEmpty)
    }

    @Test func twoWaysBackFromOneMigrationAreRivals() {
        let files = ["1_a.up.sql", "01_a.down.sql", "1_b.down.sql", "2_c.up.sql", "2_c.down.sql"].map {
            LayoutFile(path: $0)
        }
        let found = LayoutFolder(GolangMigrateLayout(), files, .postgres)
        #expect(found.rivals.map(\.version) == ["1"])
        #expect(found.rivals.map(\.files) == [["01_a.down.sql", "1_b.down.sql"]])
    }

    @Test(arguments: [
        (LayoutName.flyway, ["V1__a.sql", "U1__a.sql", "V1__a.sql.conf"], ["V1__a.sql.conf", nil]),
        (.flyway, ["V1__a.sql", "U1__a.sql", "U1__a.sql.conf"], [nil, "U1__a.sql.conf"]),
        (.diesel, ["1_a/up.sql", "1_a/down.sql", "1_a/metadata.toml"], ["1_a/metadata.toml", "1_a/metadata.toml"]),
    ])
    func settingsAreOfTheWayTheyStandBeside(_ name: LayoutName, _ files: [String], _ settings: [String?]) throws {
        let layout = try #require(name.layout)
        let found = LayoutFolder(layout, files.map { LayoutFile(path: $0) }, .postgres)
        #expect(found.migrations.flatMap { [$0.settings, $0.downSettings] } == settings)
    }

    @Test func gooseHasNoNumberNought() {
        let found = LayoutFolder(GooseLayout(), ["00000_a.sql", "00001_b.sql"].map { LayoutFile(path: $0) }, .postgres)
        #expect(found.strays.map(\.path) == ["00000_a.sql"])
    }

    @Test(arguments: [(Dialect.postgres, "2_b.postgres.up.sql"), (.sqlite, "2_b.sqlite3.up.sql")])
    func ofFilesForSeveralEnginesOneIsTaken(_ dialect: Dialect, _ expected: String) {
        let files = ["2_b.postgres.up.sql", "2_b.sqlite3.up.sql", "2_b.mysql.up.sql"].map { LayoutFile(path: $0) }
        #expect(LayoutFolder(PopLayout(), files, dialect).migrations.map(\.up) == [expected])
    }
}
