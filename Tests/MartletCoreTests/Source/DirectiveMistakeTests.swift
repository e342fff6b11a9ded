import SQLText
import Testing

@testable import MartletCore

@Suite struct DirectiveMistakeTests {
    private func read(_ text: String, isWayBack: Bool = false) throws(MartletError) -> ScriptFile {
        try ScriptFile(SourceText(text, name: "001_x.sql"), isWayBack: isWayBack)
    }

    static let mistakes: [(text: String, message: String, line: Int, help: String)] = [
        (
            "CREATE TABLE a (x);\n\n-- ROLBACK:\n-- DROP TABLE a;\n", "there is no directive `ROLBACK:`", 3,
            "did you mean `-- ROLLBACK:`?"
        ),
        ("CREATE TABLE a (x)\n-- ROLBACK\n", "there is no directive `ROLBACK`", 2, "did you mean `-- ROLLBACK:`?"),
        ("-- Depend: 001\nSELECT 1;", "there is no directive `Depend:`", 1, "did you mean `-- Depends: 001`?"),
        (
            "-- Environment: dev\nSELECT 1;", "there is no directive `Environment:`", 1,
            "did you mean `-- martlet: environment=dev`?"
        ),
        (
            "-- Enviroment: dev, test\nSELECT 1;", "there is no directive `Enviroment:`", 1,
            "did you mean `-- martlet: environment=dev,test`?"
        ),
        (
            "-- martlet environment=dev\nSELECT 1;", "there is no directive `martlet environment=dev`", 1,
            "did you mean `-- martlet: environment=dev`?"
        ),
        (
            "-- Transaction: none\nSELECT 1;", "there is no directive `Transaction:`", 1,
            "did you mean `-- martlet: transaction=none`?"
        ),
        (
            "-- Foreign Keys: on\nSELECT 1;", "there is no directive `Foreign Keys:`", 1,
            "did you mean `-- martlet: foreign_keys=on`?"
        ),
        (
            "CREATE TABLE a (x);\n-- DOWN\nDROP TABLE a;", "there is no directive `DOWN`", 2,
            "did you mean `-- martlet:down`?"
        ),
    ]

    @Test(arguments: mistakes.indices) func aMisspeltDirectiveIsAnErrorWithASuggestion(_ index: Int) throws {
        let (text, message, line, help) = Self.mistakes[index]
        let found = try diagnostic { () throws(MartletError) in try read(text) }
        #expect(found.code == .directive && found.message == message && found.help == help)
        #expect(found.location?.position?.line == line)
    }

    @Test(
        arguments: [
            "CREATE TABLE votes (\n  -- up\n  up INTEGER,\n  -- down\n  down INTEGER\n);",
            "CREATE TABLE a (\n  -- Environment: dev\n  -- Depend: 001\n  x\n);",
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  SELECT 1;\n  -- Down\n  SELECT 2;\nEND;",
            "-- Environment: any machine with 4 GB\n-- Transaction: the usual\n-- Empty:\nSELECT 1;",
            "-- Environment:\n-- Irreversible: yes\nSELECT 1;", "SELECT '\n-- +goose Down\n-- ROLBACK:\n';",
            "-- === UP ===\n-- martlet:up\nSELECT 1;\n-- === DOWN ===\n-- martlet:down\nSELECT 2;",
            "-- Up\nSELECT 1;\n-- Roll back\n-- ROLLBACK:\n-- SELECT 2;\n-- down",
        ])
    func whatIsNoWonderWhereItStandsIsAComment(_ text: String) throws {
        _ = try read(text)
    }

    @Test func aFileThatLeadsBackMaySaySoInAHeading() throws {
        #expect(try read("-- Down\nDROP TABLE a;", isWayBack: true).down == nil)
        let found = try diagnostic { () throws(MartletError) in
            try read("-- +goose Down\nDROP TABLE a;", isWayBack: true)
        }
        #expect(found.message == "a mark of goose, which Martlet does not read")
    }

    @Test func marksOfAnotherToolAreOneErrorThatSaysWhatToWrite() throws {
        do throws(MartletError) {
            _ = try read("-- +goose Up\nCREATE TABLE b (x);\n-- +goose Down\nDROP TABLE b;\n")
            Issue.record("nothing was thrown")
        } catch {
            #expect(error.diagnostics.count == 1)
            let found = try #require(error.diagnostics.first)
            #expect(found.code == .directive && found.location?.position?.line == 1)
            #expect(found.message == "a mark of goose, which Martlet does not read")
            #expect(
                found.help == "write `-- martlet:up` above the way forward and `-- martlet:down` above the way back,"
                    + " and take the other marks out")
        }
    }

    @Test func aMarkAmidTheSectionsOfALargeFileIsSeen() throws {
        let folder = try TemporaryFolder()
        let filler = String(repeating: "-- filler\nINSERT INTO a VALUES (1);\n", count: 4_000)
        try folder.write("-- martlet:up\n" + filler + "-- +goose Down\nDROP TABLE a;", to: "m/001_a.sql")
        let reader = MigrationFolder(path: folder.path.appending("m"), root: folder.path, largeFile: 1_000)
        let found = try diagnostic { () throws(MartletError) in try reader.migrations() }
        #expect(found.code == .directive && found.message == "a mark of goose, which Martlet does not read")
    }
}
