import TestSupport
import Testing

/// What the documentation shows is what happens.
@Suite struct DocumentationTests {
    private static let sessions = MarkdownPage.all.filter(ConsoleSession.isThere)

    @Test func thereArePagesWithCommands() {
        #expect(Self.sessions.count { $0.path.hasPrefix("docs/tutorial/") } == 2)
        #expect(Self.sessions.count >= 6)
    }

    @Test(arguments: sessions) func commandsShowWhatThePageShows(_ page: MarkdownPage) throws {
        let differences = try ConsoleSession(page).differences()
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test func aPageThatIsNotTrueIsNoticed() throws {
        let folder = ScratchFolder()
        let relative = String(repeating: "../", count: MartletBinary.packageRoot.split(separator: "/").count)
        folder.write("page.md", "```console\n$ martlet version\nmartlet for ever\n```\n")
        let page = MarkdownPage(relative + folder.path("page.md"))
        #expect(page.blocks.count == 1)
        let differences = try ConsoleSession(page).differences()
        #expect(differences.count == 1 && differences.first?.contains(":3: it is really\nmartlet 0.") == true)
    }

    /// Documents and streams of events that are shown are as the schemas have them.
    @Test func everyDocumentThatIsShownIsInItsSchema() throws {
        let blocks = MarkdownPage.all.flatMap(\.blocks)
        let documents = blocks.filter { $0.language == "json" && $0.title == nil }.map(\.text)
        let streams = blocks.filter { $0.language == "jsonl" }
        #expect(!documents.isEmpty && !streams.isEmpty)
        expectStatus(try JSONSchema.outcome.validate(lines: documents), 0)
        expectStatus(try JSONSchema.outcome.validate(lines: streams.compactMap(\.lines.last)), 0)
        expectStatus(try JSONSchema.event.validate(lines: streams.flatMap { $0.lines.dropLast() }), 0)
    }
}
