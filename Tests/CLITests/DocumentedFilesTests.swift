import TestSupport
import Testing

/// The files that the documentation shows are what they say they are.
@Suite struct DocumentedFilesTests {
    private static let docs = MarkdownPage.all.filter { $0.path.hasPrefix("docs/") || $0.path == "README.md" }

    private static func blocks(_ isWanted: (MarkdownPage.Block) -> Bool) -> [MarkdownPage.Block] {
        docs.flatMap(\.blocks).filter(isWanted)
    }

    @Test func configurationsAreRead() {
        let configurations = Self.blocks { block in
            block.language == "yaml" && block.lines.contains { $0.hasPrefix("databases:") }
        }
        #expect(configurations.count >= 6)
        for block in configurations {
            let folder = ScratchFolder()
            folder.write("martlet.yaml", block.text)
            let result = MartletBinary.run(
                ["status", "--env-file", folder.write("env", "DATABASE_URL=sqlite:app.db\n")], in: folder.path)
            // The folders are not there; but the file has been read and understood.
            #expect([0, 4].contains(result.status), "\(block.text)\(result.everything)")
        }
    }

    @Test func whateverIsNoConfigurationHasItsOwnJudge() {
        let others = Self.blocks { block in
            block.language == "yaml" && !block.lines.contains { $0.hasPrefix("databases:") }
        }
        // The commands of its page read the last one.
        #expect(
            Set(others.map(\.title)) == [
                ".github/workflows/database.yml", "db/statistics.yaml", "docker-compose.yml", "docs/schema/notes.yaml",
            ])
    }

    @Test func statisticsAreRead() throws {
        let block = try #require(Self.blocks { $0.title == "db/statistics.yaml" }.first)
        let folder = ScratchFolder()
        folder.write("a.sql", "CREATE TABLE a (b bigint PRIMARY KEY);\n")
        let path = folder.write("statistics.yaml", block.text)
        let result = MartletBinary.run(
            ["lint", "--dialect", "postgres", "--statistics", path, "a.sql"], in: folder.path)
        expectStatus(result, 0)
    }

    /// The blocks that show a file of this name; there is one for each engine.
    private static func files(_ name: String) -> [MarkdownPage.Block] {
        let found = blocks { $0.title == name }
        #expect(found.count == 2, "\(name)")
        return found
    }

    @Test func theWorkflowsAreSuch() throws {
        for block in Self.files(".github/workflows/database.yml") {
            let folder = ScratchFolder()
            let result = Program.run([
                try PythonTools.path("check-jsonschema"), "--builtin-schema", "vendor.github-workflows",
                folder.write("database.yml", block.text),
            ])
            expectStatus(result, 0)
        }
    }

    @Test func theImagesAreClean() throws {
        for block in Self.files("Dockerfile") {
            let folder = ScratchFolder()
            let result = Program.run([try PythonTools.path("hadolint"), folder.write("Dockerfile", block.text)])
            #expect(result.status == 0 && result.output == "", "\(result.everything)")
        }
    }

    @Test func composeReadsItsFiles() throws {
        for block in Self.files("docker-compose.yml") {
            let folder = ScratchFolder()
            folder.write("Dockerfile", "FROM scratch\n")
            let file = folder.write("docker-compose.yml", block.text)
            expectStatus(
                Program.run([try PythonTools.path("docker-compose"), "--file", file, "config", "--quiet"]), 0)
        }
    }

    @Test func queriesOfTheHistoryTablesRun() throws {
        let page = try #require(Self.docs.first { $0.path.hasSuffix("/history-tables.md") })
        let project = ScratchProject.migrated()
        let queries = page.blocks.filter { $0.language == "sql" }
        #expect(queries.count == 1)
        for block in queries {
            #expect(SQLiteClient.load(project.database, block.text).status == 0, "\(block.text)")
        }
        // Every column is on the page, and no other.
        for table in ["martlet_migrations", "martlet_log", "martlet_seeds"] {
            let columns = project.sql("SELECT name FROM pragma_table_info('\(table)')").split(separator: "\n").map(
                String.init)
            let section = page.lines.joined(separator: "\n").split(separator: "\n## \(table)\n").last ?? ""
            let rows = section.prefix { _ in true }.split(separator: "\n## ")[0].split(separator: "\n")
            let named = rows.filter { $0.hasPrefix("| `") }.flatMap { row in
                row.split(separator: "|")[0].matches(of: /`([a-z_]+)`/).map { String($0.1) }
            }
            #expect(named == columns, "\(table)")
        }
    }
}
