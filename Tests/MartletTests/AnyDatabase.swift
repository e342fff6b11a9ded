import Martlet
import TestSupport
import Testing

/// A database of a test's own on one of the two engines.
final class AnyDatabase {
    /// The engines.
    enum Kind: CaseIterable { case sqlite, postgres }

    let kind: Kind
    let url: String
    let folder = ScratchFolder()
    private let server: FreshDatabase?

    init(_ kind: Kind) throws {
        self.kind = kind
        server = kind == .postgres ? try FreshDatabase() : nil
        url = server?.url ?? "sqlite:" + folder.path("app.db")
    }

    /// What the engine's own client prints for a statement.
    func text(_ sql: String) -> String {
        if let server { return server.text(sql) }
        return Program.run(["sqlite3", folder.path("app.db"), sql]).output.droppingLastLineEnd
    }

    /// An engine with these texts, in a folder called `Migrations`, as its migrations.
    func engine(_ texts: [String: String], seeds: [String: String]? = nil) throws -> Engine {
        try Engine(
            url: url, migrations: .embedded(EmbeddedFolder("Migrations", texts)),
            seeds: seeds.map { .embedded(EmbeddedFolder("Seeds", $0)) })
    }
}

extension EmbeddedFolder {
    /// A folder of texts by their names.
    init(_ name: String, _ texts: [String: String]) {
        self.init(name, texts.map { EmbeddedFolder.File($0.key, $0.value) })
    }
}

extension Engine {
    /// Where each version stands, a line each: `001 applied`.
    func states() async -> [String] {
        (await status().databases[0].migrations ?? []).map { "\($0.version) \($0.state.rawValue)" }
    }
}

/// The error that an asynchronous piece of code ends with, in one line.
func thrown(
    sourceLocation: Testing.SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> MartletError? {
    await #expect(throws: MartletError.self, sourceLocation: sourceLocation) { try await body() }
}
