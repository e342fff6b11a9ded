import Martlet
import TestSupport
import Testing

/// The plugin `EmbedMigrations`: the folders `Migrations` and `Seeds` beside this file are a part of these tests.
@Suite struct EmbeddingTests {
    private static let folder = MartletBinary.packageRoot + "/Tests/MartletTests/"

    @Test(arguments: [EmbeddedSQL.migrations, EmbeddedSQL.seeds]) func everyByteIsThere(_ folder: EmbeddedFolder) {
        let names = Program.run(["ls", Self.folder + folder.name]).output.split(separator: "\n").map(String.init)
        #expect(folder.files.map(\.name) == names && !names.isEmpty)
        for file in folder.files where file.name.hasSuffix(".sql") {
            let path = Self.folder + folder.name + "/" + file.name
            #expect(Array(file.text.utf8) == TextFile.bytes(path), "\(file.name)")
        }
    }

    @Test func theProgramAndTheFilesAreTheSame() async throws {
        let database = try AnyDatabase(.sqlite)
        let program = try Engine(
            url: database.url, migrations: .embedded(EmbeddedSQL.migrations), seeds: .embedded(EmbeddedSQL.seeds))
        let files = try Engine(
            url: database.url, migrations: Self.folder + "Migrations", seeds: Self.folder + "Seeds")
        try await program.setUp().requireOK()
        try await files.requireCurrent()
        #expect(await files.status(check: true).exitStatus == .done)
        #expect(database.text("SELECT count(*), max(length(body)) FROM notes") == "4|51")
        try await files.rollback(.from(MigrationVersion("0001")), fromDisk: true).requireOK()
        try await program.migrate().requireOK()
        #expect(await files.history(verify: true).isOK)
    }

    // MARK: The tool

    private func source(_ arguments: [String], in folder: ScratchFolder) -> ProgramResult {
        Program.run(
            [MartletBinary.buildFolder + "/EmbedMigrationsTool", folder.path("out.swift")] + arguments, in: folder.path)
    }

    @Test func aFileIsAPairOfLiterals() {
        let folder = ScratchFolder()
        folder.write("m/1_a.sql", "SELECT '\"\\(x)\u{7F}\u{1}';\r\n")
        folder.write("m/tool.py", "print('not taken along')")
        let result = source(["--folder", "Trends/2-Migrations", "m/1_a.sql", "m/tool.py"], in: folder)
        #expect(result.status == 0, "\(result.everything)")
        let text = TextFile.read(folder.path("out.swift")) ?? ""
        expect(text, contains: "    static let `trends2Migrations`: EmbeddedFolder = {\n")
        expect(text, contains: "(\"1_a.sql\", \"SELECT '\\\"\\\\(x)\\u{7f}\\u{1}';\\r\\n\"),\n")
        expect(text, contains: "(\"tool.py\", \"\"),\n")
        #expect(!text.contains("print"))
    }

    @Test func whatCannotBeEmbeddedEndsTheBuild() {
        let folder = ScratchFolder()
        _ = Program.run(["sh", "-c", "printf \"SELECT '\\351';\" > bad.sql"], in: folder.path)
        let invalid = source(["--folder", "M", "bad.sql"], in: folder)
        #expect(invalid.status == 1)
        expect(invalid.error, contains: "bad.sql: error: the file is not valid UTF-8")
        let missing = source(["--folder", "M", "none.sql"], in: folder)
        #expect(missing.status == 1)
        expect(missing.error, contains: "none.sql: error: cannot be read: No such file or directory")
    }

    @Test func aSourceThatStaysTheSameIsNotWrittenAgain() {
        let folder = ScratchFolder()
        folder.write("1_a.sql", "SELECT 1;")
        #expect(source(["--folder", "M", "1_a.sql"], in: folder).status == 0)
        _ = Program.run(["touch", "-d", "2001-01-01", folder.path("out.swift")])
        #expect(source(["--folder", "M", "1_a.sql"], in: folder).status == 0)
        #expect(Program.run(["stat", "-c", "%y", folder.path("out.swift")]).output.hasPrefix("2001-01-01"))
        folder.write("1_a.sql", "SELECT 2;")
        #expect(source(["--folder", "M", "1_a.sql"], in: folder).status == 0)
        #expect(!Program.run(["stat", "-c", "%y", folder.path("out.swift")]).output.hasPrefix("2001-01-01"))
    }
}
