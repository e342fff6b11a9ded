import Martlet
import TestSupport
import Testing

@testable import CLI

/// Errors that only a program brings about which uses the library, shown as the command line shows its own.
@Suite struct LibraryErrorTests {
    private let folder = ScratchFolder()

    private func engine(_ texts: [String: String]) throws -> Engine {
        let files = texts.map { EmbeddedFolder.File($0.key, $0.value) }
        return try Engine(
            url: "sqlite:" + folder.path("app.db"), migrations: .embedded(EmbeddedFolder("Migrations", files)))
    }

    /// Compares an error with its golden.
    private func expectGolden(_ error: MartletError?, _ name: String) throws {
        let text = DiagnosticText.render(try #require(error), style: .plain, width: 80)
            .normalised(folder.path, as: "PROJECT")
            .replacing(/by [^ \n]+@[^ \n]+/, with: "by tester@host")
        Golden.expect(text, name + ".txt")
    }

    private struct TooManyRows: Error {}

    @Test func codeFailed() async throws {
        let code = SwiftMigration("002_backfill", fileID: "Shop/Backfill.swift", line: 9) { _ in throw TooManyRows() }
        let engine = try Engine(url: "sqlite:" + folder.path("app.db"), migrations: .code([code]))
        let error = await #expect(throws: MartletError.self) { try await engine.migrate().requireOK() }
        try expectGolden(error, "errors/code-failed")
    }

    @Test func newerDatabase() async throws {
        let first = "CREATE TABLE users (id INTEGER);\n-- ROLLBACK:\n-- DROP TABLE users;\n"
        let second = "CREATE TABLE tags (id INTEGER);\n-- ROLLBACK:\n-- DROP TABLE tags;\n"
        try await engine(["001_create_users.sql": first, "002_create_tags.sql": second]).migrate().requireOK()
        let old = try engine(["001_create_users.sql": first])
        let error = await #expect(throws: MartletError.self) { try await old.requireCurrent() }
        try expectGolden(error, "errors/newer-database")
    }
}
