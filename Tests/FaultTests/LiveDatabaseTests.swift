import TestSupport
import Testing

/// A database that its application goes on using meanwhile.
@Suite struct LiveDatabaseTests {
    /// An application that moves money between two accounts as fast as it can, each time in a transaction of its own, and
    /// never checkpoints; it ends when there is a file `stop`, and tells how often it did so.
    private static func application(_ project: ScratchProject, _ mode: String) -> PythonHolder {
        PythonHolder(
            project,
            """
            db.execute('PRAGMA busy_timeout = 60000')
            assert db.execute('PRAGMA journal_mode = \(mode)').fetchone()[0] == '\(mode)'
            db.execute('PRAGMA wal_autocheckpoint = 0')
            db.execute('PRAGMA synchronous = OFF')
            db.execute('CREATE TABLE account (name TEXT PRIMARY KEY, amount INTEGER)')
            db.execute('CREATE TABLE move (number INTEGER PRIMARY KEY, amount INTEGER)')
            db.execute("INSERT INTO account VALUES ('a', 1000000), ('b', 0)")
            db.execute('CREATE TABLE ballast (x)')
            db.execute('INSERT INTO ballast WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x < 2000) '
              'SELECT randomblob(1000) FROM c')
            """,
            afterwards: """
                count, begun = 0, time.time()
                while not os.path.exists('stop'):
                    count += 1
                    db.execute('BEGIN IMMEDIATE')
                    db.execute("UPDATE account SET amount = amount - 7 WHERE name = 'a'")
                    db.execute("UPDATE account SET amount = amount + 7 WHERE name = 'b'")
                    db.execute('INSERT INTO move VALUES (?, 7)', (count,))
                    db.execute('COMMIT')
                    if '\(mode)' == 'wal': assert os.path.getsize('app.db-wal') > 0
                    time.sleep(0.001)
                open('count', 'w').write('%d %d' % (count, count / (time.time() - begun)))
                """)
    }

    /// True of every state that was ever committed, and of no other.
    private static let invariant = """
        PRAGMA integrity_check;
        SELECT sum(amount) FROM account; SELECT (SELECT amount FROM account WHERE name = 'b') = 7 * count(*),
          coalesce(max(number), 0) = count(*) FROM move
        """
    private static let holds = "ok\n1000000\n1|1\n"

    /// Lets the application end; how many transactions it made, and how many a second.
    private func stop(_ application: PythonHolder, _ project: ScratchProject) -> (count: Int, rate: Int) {
        project.folder.write("stop", "")
        #expect(application.wait() == 0)
        let numbers = (project.folder.read("count") ?? "").split(separator: " ").compactMap { Int($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : (0, 0)
    }

    @Test("F1: a backup of a database that is written all the while is of one moment", arguments: ["wal", "delete"])
    func backups(_ mode: String) {
        let project = ScratchProject.migrated(settings: ["lock_timeout: 1m"])
        let application = Self.application(project, mode)
        var moments: [Int] = []
        for number in 1...6 {
            let name = "copy\(number).db"
            expectStatus(project.martlet("backup", "-o", name), 0)
            let path = project.folder.path(name)
            #expect(SQLiteClient.query(path, Self.invariant) == Self.holds)
            moments.append(Int(SQLiteClient.query(path, "SELECT count(*) FROM move").dropLast()) ?? -1)
        }
        let (count, rate) = stop(application, project)
        print("backups (\(mode)) after \(moments) of \(count) transactions, \(rate) a second")
        #expect(moments == moments.sorted() && moments.last ?? 0 > moments.first ?? 0, "\(moments)")
        #expect(SQLiteClient.query(project.database, Self.invariant) == Self.holds)
        expectStatus(project.martlet("restore", "copy3.db", "--into", "sqlite:drill.db"), 0)
        #expect(SQLiteClient.query(project.folder.path("drill.db"), Self.invariant) == Self.holds)
    }

    @Test("E8: what an application keeps in its write-ahead log is left there") func noCheckpoint() {
        let project = ScratchProject.migrated(settings: ["lock_timeout: 1m"])
        let application = Self.application(project, "wal")
        let file = TextFile.bytes(project.database)
        for number in 3...8 {
            project.folder.write(
                "migrations/00\(number)_t.sql",
                "CREATE TABLE t\(number) (x);\n-- ROLLBACK:\n-- DROP TABLE t\(number);\n")
            project.folder.write("seeds/00\(number)_s.sql", "INSERT INTO t\(number) VALUES (1);\n")
            let copy = "copy\(number).db"
            for command in [["migrate"], ["seed"], ["status"], ["check", "--no-drift"], ["backup", "-o", copy]] {
                expectStatus(MartletBinary.run(command, in: project.folder.path), 0)
            }
            // The application's own tables are none of the files'.
            expectStatus(project.martlet("drift"), 3)
            // All of it is in the log, and nobody has folded any of it in.
            #expect(TextFile.bytes(project.database) == file)
        }
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(TextFile.bytes(project.database) == file)
        // Nobody can take the database's place while it is open.
        for command in [["restore", "copy3.db", "--yes"], ["reset", "--yes"]] {
            expectStatus(MartletBinary.run(command, in: project.folder.path), 7)
        }
        let (count, rate) = stop(application, project)
        print("an application made \(count) transactions, \(rate) a second, while Martlet worked")
        #expect(count > 50)
        #expect(project.sql(Self.invariant) + "\n" == Self.holds)
        #expect(project.sql("SELECT count(*) FROM t3, t4, t5, t6, t7") == "1")
    }
}
