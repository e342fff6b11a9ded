import TestSupport
import Testing

/// Folders of revisions: what a user reads.
@Suite struct RevisionGoldenTests {
    /// A revision with one table.
    private static func revision(_ id: String, _ name: String, _ header: String) -> (String, String) {
        (
            "migrations/\(id)_\(name).sql",
            "-- Revision: \(id)\n\(header)\nCREATE TABLE \(name) (id INTEGER PRIMARY KEY);\n\n"
                + "-- ROLLBACK:\n-- DROP TABLE \(name);\n"
        )
    }

    private static let users = revision(
        "25698f3f906f", "users", "-- Date: 2026-01-30 09:31:15\n-- Changes:\n--   - Created `users`\n")
    private static let settings = revision(
        "d8cfd3cb4083", "settings", "-- Parent: 25698f3f906f\n-- Date: 2026-01-30 11:33:28\n")
    private static let tasks = revision(
        "3a0f944324eb", "tasks", "-- Parent: 25698f3f906f\n-- Date: 2026-01-30 12:02:12\n")
    private static let merge = (
        "migrations/7c1e52a09b4d_merge.sql",
        "-- Revision: 7c1e52a09b4d\n-- Parent: d8cfd3cb4083, 3a0f944324eb\n-- martlet: empty\n"
    )

    private static func project(_ revisions: (String, String)...) -> ScratchProject {
        ScratchProject(Dictionary(uniqueKeysWithValues: revisions))
    }

    @Test func branchesAndTheirMerge() {
        expectGolden("status/revisions", "migrate --to 3a0f", "plan", "status") {
            Self.project(Self.users, Self.settings, Self.tasks, Self.merge)
        }
    }

    @Test func rollback() {
        expectGolden(
            "rollback/revisions", "migrate", "rollback --to 3a0f --yes", "rollback --steps 1 --yes",
            "rollback --to 2 --yes", "history --verify", json: false
        ) { Self.project(Self.users, Self.settings, Self.tasks, Self.merge) }
    }

    @Test func stamp() {
        expectGolden("stamp/revisions", "stamp 25698f3f906f", "stamp head", "status --check", json: false) {
            let project = Self.project(Self.users, Self.settings)
            _ = project.sql("CREATE TABLE users (id INTEGER PRIMARY KEY)")
            return project
        }
    }

    @Test func aVersionThatCanBeTwo() {
        expectGolden("migrate/ambiguous-revision", "migrate --to 3", json: false) {
            Self.project(
                Self.users, Self.tasks, Self.revision("3bbb", "other", "-- Parent: 3a0f944324eb\n"))
        }
    }

    // MARK: Errors

    @Test func severalHeads() {
        expectGolden("errors/several-heads", "migrate", json: false) {
            Self.project(Self.users, Self.settings, Self.tasks)
        }
    }

    @Test func severalHeadsAreShown() {
        expectGolden("status/several-heads", "status --check", "check", json: false) {
            Self.project(Self.users, Self.settings, Self.tasks)
        }
    }

    @Test func revision() {
        expectGolden("errors/revision", "migrate", json: false) { Self.project(Self.settings) }
    }

    @Test func everythingElseThatCanBeWrong() {
        expectGolden("migrate/revision-mistakes", "migrate", "status", json: false) {
            Self.project(
                ("migrations/001_numbered.sql", "SELECT 1;\n"), Self.users,
                Self.revision("aaaa", "more", "-- Parents: 25698f3f906f\n"),
                ("migrations/bbbb_named.sql", "-- Revision: cccc\n-- Parent: 25698f3f906f\nSELECT 1;\n"),
                ("migrations/dddd_none.sql", "SELECT 1;\n"))
        }
    }

    @Test func aCircle() {
        expectGolden("migrate/revision-circle", "migrate", json: false) {
            Self.project(
                Self.users, Self.revision("aaaa", "a", "-- Parent: 25698f3f906f, bbbb\n"),
                Self.revision("bbbb", "b", "-- Parent: aaaa\n"))
        }
    }

    // MARK: new

    /// The ids are random, and the dates those of today.
    @Test func new() {
        let project = ScratchProject([:])
        var text = ""
        for command in [["--revision", "first"], ["second"], ["--parent", "head", "--sections", "third"]] {
            text += MartletBinary.run(["new"] + command, in: project.folder.path).everything
        }
        let names: [String] = project.folder.names(in: "migrations")
        let inOrder = ["first", "second", "third"].compactMap { word in names.first { $0.contains(word) } }
        for name in inOrder {
            text += "=== \(name)\n"
            text += TextFile.read(project.folder.path("migrations/" + name)) ?? "no file"
        }
        for (number, name) in inOrder.enumerated() {
            text = text.replacing(String(name.prefix(12)), with: "id-\(number + 1)")
        }
        text = text.replacing(#/Date: [0-9-]+ [0-9:]+/#, with: "Date: 2026-01-02 03:04:05")
        Golden.expect(text, "new/revisions.txt")
    }

    @Test func newHasToKnowItsParent() {
        expectGolden(
            "new/revision-refusals", "new third", "new --parent 9 third", "new --timestamp third",
            "new --parent d8cf --timestamp third", json: false
        ) { Self.project(Self.users, Self.settings, Self.tasks) }
    }
}
