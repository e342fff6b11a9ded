import TestSupport
import Testing

/// A run of migrations that is killed anywhere is taken back by the backup that it began with.
@Suite struct RestorePointKillTests {
    private static let changes = [
        "migrations/003_more.sql":
            "ALTER TABLE users ADD COLUMN age INTEGER;\nUPDATE users SET age = id, name = upper(name);\n",
        "migrations/004_by_statement.sql":
            "-- martlet: transaction=none\nCREATE TABLE n1 (x INTEGER);\nDELETE FROM users WHERE id = 1;\nCREATE TABLE n2 (x INTEGER);\n",
        "migrations/005_posts.sql": "DROP TABLE posts;\n",
    ]

    /// All rows and all objects but Martlet's own.
    private static func digest(_ folder: String) -> String {
        Program.run(
            [
                "sh", "-c",
                "sqlite3 -readonly app.db '.dump users posts n1 n2' 'PRAGMA integrity_check' | sha256sum",
            ], in: folder
        ).output
    }

    private func project(_ journal: String) -> ScratchProject {
        let project = ScratchProject(settings: ["backup: {before: [migrate]}", "backups: backups"])
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("PRAGMA journal_mode = \(journal)") == journal)
        for (name, text) in Self.changes { project.folder.write(name, text) }
        return project
    }

    @Test("A1, F7: killed anywhere, a restore of what was before gives every row back", arguments: ["delete", "wal"])
    func everyRowIsBack(_ journal: String) {
        let origin = project(journal)
        let before = Self.digest(origin.folder.path)
        let points = FaultPoint.kills(of: ["migrate"], in: ProjectCopy(of: origin))
        Sweep.over(points, "restore --before, migrate killed, \(journal)", usual: 25, atLeast: 15) { point in
            let copy = ProjectCopy(of: origin)
            guard point.run(["migrate"], in: copy) != nil else { return nil }
            let hasBackup = Folder.names(copy.path + "/backups").contains { $0.hasSuffix(".manifest.json") }
            let restored = MartletBinary.run(["restore", "--before", "004", "--yes"], in: copy.path)
            guard restored.status == (hasBackup ? 0 : 2) else { return [restored.everything] }
            let now = Self.digest(copy.path)
            if now != before { return ["\(hasBackup ? "restored" : "nothing was run"), and the rows are others"] }
            let next = MartletBinary.run(["migrate"], in: copy.path)
            return next.status == 0 ? [] : [next.everything]
        }
    }
}
