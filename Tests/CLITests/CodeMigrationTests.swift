import TestSupport
import Testing

/// Migrations that another tool runs and that are no SQL.
@Suite struct CodeMigrationTests {
    /// A folder of a tool with a migration of SQL, one of code, and another one of SQL.
    struct Folder: Sendable, CustomStringConvertible {
        let tool: String
        let files: [String]
        let code: String

        var description: String { tool }
        var project: [String: String] {
            var texts = ["migrations/\(code)": "no SQL\n"]
            for (index, file) in files.enumerated() {
                let text = "CREATE TABLE t\(index + 1) (x int);\n"
                texts["migrations/\(file)"] = tool == "goose" ? "-- +goose Up\n" + text : text
            }
            return texts
        }
    }

    private static let folders = [
        Folder(tool: "goose", files: ["00001_a.sql", "00003_c.sql"], code: "00002_b.go"),
        Folder(tool: "flyway", files: ["V1__a.sql", "sub/V2_1__c.sql"], code: "sub/V2__b.java"),
        Folder(tool: "flyway", files: ["V1__a.sql", "V3__c.sql"], code: "V2__b.kt"),
        Folder(tool: "pop", files: ["1_a.postgres.up.sql", "1_a.sqlite.up.sql", "3_c.up.sql"], code: "2_b.up.fizz"),
        Folder(tool: "plain", files: ["1-a.sql", "3-c.sql"], code: "2-b.js"),
        Folder(tool: "plain", files: ["0001.a.sql", "0003.c.sql"], code: "0002.b.py"),
    ]

    @Test("is not passed over where something comes after it", arguments: folders)
    func between(_ folder: Folder) throws {
        let project = ScratchProject(folder.project)
        for command in ["migrate", "plan"] {
            let refused = project.run(command)
            expectStatus(refused, 2)
            expect(refused.error, contains: "`\(folder.code)` is no SQL, and \(folder.tool) runs it before ")
            expect(refused.error, contains: "migrations/\(folder.code)")
        }
        expect(project.run("status").error, contains: "warning[unsupported]: `\(folder.code)` is no SQL")
        let first = try #require(folder.files.first?.prefix { $0 != "_" && $0 != "-" && $0 != "." })
        let version = first.drop { $0 == "V" }
        let begun = project.run("migrate", "--to", String(version))
        expectStatus(begun, 0)
        expect(begun.error, contains: "warning[unsupported]: `\(folder.code)` is no SQL")
        // Whoever has done in SQL what it does says so.
        project.folder.write(
            "martlet.yaml", (project.folder.read("martlet.yaml") ?? "") + "    ignore: [\(folder.code)]\n")
        let done = project.run("migrate")
        expectStatus(done, 0)
        #expect(!done.error.contains("unsupported"))
    }

    @Test("is told of where nothing comes after it", arguments: ["00004_d.go", "00004_d_test.go"])
    func behind(_ name: String) {
        let up = "-- +goose Up\nSELECT 1;\n"
        let project = ScratchProject(["migrations/00001_a.sql": up, "migrations/\(name)": "package main\n"])
        let result = project.run("migrate")
        expectStatus(result, 0)
        #expect(result.error.contains("`\(name)` is no SQL: goose runs it") == !name.contains("_test"))
    }

    @Test("that its tool has applied is no matter any more", arguments: TestedEngine.allCases)
    func applied(_ engine: TestedEngine) throws {
        let folder = Self.folders[0]
        let project = try engine.project(folder.project)
        let sample = try #require(ToolSample.all.first { $0.tool == "goose" })
        _ = project.sql("CREATE TABLE t1 (x int);" + sample.history(engine))
        let taken = project.run("adopt")
        expectStatus(taken, 0)
        #expect(!taken.error.contains("is no SQL"))
        let done = project.run("migrate")
        expectStatus(done, 0)
        #expect(!done.error.contains("is no SQL"))
        #expect(project.sql("SELECT count(*) FROM t2") == "0")
    }
}
