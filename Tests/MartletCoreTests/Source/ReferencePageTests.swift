import Testing

@testable import MartletCore

/// The reference pages are written by hand; what the code knows has to be in them.
@Suite struct ReferencePageTests {
    private func page(_ name: String) throws -> String {
        var root = try FilePath(validating: #filePath)
        for _ in 0..<4 { root = root.parent }
        return String(decoding: try FileSystem.read(root.appending("docs/reference/" + name)), as: UTF8.self)
    }

    @Test(arguments: ConfigKey.allCases) func everyKeyOfTheConfigurationIsDescribed(_ key: ConfigKey) throws {
        #expect(try page("martlet.yaml.md").contains("\n| `\(key.rawValue)` | "))
    }

    @Test func everyChoiceOfTheConfigurationIsNamed() throws {
        let text = try page("martlet.yaml.md")
        let words =
            JournalMode.allCases.map(\.rawValue) + TransactionRule.allCases.map(\.rawValue)
            + BackupOccasion.allCases.map(\.rawValue) + ["history", "log", "seeds"]
            + ["project", "env_file", "databases", "defaults"]
        for word in words { #expect(text.contains("`\(word)`"), "\(word)") }
        let tables = TableNames()
        for name in [tables.history, tables.log, tables.seeds] { #expect(text.contains("`\(name)`")) }
    }

    @Test func theExampleOfTheConfigurationIsRead() throws {
        let blocks = try page("martlet.yaml.md").split(separator: "```")
        let example = try #require(blocks.first { $0.hasPrefix("yaml\n") }).dropFirst("yaml\n".count)
        let folder = try TemporaryFolder()
        try folder.write(String(example), to: "martlet.yaml")
        let project = try Project.load(ProjectRequest(currentFolder: folder.path))
        #expect(project.name == "shop" && project.databases.map(\.name) == ["app", "metrics"])
        #expect(project.databases.first?.environment == "dev" && project.databases.last?.isProtected == true)
    }

    @Test(arguments: ScriptOptions.keys) func everyOptionOfAFileIsDescribed(_ key: String) throws {
        let text = try page("migration-files.md")
        #expect(text.contains("\n| `\(key)` | ") || text.contains("\n| `\(key)="))
    }
}
