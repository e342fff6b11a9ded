import Glibc
import SQLText
import Testing

@testable import MartletCore

@Suite struct MigrationFolderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func reader(ignore: Set<String> = [], placeholders: [String: String] = [:]) throws -> MigrationFolder {
        MigrationFolder(
            path: try folder.makeFolder("m"), root: folder.path, ignore: ignore,
            placeholders: Placeholders(values: placeholders))
    }

    private func codes(_ reader: MigrationFolder) -> [ErrorCode] {
        do throws(MartletError) {
            _ = try reader.migrations()
            return []
        } catch {
            return error.diagnostics.map(\.code)
        }
    }

    private func write(_ files: [String: String]) throws {
        for (name, text) in files { try folder.write(text, to: "m/" + name) }
    }

    // MARK: What is read

    @Test func migrationsComeInTheOrderOfTheirNumbers() throws {
        try write([
            "10_c.sql": "SELECT 1;", "009_b.sql": "SELECT 1;", "1_a.sql": "SELECT 1;", "00011_d.sql": "SELECT 1;",
        ])
        #expect(try reader().migrations().map(\.version.text) == ["1", "009", "10", "00011"])
    }

    @Test func aFolderOfManyFilesIsReadInOrderByAllThreads() throws {
        for number in 1...700 { try folder.write("SELECT \(number);", to: "m/\(number)_x.sql") }
        let found = try reader().migrations()
        #expect(found.map(\.version.text) == (1...700).map(String.init))
        #expect(Set(found.map(\.checksum)).count == 700)
    }

    @Test func notesHiddenAndIgnoredFilesAreLeftAlone() throws {
        try write([
            "001_a.sql": "SELECT 1;", "README": "x", "README.md": "x", ".hidden": "x", "tool.py": "x", "notes.md": "x",
        ])
        #expect(try reader(ignore: ["tool.py"]).migrations().map(\.version.text) == ["001"])
    }

    @Test func anEmptyFolderHasNoMigrations() throws {
        #expect(try reader().migrations().isEmpty)
    }

    @Test(arguments: ["\r\n", "\n"]) func lineEndsAndAMarkDoNotChangeTheChecksum(_ end: String) throws {
        let lines = ["-- a", "CREATE TABLE a (x);", "-- ROLLBACK:", "-- DROP TABLE a;", ""]
        try write(["001_a.sql": "\u{FEFF}" + lines.joined(separator: end), "002_a.sql": lines.joined(separator: "\n")])
        let found = try reader().migrations()
        #expect(found[0].checksum == found[1].checksum)
        #expect(found[0].script?.tokenChecksum == found[1].script?.tokenChecksum)
    }

    @Test(
        arguments: [
            ("CREATE TABLE a (x);", "-- more\nCREATE  TABLE a\n(x) ;", true),
            ("SELECT 1;\n-- x\nDROP TABLE a;", "SELECT 1;\n-- xDROP TABLE a;", false),
            ("SELECT 'a  b';", "SELECT 'a b';", false), ("SELECT 1;", "SELECT 1; SELECT 1;", false),
            ("SELECT 1;\n-- ROLLBACK:\n-- SELECT 2;", "SELECT 1;\n-- ROLLBACK:\n-- SELECT 3;", true),
        ])
    func theTokenChecksumSeesStatementsAlone(_ first: String, _ second: String, _ same: Bool) throws {
        try write(["001_a.sql": first, "002_a.sql": second])
        let found = try reader().migrations()
        #expect(found[0].checksum != found[1].checksum)
        #expect((found[0].script?.tokenChecksum == found[1].script?.tokenChecksum) == same)
    }

    @Test func aKnownTextIsReadNoFurther() throws {
        try write(["001_a.sql": "-- martlet: nonsense\nSELECT 1;"])
        #expect(codes(try reader()) == [.directive])
        let checksum = Checksum.text(SHA256Digest(of: "-- martlet: nonsense\nSELECT 1;"))
        let known: @Sendable (MigrationVersion, Int) -> String? = { $0.text == "001" && $1 == 0 ? checksum : nil }
        let found = try reader().content(try reader().names(), known: known).migrations
        #expect(found.map { $0.script == nil } == [true])
    }

    @Test func theThreeFormsOfAWayBackAreTheSame() throws {
        try write([
            "001_a.sql": "CREATE TABLE a (x);\n-- ROLLBACK:\n-- DROP TABLE a;\n",
            "002_a.sql": "-- martlet:up\nCREATE TABLE a (x);\n-- martlet:down\nDROP TABLE a;\n",
            "003_a.sql": "CREATE TABLE a (x);\n", "003_a.down.sql": "DROP TABLE a;\n",
            "004_a.sql": "CREATE TABLE a (x);\n",
            "005_a.sql": "CREATE TABLE a (x);\n-- ROLLBACK:\n-- \n",
        ])
        let found = try reader().migrations()
        #expect(
            found.map { $0.script?.downText } == ["DROP TABLE a;\n", "DROP TABLE a;\n", "DROP TABLE a;\n", nil, nil])
        #expect(found.map { $0.script?.down?.traits.statementCount } == [1, 1, 1, nil, nil])
        #expect(found.allSatisfy { $0.script?.up.traits.statementCount == 1 })
    }

    @Test func aWayBackInItsOwnFileHasItsOwnOptions() throws {
        try write([
            "001_a.sql": "CREATE TABLE a (x);", "001_a.down.sql": "-- martlet: transaction=none\nVACUUM;",
        ])
        let script = try #require(try reader().migrations().first?.script)
        #expect(script.options.transaction == .each)
        #expect(script.down?.options.transaction == ScriptOptions.Transaction.none)
    }

    @Test(
        arguments: [
            ("-- martlet: trasaction=none\nSELECT 1;", ErrorCode.directive), ("-- martlet:up\nSELECT 1;", .directive),
            ("BEGIN;", .transactionControl), ("VACUUM;", .notInTransaction),
        ])
    func mistakesInAWayBackAreFoundToo(_ text: String, _ code: ErrorCode) throws {
        try write(["001_a.sql": "SELECT 1;", "001_a.down.sql": text])
        #expect(codes(try reader()) == [code])
    }

    @Test func placeholdersAreFilledAndTheChecksumIsThatOfTheFile() throws {
        try write(["001_a.sql": "CREATE TABLE ${name} (x);"])
        let plain = try #require(try reader().migrations().first)
        let filled = try #require(try reader(placeholders: ["name": "users"]).migrations().first)
        #expect(filled.script?.up.text?.string == "CREATE TABLE users (x);")
        #expect(filled.checksum == plain.checksum)
    }

    // MARK: What is refused

    static let refusals: [(files: [String], codes: [ErrorCode])] = [
        (["notes.txt"], [.strayFile]), (["initial.sql"], [.strayFile]), (["001_a.SQL"], [.strayFile]),
        (["001_a.sql", "001_b.sql"], [.duplicateVersion]), (["1_a.sql", "001_b.sql", "01_c.sql"], [.duplicateVersion]),
        (["001_a.sql", "001_a.down.sql", "001_b.down.sql"], [.duplicateVersion]),
        (["001_a.sql", "002_a.down.sql"], [.strayFile]), (["1_a.sql", "001_a.down.sql"], [.strayFile]),
        (["x", "y", "001_a.sql", "1_a.sql", "3_a.down.sql"], [.strayFile, .strayFile, .duplicateVersion, .strayFile]),
    ]

    @Test(arguments: refusals.indices) func namesThatMeanNothingOrTooMuchAreRefused(_ index: Int) throws {
        for name in Self.refusals[index].files { try folder.write("SELECT 1;", to: "m/" + name) }
        #expect(codes(try reader()) == Self.refusals[index].codes)
    }

    @Test func duplicatesAreBothNamed() throws {
        try write(["1_a.sql": "SELECT 1;", "001_b.sql": "SELECT 1;"])
        let found = try diagnostic { () throws(MartletError) in
            try MigrationFolder(path: folder.path.appending("m"), root: folder.path).migrations()
        }
        #expect(found.location?.file == "m/001_b.sql")
        #expect(found.notes == ["the same version: m/1_a.sql", "nothing was changed"])
    }

    @Test(
        arguments: [
            ("notes.txt", "its name does not end in .sql"), ("001_a.SQL", "its name does not end in .sql"),
            ("001_a.sql~", "its name does not end in .sql"), ("users.sql", "its name does not begin with a version"),
            ("V1__a.sql", "its name does not begin with a version"),
            ("001-a.sql", "no underscore stands between its version and its description"),
            ("001_a.up.sql", "the way forward has no .up in its name"),
            ("001_a.b.sql", "there is a dot in its description"),
            ("sub/001_a.sql", "it is a folder, and folders in this one are not read"),
        ])
    func whatIsWrongWithANameIsTold(_ name: String, _ reason: String) throws {
        // Alone it might be another tool's.
        try folder.write("SELECT 1;", to: "m/000_first.sql")
        try folder.write("SELECT 1;", to: "m/" + name)
        let found = try diagnostic { () throws(MartletError) in
            try MigrationFolder(path: folder.path.appending("m"), root: folder.path).migrations()
        }
        let shown = name.split(separator: "/")[0]
        #expect(found.code == .strayFile && found.message == "`\(shown)` is no migration: \(reason)")
    }

    @Test func contentThatIsNoTextIsRefusedAndEveryProblemIsTold() throws {
        try folder.write(Array("SELECT '".utf8) + [0xE9] + Array("';".utf8), to: "m/001_latin1.sql")
        try folder.write([0xFF, 0xFE, 0x53, 0x00], to: "m/002_utf16.sql")
        try folder.write(Array("SELECT 1;\u{0}".utf8), to: "m/003_nul.sql")
        try write(["004_empty.sql": "", "005_typo.sql": "-- martlet:donw\nSELECT 1;", "006_fine.sql": "SELECT 1;"])
        #expect(codes(try reader()) == [.notUTF8, .notUTF8, .notUTF8, .emptyMigration, .directive])
    }

    @Test func twoWaysBackAreRefused() throws {
        try write(["001_a.sql": "SELECT 1;\n-- ROLLBACK:\n-- SELECT 2;", "001_a.down.sql": "SELECT 2;"])
        #expect(codes(try reader()) == [.directive])
    }

    @Test func onlyRegularFilesAreRead() throws {
        try write(["001_a.sql": "SELECT 1;"])
        try folder.makeFolder("m/002_folder.sql")
        try #require(mkfifo(folder.path.appending("m/003_pipe.sql").string, 0o600) == 0)
        try folder.link("m/004_loop.sql", to: "004_loop.sql")
        try folder.link("m/005_gone.sql", to: "nowhere.sql")
        #expect(codes(try reader()) == [.fileUnreadable, .fileUnreadable, .fileUnreadable, .fileUnreadable])
    }

    @Test func aLinkIsFollowedInsideTheFolderOnly() throws {
        try folder.write("SELECT 1;", to: "m/..data/a")
        try folder.link("m/001_inside.sql", to: "..data/a")
        #expect(try reader().migrations().map(\.version.text) == ["001"])
        try folder.write("SELECT 1;", to: "outside.sql")
        try folder.link("m/002_outside.sql", to: "../outside.sql")
        #expect(codes(try reader()) == [.fileUnreadable])
    }

    @Test func aMissingFolderIsUnreadable() throws {
        let reader = MigrationFolder(path: folder.path.appending("none"), root: folder.path)
        #expect(codes(reader) == [.fileUnreadable])
    }

    @Test func namesWithControlCharactersAreShownEscaped() throws {
        try folder.write("x", to: "m/bad\u{1B}[2J\n.sql")
        let found = try diagnostic { () throws(MartletError) in
            try MigrationFolder(path: folder.path.appending("m"), root: folder.path).migrations()
        }
        #expect(!found.message.utf8.contains { $0 < 0x20 })
        #expect(!(found.location?.file ?? "").utf8.contains { $0 < 0x20 })
    }
}

@Suite struct SeedFolderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(ignore: Set<String> = []) throws(MartletError) -> [Seed] {
        try SeedFolder(path: folder.path.appending("s"), root: folder.path, ignore: ignore).seeds()
    }

    @Test func seedsComeInTheOrderOfTheirNumbersWithTheirNames() throws {
        for name in ["10_c.sql", "2_b.sql", "001_a_seeder.sql", "README.md"] {
            try folder.write("SELECT 1;", to: "s/" + name)
        }
        try folder.write("-- Users for everybody\n-- martlet: environment=dev\nSELECT 1;", to: "s/3_users.sql")
        let seeds = try read()
        #expect(seeds.map(\.name) == ["001_a_seeder", "2_b", "3_users", "10_c"])
        #expect(seeds.map(\.description) == ["a seeder", "b", "Users for everybody", "c"])
        #expect(seeds.map { $0.belongs(to: "dev") } == [true, true, true, true])
        #expect(seeds.map { $0.belongs(to: nil) } == [true, true, false, true])
        #expect(seeds.map { $0.belongs(to: "production") } == [true, true, false, true])
    }

    @Test(
        arguments: [
            ("users.sql", "SELECT 1;", ErrorCode.strayFile), ("001_a.down.sql", "SELECT 1;", .strayFile),
            ("001_a.sql", "-- nothing", .emptyMigration), ("001_a.sql", "BEGIN;", .transactionControl),
            ("001_a.sql", "-- martlet: transaction=none\nSELECT 1;", .directive),
            ("001_a.sql", "VACUUM;", .notInTransaction),
            ("001_a.sql", "-- martlet: nothing=1\nSELECT 1;", .directive),
        ])
    func whatIsNoSeedIsRefused(_ name: String, _ text: String, _ code: ErrorCode) throws {
        try folder.write(text, to: "s/" + name)
        #expect(try diagnostic { () throws(MartletError) in try read() }.code == code)
    }

    @Test func allProblemsAreToldAtOnce() throws {
        try folder.write("SELECT 1;", to: "s/stray.txt")
        try folder.write("", to: "s/001_empty.sql")
        try folder.write([0xFF], to: "s/002_bytes.sql")
        do throws(MartletError) {
            _ = try read()
            Issue.record("nothing was thrown")
        } catch {
            #expect(error.diagnostics.map(\.code) == [.strayFile, .emptyMigration, .notUTF8])
        }
    }
}
