import TestSupport
import Testing

/// What other tools have applied is taken over, whatever they keep of it, and nothing is run again.
@Suite struct AdoptTests {
    @Test("a history is taken over as it is, and the rest is run", arguments: TestedEngine.allCases, ToolSample.all)
    func takenOver(_ engine: TestedEngine, _ sample: ToolSample) throws {
        let project = try engine.project(sample.files)
        _ = project.sql(sample.schema + sample.history(engine))
        let before = project.sql("SELECT * FROM \(sample.table)")
        let refused = project.run("migrate")
        expectStatus(refused, 4)
        expect(refused.error, contains: "take it over: martlet adopt")

        let preview = project.run("adopt", "--dry-run", "--json")
        expectStatus(preview, 0)
        let verdict = sample.keepsDigests ? "matches" : "unverified"
        let shown = preview.output.split(separator: "\n").filter { $0.contains("\"verdict\": \"\(verdict)\"") }
        #expect(shown.count == 2, "\(preview.everything)")
        expectStatus(project.run("adopt", "--prove"), 0)
        let told = project.run("history", "--json")
        for time in sample.adopted.compactMap(\.time) { expect(told.output, contains: time) }
        expectStatus(project.run("drift"), 0)
        #expect(
            project.sql(
                "SELECT adopted_version, adopted_verdict, applied_at IS NULL FROM martlet_migrations ORDER BY id")
                == sample.rows(engine))
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM last_table") == "0")
        expectStatus(project.run("history", "--verify"), 0)
        expectStatus(project.run("status", "--check"), 0)
        #expect(project.sql("SELECT * FROM \(sample.table)") == before, "the tool's table is not touched")
        expect(project.run("adopt").output, contains: "is in the history already")
        expectStatus(project.run("diff", "migrations", "app", "--check"), 0)
        expectStatus(project.run("drift"), 0)
        #expect(!project.run("dump", "--output", "-").output.contains(sample.table))
    }
}

/// A history as a tool writes it: of two migrations, after which there is a third.
struct ToolSample: Sendable, CustomStringConvertible {
    let tool: String
    let table: String
    let files: [String: String]
    /// Whether the tool keeps digests.
    var keepsDigests = false
    let sqlite: String
    let postgres: String
    /// The versions as the tool has them, with the times it tells.
    let adopted: [(version: String, time: String?)]

    var description: String { tool }
    var schema: String { "CREATE TABLE first_table (x int); CREATE TABLE second_table (x int);" }

    func history(_ engine: TestedEngine) -> String { engine == .sqlite ? sqlite : postgres }

    func rows(_ engine: TestedEngine) -> String {
        let (yes, no) = engine == .sqlite ? ("1", "0") : ("t", "f")
        return adopted.map { "\($0.version)|proven|\($0.time == nil ? yes : no)" }.joined(separator: "\n")
    }
}
