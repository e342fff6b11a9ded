import Glibc
import MartletSQLite
import TestSupport
import Testing

@testable import MartletCore

/// A project with one migrated database, its backups and its restores.
extension Workshop {
    static func withRows(_ count: Int = 500, journal: String = "delete") throws -> Workshop {
        let workshop = try Workshop()
        try workshop.migration("001_item", "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL);")
        workshop.migrate()
        _ = workshop.sql(
            """
            PRAGMA journal_mode = \(journal);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
            INSERT INTO item SELECT i, hex(randomblob(40)) FROM n;
            """)
        return workshop
    }

    @discardableResult
    func backUp(_ output: String? = nil, dryRun: Bool = false) -> Outcome {
        BackupOperation(context(dryRun: dryRun), output: output, currentFolder: folder.path).run()
    }

    func restoring(_ path: String, into: String? = nil, dryRun: Bool = false) -> RestoreOperation {
        RestoreOperation(context(dryRun: dryRun), path: path, into: into, currentFolder: folder.path)
    }

    @discardableResult
    func restore(_ path: String, into: String? = nil, dryRun: Bool = false) -> Outcome {
        restoring(path, into: into, dryRun: dryRun).run()
    }

    /// What a restore asks about, which gets no for an answer; `nil` if it does not come to that.
    func preview(_ path: String, into: String? = nil) -> RestorePreview? {
        var asked: RestorePreview?
        _ = restoring(path, into: into).run { (preview) throws(MartletError) in
            asked = preview
            throw MartletError(.confirmationNeeded, "no")
        }
        return asked
    }

    func bytes(_ name: String) throws -> [UInt8] { try FileSystem.read(folder.path.appending(name)) }

    func names(_ name: String = "") throws -> [String] { try folder.names(in: name) }

    /// What the `sqlite3` client answers about another file of the folder.
    func sql(_ sql: String, file: String) -> [String] {
        SQLiteClient.query(folder.path.appending(file).string, sql).split(separator: "\n").map(String.init)
    }

    /// Changes the database without folding its write-ahead log in, as a process that dies does.
    func leaveLog(_ sql: String, database: String = "app.db") {
        let client = Program.run(
            ["sqlite3", "-batch", folder.path.appending(database).string],
            input: "PRAGMA journal_mode = WAL;\n.dbconfig no_ckpt_on_close on\nPRAGMA wal_autocheckpoint = 0;\n\(sql)\n"
        )
        #expect(client.status == 0, "\(client.everything)")
    }

    /// A copy of the database and of its rollback journal from the middle of a transaction.
    func leaveJournal(_ sql: String, as copy: String) {
        let here = folder.path.string
        let client = Program.run(
            ["sqlite3", "-batch", here + "/app.db"],
            input: """
                PRAGMA cache_size = 2;
                BEGIN;
                \(sql)
                .shell cp \(here)/app.db \(here)/\(copy); cp \(here)/app.db-journal \(here)/\(copy)-journal
                ROLLBACK;
                """)
        #expect(client.status == 0, "\(client.everything)")
    }
}

/// A program that has a file open for as long as the test needs it.
final class Holder {
    let process: pid_t

    init(_ arguments: [String], until ready: () -> Bool) throws {
        process = try #require(Program.start(arguments))
        for _ in 0..<500 {
            if ready() { break }
            usleep(10_000)
        }
    }

    deinit {
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }
}
