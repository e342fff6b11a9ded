import TestSupport
import Testing

/// A restore over a database that has changed since its backup `copy.db`: the old one is there, or the new one, whole.
struct RestoreWork: FaultWork {
    let row = "F7"
    var old: ChangedDatabase

    var description: String { "restore over \(old)" }
    let command = ["restore", "copy.db", "--yes"]

    static let all = ChangedDatabase.allCases.map { RestoreWork(old: $0) }

    func prepare() -> ScratchProject { old.prepare() }

    func problem(in folder: String, said: String, isComplete: Bool, asking client: @escaping SQLClient) -> String? {
        switch old.state(of: folder + "/app.db", asking: client) {
        case .neither(let found): found
        case .old where isComplete || said.contains("restored from"): "said to be restored, and is not"
        default: nil
        }
    }

    func falseClaims(of result: ProgramResult, in folder: String) -> [String] {
        let state = old.state(of: folder + "/app.db", asking: SQLiteClient.query)
        return [
            ("app is as it was", .old), ("app.db is unchanged", .old), ("nothing was restored", .old),
            ("is the new database already", .new),
        ].compactMap { (claim: String, meant: DatabaseState) in
            result.everything.contains(claim) && state != meant ? "said: \(claim)" : nil
        }
    }

    func problemFinishing(in folder: String) -> String? {
        let next = MartletBinary.run(command, in: folder)
        if next.status != 0 { return next.everything }
        if case let state = old.state(of: folder + "/app.db", asking: SQLiteClient.query), state != .new {
            return "\(state)"
        }
        var left = Folder.names(folder).filter {
            !["app.db", "copy.db", "copy.db.manifest.json", "martlet.yaml", "migrations", "seeds"].contains($0)
        }
        if old == .rubbish {
            // What could not be read is kept once.
            guard left.count == 1, TextFile.read(folder + "/" + left[0]) == ChangedDatabase.rubbishText else {
                return "kept: \(left)"
            }
            left.removeAll { $0.hasPrefix("app.db.before-restore-") }
        }
        return left.isEmpty ? nil : "left behind: \(left)"
    }
}

/// Which of two whole databases it is.
enum DatabaseState: Equatable {
    case old, new
    case neither(String)
}

/// A database that has changed since its backup `copy.db`, in the ways that it may lie there.
enum ChangedDatabase: String, CaseIterable {
    /// With a rollback journal.
    case delete
    /// With changes that are in the write-ahead log only.
    case wal
    /// No database.
    case rubbish

    private static let newest =
        "PRAGMA integrity_check; SELECT group_concat(name) FROM users; SELECT count(*) FROM posts"
    /// What the client says of the database as it is, and as it was when the backup was made.
    static let (changed, backedUp) = ("ok\nAva,Ben,Cleo\n2\n", "ok\nAva,Ben\n0\n")
    static let rubbishText = "this was a database\n"

    func prepare() -> ScratchProject {
        let project = ScratchProject.migrated()
        let mode = self == .delete ? "delete" : "wal"
        #expect(project.sql("PRAGMA journal_mode = \(mode)") == mode)
        expectStatus(project.martlet("backup", "--output", "copy.db"), 0)
        _ = Program.run(
            ["sqlite3", "-batch", project.database],
            input: """
                PRAGMA wal_autocheckpoint = 0;
                .dbconfig no_ckpt_on_close on
                INSERT INTO users (name) VALUES ('Cleo');
                INSERT INTO posts VALUES (1, 1), (2, 3);

                """)
        #expect(project.folder.has("app.db-wal") == (self != .delete))
        if self == .rubbish {
            for suffix in ["-wal", "-shm"] { project.folder.remove("app.db" + suffix) }
            project.folder.write("app.db", Self.rubbishText)
        }
        return project
    }

    /// What is in a database.
    static func look(_ database: String, asking client: SQLClient) -> String { client(database, newest) }

    /// Which of the two it is.
    func state(of database: String, asking client: SQLClient) -> DatabaseState {
        if self == .rubbish, TextFile.read(database) == Self.rubbishText { return .old }
        let found = Self.look(database, asking: client)
        if found == Self.backedUp { return .new }
        return found == Self.changed && self != .rubbish ? .old : .neither(found)
    }
}
