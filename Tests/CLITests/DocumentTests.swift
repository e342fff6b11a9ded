import TestSupport
import Testing

/// The document of `--json`: one shape for every command, written down as a JSON Schema.
@Suite struct DocumentTests {
    @Test func everyDocumentOfTheGoldensIsValid() throws {
        let root = MartletBinary.packageRoot + "/Tests/Fixtures/golden"
        var documents: [String: String] = [:]
        for file in Program.run(["find", root, "-name", "*.txt"]).output.split(separator: "\n") {
            let text = TextFile.read(String(file)) ?? ""
            let name = file.dropFirst(root.count + 1).replacing("/", with: "-")
            // A document stands between a line that is `{` and one that is `}`.
            // The reports of lint for other programs are documents of theirs.
            for (number, part) in text.split(separator: "\n{\n").dropFirst().enumerated()
            where !part.hasPrefix("  \"$schema\"") {
                guard let end = part.firstRange(of: "\n}\n") else { continue }
                documents["\(name)-\(number).json"] = "{\n" + part[..<end.lowerBound] + "\n}\n"
            }
        }
        #expect(documents.count > 50, "only \(documents.count) documents")
        expectStatus(try JSONSchema.outcome.validate(documents), 0)
    }

    @Test func schemaRefusesWhatIsNotInIt() throws {
        let project = ScratchProject.migrated()
        let document = project.martlet("status", "--json").output
        let wrong = [
            document.replacing("\"exit_code\": 0,\n  \"martlet\"", with: "\"exit_code\": 3,\n  \"martlet\""),
            document.replacing("\"current\"", with: "\"currant\""),
            document.replacing("\"state\": \"applied\"", with: "\"state\": \"done\""),
            document.replacing("martlet/1", with: "martlet/2"),
        ]
        for (number, text) in wrong.enumerated() {
            #expect(text != document)
            let result = try JSONSchema.outcome.validate(["wrong.json": text])
            #expect(result.status == 1, "change \(number) was accepted")
        }
    }

    @Test(arguments: [["status"], ["migrate"], ["no-such-command"], ["migrate", "--to"], []])
    func standardOutputHoldsNothingButTheDocument(_ arguments: [String]) throws {
        let project = ScratchProject()
        let result = MartletBinary.run(arguments + ["--json"], in: project.folder.path)
        #expect(result.output.hasPrefix("{\n") && result.output.hasSuffix("\n}\n"), "\(result.everything)")
        expectStatus(try JSONSchema.outcome.validate(["document.json": result.output]), 0)
    }

    @Test func positionsCountCharactersFromOne() {
        let project = ScratchProject(["migrations/001_a.sql": "CREATE TABLE é漢 (id INTEGER);\n\nSELECT '😀', nothing;\n"]
        )
        let result = project.martlet("migrate", "--json")
        expectStatus(result, 1)
        expect(result.output, contains: "\"line\": 3")
        expect(result.output, contains: "\"column\": 13")
    }

    @Test func secretsAreNotInTheDocument() {
        let project = ScratchProject(
            configuration:
                "project: p\ndatabases:\n  app:\n    url: postgres://app:geheim@localhost:1/db\n    migrations: m\n",
            ["m/001_a.sql": "SELECT 1;\n"])
        let result = project.martlet("status", "--json")
        #expect(!result.everything.contains("geheim"), "\(result.everything)")
    }

    /// The log names what was done; the schema knows all of it.
    @Test func theLogOfEveryKindOfDeedFollowsTheSchema() throws {
        let project = ScratchProject.migrated()
        project.folder.write("seeds/001_users.sql", "INSERT INTO users (name) VALUES ('Cleo');\n")
        expectStatus(project.martlet("seed"), 0)
        expectStatus(project.martlet("rollback", "--yes"), 0)
        expectStatus(project.martlet("stamp", "002"), 0)
        expectStatus(project.martlet("repair", "002", "--undone", "--yes"), 0)
        let file = "migrations/001_create_users.sql"
        project.folder.write(file, "-- A word more\n" + (project.folder.read(file) ?? ""))
        expectStatus(project.martlet("repair", "001", "--yes"), 0)
        let result = project.martlet("history", "--log", "20", "--json")
        for action in ["apply", "seed", "rollback", "stamp", "repair", "accept"] {
            expect(result.output, contains: "\"action\": \"\(action)\"")
        }
        expectStatus(try JSONSchema.outcome.validate(["document.json": result.output]), 0)
    }
}
