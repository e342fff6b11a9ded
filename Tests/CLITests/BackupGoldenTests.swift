import Glibc
import TestSupport
import Testing

/// What `backup` and `restore` say.
@Suite struct BackupGoldenTests {
    // MARK: Backup

    @Test func backup() { expectGolden("backup/done", "backup") { .migrated() } }

    @Test func backupIntoAFile() { expectGolden("backup/output", "backup --output copy.db") { .migrated() } }

    @Test func backupOfSeveral() {
        expectGolden("backup/several", "backup -o all.db", "backup -o /mnt/nas/all.db", "backup") { .several() }
    }

    @Test func backupDryRun() { expectGolden("backup/dry-run", "backup --dry-run") { .migrated() } }

    @Test func backupOverAFile() {
        expectGolden("backup/exists", "backup -o app.db", "backup -o app.db --dry-run") { .migrated() }
    }

    @Test func backupOfNothing() { expectGolden("backup/absent", "backup") }

    @Test func backupOfADamagedDatabase() {
        let project = ScratchProject.migrated(["migrations/001_large.sql": ScratchProject.large])
        project.damage("app.db") { $0.replaceSubrange(500_000..<510_000, with: repeatElement(7, count: 10_000)) }
        let result = project.martlet("backup")
        expectStatus(result, 8)
        // The rest of the line is SQLite's, and differs by its version.
        expect(result.error, contains: "error[corrupt]: app is damaged: ")
        expect(result.error, contains: "no backup was made; earlier ones and app are untouched")
        #expect(!result.error.contains(".martlet-"), "\(result.error)")
        #expect(project.folder.names(in: "backups").isEmpty)
    }

    // MARK: Restore

    @Test func restore() { expectGolden("restore/done", "restore copy.db --yes", "status") { .changedSinceBackup() } }

    @Test func restoreByItsManifest() {
        expectGolden("restore/by-manifest", "restore copy.db.manifest.json --yes", json: false) {
            .changedSinceBackup()
        }
    }

    @Test func restoreDryRun() {
        expectGolden("restore/dry-run", "restore copy.db --dry-run") { .changedSinceBackup() }
    }

    @Test func restoreAbsent() {
        expectGolden("restore/absent-database", "restore copy.db", "status") {
            let project = ScratchProject.changedSinceBackup()
            project.folder.remove("app.db")
            return project
        }
    }

    @Test func restoreElsewhere() {
        expectGolden("restore/into", "restore copy.db --into sqlite:other.db") { .changedSinceBackup() }
    }

    @Test func restoreOverAnotherFile() {
        expectGolden(
            "restore/into-other", "restore copy.db --into sqlite:other.db",
            "restore copy.db --into sqlite:other.db --yes"
        ) {
            let project = ScratchProject.changedSinceBackup(settings: ["protected: true"])
            _ = Program.run(["cp", "app.db", "other.db"], in: project.folder.path)
            return project
        }
    }

    @Test func restoreOverADamagedDatabase() {
        expectGolden("restore/damaged-database", "restore copy.db --yes") {
            let project = ScratchProject.changedSinceBackup()
            project.folder.write("app.db", "this was a database\n")
            return project
        }
    }

    @Test func restorePlainCopy() {
        expectGolden("restore/plain-copy", "restore copy.db --yes") {
            let project = ScratchProject.changedSinceBackup()
            project.folder.remove("copy.db.manifest.json")
            return project
        }
    }

    // MARK: Refusals

    @Test func restoreWithoutConfirmation() {
        expectGolden("restore/refused", "restore copy.db") { .changedSinceBackup() }
    }

    @Test func restoreProtected() {
        expectGolden("restore/protected", "restore copy.db --yes") {
            .changedSinceBackup(settings: ["protected: true"])
        }
    }

    @Test func restoreOfNothing() {
        expectGolden("restore/absent-backup", "restore none.db --yes") { .changedSinceBackup() }
    }

    @Test func restoreOfTheDatabaseItself() {
        expectGolden("restore/itself", "restore app.db --yes") { .changedSinceBackup() }
    }

    @Test func restoreOfAnotherDatabase() {
        expectGolden("restore/other-database", "restore copy.db -d trends --yes") {
            let project = ScratchProject.several()
            expectStatus(project.martlet("backup", "-d", "metrics", "-o", "copy.db"), 0)
            return project
        }
    }

    // MARK: Damaged backups

    @Test func aFlippedByte() { expectGoldenOfDamage("restore/flipped-byte") { $0[1_200_000] ^= 1 } }

    @Test func aLostEnd() { expectGoldenOfDamage("restore/truncated") { $0.removeLast(100_000) } }

    @Test func aDamagedManifest() {
        expectGoldenOfDamage("restore/damaged-manifest", file: "copy.db.manifest.json") { $0[300] ^= 1 }
    }

    @Test func theManifestOfAnotherBackup() {
        expectGolden("restore/foreign-manifest", "restore copy.db --yes", "check") {
            let project = ScratchProject.changedSinceBackup()
            expectStatus(project.martlet("backup", "--output", "later.db"), 0)
            _ = Program.run(["mv", "later.db.manifest.json", "copy.db.manifest.json"], in: project.folder.path)
            return project
        }
    }

    @Test func aPlainCopyThatIsEmpty() {
        expectGolden("restore/empty-copy", "restore empty.db --yes") {
            let project = ScratchProject.changedSinceBackup()
            project.folder.write("empty.db", "")
            return project
        }
    }

    @Test func aPlainCopyThatIsNoDatabase() {
        expectGolden("restore/not-a-database", "restore notes.txt --yes") {
            let project = ScratchProject.changedSinceBackup()
            project.folder.write("notes.txt", "Remember the milk.\n")
            return project
        }
    }

    @Test func aPlainCopyWithoutItsLog() {
        expectGolden("restore/copy-with-log", "restore plain.db --yes") {
            let project = ScratchProject.changedSinceBackup()
            _ = Program.run(["cp", "app.db", "plain.db"], in: project.folder.path)
            project.folder.write("plain.db-wal", "the newest changes")
            return project
        }
    }

    /// Expects that a damaged backup of 2 MiB is refused, and that the database still has what is newer.
    private func expectGoldenOfDamage(_ name: String, file: String = "copy.db", _ change: (inout [UInt8]) -> Void) {
        var projects: [ScratchProject] = []
        expectGolden(name, "restore copy.db --yes") {
            let project = ScratchProject.changedSinceBackup(
                ScratchProject.twoMigrations.merging(["migrations/003_large.sql": ScratchProject.large]) { $1 })
            project.damage(file, change)
            projects.append(project)
            return project
        }
        for project in projects { #expect(project.sql("SELECT name FROM users WHERE id = 3") == "Cleo") }
    }

    // MARK: In use

    @Test func restoreOverADatabaseThatIsOpen() {
        expectGoldenWhileHeld("restore/open", by: "db.execute('SELECT count(*) FROM users').fetchall()")
    }

    @Test func restoreOverADatabaseInATransaction() {
        expectGoldenWhileHeld(
            "restore/in-transaction", by: "db.execute('BEGIN IMMEDIATE'); db.execute('DELETE FROM posts')")
    }

    @Test func restoreWhileAnotherMartletIsAtWork() {
        expectGoldenWhileHeld(
            "restore/locked", wait: " --wait 0s",
            by: """
                import fcntl
                lock = open('app.db.martlet-lock', 'w+')
                fcntl.flock(lock, fcntl.LOCK_EX)
                lock.write('4711\\nhost\\nmigrate\\n2026-01-02T03:04:05Z\\n'); lock.flush()
                db.close()
                """)
    }

    /// Expects what a restore says while another program holds the database, and that nothing changed.
    private func expectGoldenWhileHeld(_ name: String, wait: String = "", by script: String) {
        var holders: [pid_t] = []
        var projects: [(ScratchProject, String)] = []
        expectGolden(name, "restore copy.db --yes" + wait) {
            let project = ScratchProject.changedSinceBackup()
            projects.append((project, project.dump))
            project.folder.write(
                "holder.py",
                """
                import sqlite3, time
                db = sqlite3.connect('app.db', isolation_level=None)
                \(script)
                open('held', 'w').close()
                time.sleep(60)

                """)
            holders.append(Program.start(["python3", "holder.py"], in: project.folder.path) ?? -1)
            #expect(ChildProcess.waitUntil { project.folder.has("held") })
            return project
        }
        for holder in holders {
            kill(holder, SIGKILL)
            _ = ChildProcess.wait(holder)
        }
        for (project, dump) in projects {
            #expect(project.dump == dump)
            project.folder.remove("app.db.martlet-lock")
            expectStatus(project.martlet("restore", "copy.db", "--yes"), 0)
        }
    }
}

extension ScratchProject {
    /// A table of 2 MiB, the same each time.
    static let large = """
        CREATE TABLE large (x TEXT);
        INSERT INTO large WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 2000)
        SELECT printf('%01000d', x) FROM c;

        """

    /// A project with a backup, `copy.db`, from before the newest row.
    static func changedSinceBackup(
        _ files: [String: String] = ScratchProject.twoMigrations, settings: [String] = []
    ) -> ScratchProject {
        let project = ScratchProject.migrated(files, settings: settings)
        expectStatus(project.martlet("backup", "--output", "copy.db"), 0)
        _ = project.sql("INSERT INTO users (name) VALUES ('Cleo')")
        return project
    }

    /// A project of two databases, both migrated.
    fileprivate static func several() -> ScratchProject {
        let project = ScratchProject(
            configuration: """
                project: demo
                databases:
                  trends:
                    url: sqlite:trends.db
                    migrations: migrations
                  metrics:
                    url: sqlite:metrics.db
                    migrations: migrations
                defaults:
                  backups: data/backups

                """, ScratchProject.twoMigrations)
        expectStatus(project.martlet("migrate"), 0)
        return project
    }

    /// Changes the bytes of a file.
    fileprivate func damage(_ file: String, _ change: (inout [UInt8]) -> Void) {
        var bytes = TextFile.bytes(folder.path(file)) ?? []
        change(&bytes)
        folder.write(file, bytes)
    }
}
