import Glibc
import TestSupport
import Testing

/// A commit whose end is not known: what a run says of it is what the next reader finds.
@Suite struct CommitFaultTests {
    /// The calls by which a commit becomes one, or does not.
    private static let calls = ["fdatasync", "fsync", "unlink", "ftruncate"]

    /// Two steps that cannot share a transaction, so that there are two commits.
    private static func prepare(_ mode: String) -> ScratchProject {
        let project = ScratchProject.migrated()
        project.folder.write("migrations/003_third.sql", "CREATE TABLE third (x);\nINSERT INTO third VALUES (1);\n")
        project.folder.write("migrations/004_fourth.sql", "-- martlet: foreign_keys=off\nDROP TABLE third;\n")
        #expect(project.sql("PRAGMA journal_mode = \(mode)") == mode)
        return project
    }

    /// What the history says of the two, and whether the schema agrees.
    private static let look = """
        PRAGMA integrity_check;
        WITH applied(version) AS (SELECT version FROM martlet_migrations WHERE success AND version > '002')
        SELECT coalesce((SELECT group_concat(version) FROM applied), '-'), (SELECT count(*) FROM sqlite_schema
          WHERE name = 'third') = ((SELECT count(*) FROM applied) = 1)
        """

    /// The versions that a run said it applied, as its document lists them.
    private func told(_ result: ProgramResult) -> String {
        let steps = result.output.split(separator: "{").filter { $0.contains("\"result\": \"done\"") }
        let versions = steps.compactMap { $0.firstMatch(of: #/"subject": "(\d+)"/#).map { String($0.output.1) } }
        return versions.isEmpty ? "-" : versions.joined(separator: ",")
    }

    @Test("A8: a commit that fails is told as what it came to", arguments: ["delete", "wal"], ["", "+"])
    func failingCommit(_ mode: String, _ goesOn: String) {
        let origin = Self.prepare(mode)
        var answers: Set<String> = []
        for call in SystemCall.all(of: Self.calls, by: ["migrate"], in: ProjectCopy(of: origin)) {
            let project = ProjectCopy(of: origin)
            let fault = "inject=\(call.name):error=EIO:when=\(call.number)\(goesOn)"
            let result = MartletBinary.run(
                ["migrate", "--json"], in: project.path,
                under: [
                    "strace", "-f", "-qq", "-o", "/dev/null", "--seccomp-bpf", "-e", "trace=\(call.name)", "-e", fault,
                ])
            let place: Comment = "\(mode), \(fault): \(result.everything)"
            #expect(result.status < 128 && result.status != 70, place)
            // A log that could not be folded in is left; a reader finds what is in it too.
            let state = SQLiteClient.query(project.path + "/app.db", Self.look)
            #expect(state == "ok\n\(told(result))|1\n", place)
            // All done, but not for certain on the disk, is no success.
            let isDoubtful = result.everything.contains("may not outlast a power failure")
            let isAll = told(result) == "003,004"
            #expect(result.status == 0 ? isAll : !isAll || isDoubtful, place)
            answers.insert(told(result))
            expectGoesOn(project, place)
        }
        #expect(answers.contains("-") && answers.contains("003"), "\(answers)")
    }

    @Test("A8: after a kill at a commit the next command tells what it came to", arguments: ["delete", "wal"])
    func killedCommit(_ mode: String) {
        let origin = Self.prepare(mode)
        var states: Set<String> = []
        for call in SystemCall.all(of: Self.calls, by: ["migrate"], in: ProjectCopy(of: origin)) {
            let project = ProjectCopy(of: origin)
            #expect(call.run(with: .kill, ["migrate"], in: project).status == 128 + SIGKILL)
            let status = MartletBinary.run(["status", "--json"], in: project.path).output
            let current = status.firstMatch(of: #/"current": "(\d+)"/#).map { String($0.output.1) } ?? ""
            let applied = ["002": "-", "003": "003", "004": "003,004"][current]
            let place: Comment = "\(mode): killed at \(call): \(status)"
            #expect(SQLiteClient.query(project.path + "/app.db", Self.look) == "ok\n\(applied ?? "?")|1\n", place)
            states.insert(current)
            expectGoesOn(project, place)
        }
        #expect(states.isSuperset(of: ["002", "003"]), "\(states)")
    }

    /// Whatever it came to: the next run finishes.
    private func expectGoesOn(_ project: ProjectCopy, _ place: Comment) {
        let next = MartletBinary.run(["migrate", "--wait", "0s"], in: project.path)
        #expect(next.status == 0, "\(place): \(next.everything)")
        #expect(SQLiteClient.query(project.path + "/app.db", Self.look) == "ok\n003,004|1\n", place)
    }
}
