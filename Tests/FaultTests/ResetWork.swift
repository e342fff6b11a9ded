import TestSupport
import Testing

/// A reset of a database with a table that no migration makes, and with more rows than the seeds have: the old one is
/// there, or the new one, whole.
struct ResetWork: FaultWork {
    let row = "A1"
    var journal: String

    var description: String { "reset, journal_mode \(journal)" }
    let command = ["reset", "--seed", "--yes"]

    static let all = ["delete", "wal"].map { ResetWork(journal: $0) }

    func prepare() -> ScratchProject {
        let project = ScratchProject(ScratchProject.seeded)
        expectStatus(project.martlet("setup"), 0)
        #expect(project.sql("PRAGMA journal_mode = \(journal)") == journal)
        _ = Program.run(
            ["sqlite3", "-batch", project.database],
            input: """
                PRAGMA wal_autocheckpoint = 0;
                .dbconfig no_ckpt_on_close on
                CREATE TABLE mine (x);
                INSERT INTO users (name) VALUES ('Eve'), ('Finn');

                """)
        #expect(project.folder.has("app.db-wal") == (journal == "wal"))
        return project
    }

    private func state(of folder: String, asking client: SQLClient) -> DatabaseState {
        let found = client(
            folder + "/app.db",
            """
            PRAGMA integrity_check; PRAGMA journal_mode;
            SELECT group_concat(name) FROM sqlite_schema WHERE name NOT LIKE '%martlet%' AND name NOT LIKE 'sqlite%';
            SELECT count(*) FROM users; SELECT count(*) FROM posts;
            SELECT count(*) FROM martlet_migrations; SELECT count(*) FROM martlet_seeds;
            """)
        if found == "ok\n\(journal)\nusers,posts,posts_author,mine\n6\n3\n2\n2\n" { return .old }
        return found == "ok\n\(journal)\nusers,posts,posts_author\n4\n3\n2\n2\n" ? .new : .neither(found)
    }

    func problem(in folder: String, said: String, isComplete: Bool, asking client: @escaping SQLClient) -> String? {
        switch state(of: folder, asking: client) {
        case .neither(let found): found
        case .old where isComplete: "not reset"
        default: nil
        }
    }

    func falseClaims(of result: ProgramResult, in folder: String) -> [String] {
        var claims = result.everything.contains("/.martlet-") ? ["the new file goes by its own name"] : []
        let state = state(of: folder, asking: SQLiteClient.query)
        for claim in ["app is as it was", "app.db is unchanged"] where result.error.contains(claim) && state != .old {
            claims.append("said: \(claim)")
        }
        if result.error.contains("is the new database already"), state != .new { claims.append("it is the old one") }
        return claims
    }

    func problemFinishing(in folder: String) -> String? {
        let next = MartletBinary.run(command, in: folder)
        if next.status != 0 { return next.everything }
        if let problem = problem(in: folder, said: "", isComplete: true, asking: SQLiteClient.query) { return problem }
        let left = Folder.names(folder)
        return left == ["app.db", "martlet.yaml", "migrations", "seeds"] ? nil : "left behind: \(left)"
    }
}
