import Glibc
import TestSupport
import Testing

/// A project whose database has changed since its backup `copy.db`, and what may be found of both.
enum ChangedDatabase: String, CaseIterable {
    /// What lies at the database's place: with a rollback journal.
    case delete
    /// With changes that are in the write-ahead log only.
    case wal
    /// No database.
    case rubbish

    private static let newest =
        "PRAGMA integrity_check; SELECT group_concat(name) FROM users; SELECT count(*) FROM posts"
    /// What the client says of the database as it is, and as it was when the backup was made.
    static let (changed, backedUp) = ("ok\nAva,Ben,Cleo\n2\n", "ok\nAva,Ben\n0\n")
    private static let rubbishText = "this was a database\n"

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

    /// What is in a database, by the client or by SQLite in this process.
    static func look(_ database: String, asking client: RunWork.Client = SQLiteClient.query) -> String {
        client(database, newest)
    }

    /// Which of the two whole databases a project has.
    enum State: Equatable {
        case old, new
        case neither(String)
    }

    /// Looks at the database of a project that is changed by that: recovered.
    func state(of database: String, asking client: RunWork.Client = SQLiteClient.query) -> State {
        if self == .rubbish, TextFile.read(database) == Self.rubbishText { return .old }
        let found = Self.look(database, asking: client)
        if found == Self.backedUp { return .new }
        return found == Self.changed && self != .rubbish ? .old : .neither(found)
    }

    /// Restores, and says what is wrong then; `nil` if nothing is, and nothing is left of whatever was before.
    func problemRestoring(in folder: String) -> String? {
        let next = MartletBinary.run(["restore", "copy.db", "--yes"], in: folder)
        if next.status != 0 { return next.everything }
        let found = Self.look(folder + "/app.db")
        if found != Self.backedUp { return found }
        var left = Folder.names(folder).filter {
            !["app.db", "copy.db", "copy.db.manifest.json", "martlet.yaml", "migrations", "seeds"].contains($0)
        }
        if self == .rubbish {
            // What could not be read is kept once.
            guard left.count == 1, TextFile.read(folder + "/" + left[0]) == Self.rubbishText else {
                return "kept: \(left)"
            }
            left.removeAll { $0.hasPrefix("app.db.before-restore-") }
        }
        return left.isEmpty ? nil : "left behind: \(left)"
    }
}
