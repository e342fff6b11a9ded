import Testing

@testable import MartletCore

@Suite struct MigrationVersionTests {
    /// Each list is in order, and no two of its members are the same.
    static let orders: [[String]] = [
        ["1", "2", "10"],
        ["009", "10", "0011"],
        ["20260101000000", "20261231235959", "123456789012345678901", "123456789012345678902"],
        ["9", "00000000000000000000000000000010", "100000000000000000000000000000000000000"],
        ["0", "1"],
        ["99999999999999999999", "100000000000000000000"],
        // Text comes after every number, by its bytes.
        ["7", "99999999999999999999", "1a", "25698f3f906f", "B", "a", "é"],
        // Swift takes these for the same text; file systems and databases do not.
        ["e\u{301}", "\u{e9}"],
    ]

    @Test(arguments: orders) func orderFollowsNumbersAndThenBytes(_ texts: [String]) {
        let versions = texts.map(MigrationVersion.init)
        #expect(versions.reversed().sorted() == versions)
        #expect(versions.shuffled().sorted() == versions)
        for (left, right) in zip(versions, versions.dropFirst()) {
            #expect(left < right)
            #expect(!(right < left))
            #expect(left != right)
            #expect(!left.hasPlace(of: right))
        }
    }

    @Test(arguments: [("1", "001"), ("0", "000"), ("00000000000000000000123", "123"), ("01", "0001")])
    func zerosInFrontMeanTheSamePlaceButAnotherVersion(_ left: String, _ right: String) {
        let (left, right) = (MigrationVersion(left), MigrationVersion(right))
        #expect(left.place == right.place)
        #expect(left.hasPlace(of: right))
        #expect(left != right)
        #expect((left < right) != (right < left))
    }

    @Test(arguments: [("1", true), ("0012", true), ("", false), ("1a", false), ("٣", false), ("1.2", false)])
    func onlyDigitsAreNumeric(_ text: String, _ isNumeric: Bool) {
        #expect(MigrationVersion(text).isNumeric == isNumeric)
    }

    @Test func textThatLooksAlikeIsNoSamePlace() {
        #expect(!MigrationVersion("01a").hasPlace(of: MigrationVersion("1a")))
        #expect(MigrationVersion("1a").place == "1a")
    }

    @Test(
        arguments: [
            ("001", "002"), ("009", "010"), ("099", "100"), ("999", "1000"), ("9", "10"), ("0", "1"),
            ("20261231235959", "20261231235960"), ("99999999999999999999", "100000000000000000000"),
        ])
    func successorIsTheNextNumberInAsManyDigits(_ version: String, _ next: String) {
        #expect(MigrationVersion(version).successor == MigrationVersion(next))
        #expect(MigrationVersion(version) < MigrationVersion(version).successor)
    }
}

@Suite struct MigrationFileNameTests {
    @Test(
        arguments: [
            ("001_initial_schema.sql", "001", "initial schema", false),
            ("20261121093000_add_email.sql", "20261121093000", "add email", false),
            ("1.sql", "1", "", false),
            ("007_.sql", "007", "", false),
            ("002_add_indexes.down.sql", "002", "add indexes", true),
            ("3.down.sql", "3", "", true),
            ("123456789012345678901234_x.sql", "123456789012345678901234", "x", false),
            ("004_größe-und mehr.sql", "004", "größe-und mehr", false),
            ("005_down.sql", "005", "down", false),
            ("006_\u{600}.sql", "006", "\u{600}", false),
        ])
    func nameGivesVersionTitleAndDirection(_ name: String, _ version: String, _ title: String, _ isDown: Bool) throws {
        let parts = try #require(MigrationFileName(name))
        #expect(parts.version.text == version)
        #expect(parts.title == title)
        #expect(parts.isDown == isDown)
    }

    @Test(
        arguments: [
            "initial.sql", "001-initial.sql", "001_initial.SQL", "001_initial.txt", "001_a.b.sql", "001_a.up.sql",
            "v1_initial.sql", "001initial.sql", "_001.sql", ".sql", "001", "٠٠١_arabic.sql", "001_x.sql~", "",
            "001_a.down.down.sql",
        ])
    func everythingElseIsNoMigration(_ name: String) {
        #expect(MigrationFileName(name) == nil)
    }

    @Test func aNameThatEndsAsItShouldIsToldWhatElseIsWrong() {
        // U+0600 makes one character with the dot behind it.
        let entry = DirectoryEntry(name: "x\u{600}.sql", kind: .file)
        #expect(MigrationFileName.objection(to: entry) == "its name does not begin with a version")
        #expect(MigrationFileName.isBeside(".\u{301}hidden"))
    }

    @Test(arguments: [("README", true), ("README.txt", true), ("notes.md", true), (".gitkeep", true), ("a.sql", false)])
    func notesAndHiddenFilesAreBeside(_ name: String, _ isBeside: Bool) {
        #expect(MigrationFileName.isBeside(name) == isBeside)
    }
}
