import TestSupport
import Testing

/// Backups of all three at once, the copies that the guide makes with `cp`, and the way back from either.
@Suite struct ExcuseMyFrenchBackupTests {
    /// The date as the guide's `date +%Y%m%d` gives it.
    private func today(_ zone: String) -> String {
        Program.run(["date", "+%Y%m%d"], environment: ["TZ": zone]).output.droppingLastLineEnd
    }

    // MARK: martlet backup

    /// Two zones between which it is never the same day.
    @Test(arguments: ["EAST-14", "WEST+12"]) func oneCommandBacksUpAllByTheLocalDate(_ zone: String) {
        let project = ExcuseMyFrench(.seeded)
        // The day may change meanwhile.
        let before = today(zone)
        expectStatus(project.martlet("backup", environment: ["TZ": zone]), 0)
        let days = [before, today(zone)]
        let names = project.names("data/backups")
        #expect(names.count == 6)
        for database in ExcuseMyFrench.databases {
            #expect(days.contains { names.contains("\(database)_backup_\($0).db") }, "\(names)")
            #expect(days.contains { names.contains("\(database)_backup_\($0).db.manifest.json") })
        }
        for (name, table, rows) in [
            ("trends", "trending_topics", 8), ("metrics", "video_metrics", 10), ("image_library", "image_usage", 7),
        ] {
            let file = names.first { $0.hasPrefix(name) && $0.hasSuffix(".db") } ?? "none"
            let answer = SQLiteClient.query(
                project.root + "/data/backups/" + file, "SELECT count(*) FROM \(table); PRAGMA integrity_check")
            #expect(answer == "\(rows)\nok\n")
        }
        // A second one on the same day keeps the first.
        let sums = project.run(["sh", "-c", "sha256sum data/backups/*_backup_????????.db"]).output
        expectStatus(project.martlet("backup", environment: ["TZ": zone]), 0)
        #expect(project.names("data/backups").count == 12)
        #expect(project.run(["sh", "-c", "sha256sum data/backups/*_backup_????????.db"]).output == sums)
    }

    @Test func aBackupOfDatabasesInUseIsWhole() {
        let project = ExcuseMyFrench(.seeded)
        let answer = project.python(
            """
            import glob, os, sqlite3, subprocess
            db = sqlite3.connect("data/trends.db")
            db.execute("INSERT INTO trending_topics (topic, source) VALUES ('in the log', 's')")
            db.commit()
            db.execute("INSERT INTO trending_topics (topic, source) VALUES ('not committed', 's')")
            subprocess.run([os.environ["MARTLET"], "backup", "--quiet"], check=True)
            for path in glob.glob("data/backups/trends_backup_????????.db"):
                copy = sqlite3.connect(path)
                print(copy.execute("SELECT count(*), max(topic = 'in the log'), max(topic = 'not committed') "
                                   "FROM trending_topics").fetchall())
            """)
        #expect(answer.output == "[(9, 1, 0)]\n", "\(answer.everything)")
    }

    @Test func eachBackupKnowsWhatItIsOf() {
        let project = ExcuseMyFrench(.seeded)
        let before = project.content
        expectStatus(project.martlet("backup"), 0)
        for database in ExcuseMyFrench.databases { _ = project.run(["rm", "data/\(database).db"]) }
        for name in project.names("data/backups").filter({ $0.hasSuffix(".db") }) {
            expectStatus(project.martlet("restore", "data/backups/" + name), 0)
        }
        #expect(project.content == before)
        #expect(project.sql("metrics", "PRAGMA journal_mode") == "wal")
        expectStatus(project.initialize("--check"), 0)
        // Over one that is there it asks; over another one it refuses.
        let name = project.names("data/backups").first { $0.hasPrefix("metrics") } ?? "none"
        expectStatus(project.martlet("restore", "data/backups/" + name), 7)
        expectStatus(project.martlet("restore", "data/backups/" + name, "--database", "trends", "--yes"), 7)
        #expect(project.content == before)
    }

    // MARK: cp

    /// Runs the guide's own commands.
    private func copy(_ project: ExcuseMyFrench) -> [String] {
        let block = project.blocks("bash", with: "cp data/trends.db data/backups/").first ?? "none"
        expectStatus(project.shell(block), 0)
        return project.names("data/backups")
    }

    @Test func theGuidesCopiesAreMadeAndRestored() {
        let project = ExcuseMyFrench(.seeded)
        let before = project.content
        let names = copy(project)
        #expect(names.count == 3)
        for database in ExcuseMyFrench.databases {
            let name = names.first { $0.hasPrefix(database + "_backup_") } ?? "none"
            _ = project.run(["rm", "data/\(database).db"])
            expectStatus(project.initialize(), 0)
            // Nothing says what it is of, and nothing is guessed.
            let unsaid = project.martlet("restore", "data/backups/" + name, "--yes")
            expectStatus(unsaid, 2)
            expect(unsaid.error, contains: "add --database \(database)\n")
            expectStatus(project.martlet("restore", "data/backups/" + name, "-d", database), 7)
            let restored = project.martlet("restore", "data/backups/" + name, "-d", database, "--yes")
            expectStatus(restored, 0)
            expect(restored.error, contains: "warning[unproven]")
            expect(restored.error, contains: "could not be authenticated: it has no manifest")
        }
        #expect(project.content == before)
    }

    @Test func aCopyThatIsNoWholeDatabaseIsRefused() {
        let project = ExcuseMyFrench(.seeded)
        let before = project.content
        let name = "data/backups/" + (copy(project).first { $0.hasPrefix("trends") } ?? "none")
        _ = project.run(["truncate", "-s", "-4096", name])
        let result = project.martlet("restore", name, "-d", "trends", "--yes")
        expectStatus(result, 8)
        expect(result.error, contains: "nothing was restored")
        #expect(project.content == before)
    }

    @Test func aCopyWithItsLogBesideItIsCompletedFirst() {
        let project = ExcuseMyFrench(.seeded)
        // As by cp of all files while a program has the database open.
        let copied = project.python(
            """
            import shutil, sqlite3
            db = sqlite3.connect("data/trends.db")
            db.execute("INSERT INTO trending_topics (topic, source) VALUES ('in the log', 's')")
            db.commit()
            for end in ["", "-wal"]:
                shutil.copy("data/trends.db" + end, "data/backups/trends_copy.db" + end)
            """)
        expectStatus(copied, 0)
        let refused = project.martlet("restore", "data/backups/trends_copy.db", "-d", "trends", "--yes")
        expectStatus(refused, 7)
        expect(refused.error, contains: "trends_copy.db-wal, which lies beside it, belongs to it")
        // The advice is a command, and it is the cure.
        let advice =
            refused.error.split(separator: "\n").first { $0.contains("PRAGMA wal_checkpoint") }.map(String.init) ?? ""
        let command = advice.split(separator: "sqlite3 ", maxSplits: 1).last.map { "sqlite3 " + $0 } ?? "none"
        expectStatus(project.shell(command), 0)
        _ = project.sql("trends", "DELETE FROM trending_topics")
        expectStatus(project.martlet("restore", "data/backups/trends_copy.db", "-d", "trends", "--yes"), 0)
        #expect(project.sql("trends", "SELECT count(*), max(topic = 'in the log') FROM trending_topics") == "9|1")
    }

    @Test func aCopyOverABackupIsNotTakenForIt() {
        let project = ExcuseMyFrench(.seeded)
        expectStatus(project.martlet("backup"), 0)
        _ = project.sql("trends", "DELETE FROM search_history")
        let name = copy(project).first { $0.hasPrefix("trends") } ?? "none"
        let result = project.martlet("restore", "data/backups/" + name, "--yes")
        expectStatus(result, 8)
        expect(result.error, contains: "it is not what was written")
    }

    @Test func nothingIsReplacedUnderAProgramThatUsesIt() {
        let project = ExcuseMyFrench(.seeded)
        expectStatus(project.martlet("backup"), 0)
        let name = project.names("data/backups").first { $0.hasPrefix("trends") } ?? "none"
        let result = project.python(
            """
            import os, sqlite3, subprocess, sys
            db = sqlite3.connect("data/trends.db")
            db.execute("SELECT count(*) FROM trending_topics").fetchone()
            for command in [["restore", "data/backups/\(name)", "--yes"], ["reset", "-d", "trends", "--yes"]]:
                done = subprocess.run([os.environ["MARTLET"], *command], capture_output=True, text=True)
                print(done.returncode, f"process {os.getpid()}" in done.stderr)
            """)
        #expect(result.output == "7 True\n7 True\n", "\(result.everything)")
    }

    // MARK: cron

    @Test func theCommandsOfTheCrontabRun() {
        let project = ExcuseMyFrench(.seeded)
        let lines = (TextFile.read(project.root + "/cron.example") ?? "").split(separator: "\n")
            .filter { $0.first?.isNumber == true }
        #expect(lines.count == 2)
        project.folder.write("project/data/backups/trends_backup_20200101.db", "old")
        _ = project.run(["touch", "-d", "2020-01-01", "data/backups/trends_backup_20200101.db"])
        for line in lines {
            // Five fields of time, then the command, which cron gives to sh.
            let command = line.split(separator: " ", maxSplits: 5)[5]
            let result = project.run(
                ["sh", "-c", String(command)], environment: ["PROJECT": project.root])
            expectStatus(result, 0)
            #expect(result.output == "" && result.error == "", "\(result.everything)")
        }
        let names = project.names("data/backups")
        #expect(names.count == 6 && !names.contains("trends_backup_20200101.db"))
        // What check finds is mailed.
        _ = Program.run(["sqlite3", project.path("image_library"), "DELETE FROM image_library"])
        let check = lines[1].split(separator: " ", maxSplits: 5)[5]
        let found = project.run(["sh", "-c", String(check)], environment: ["PROJECT": project.root])
        expect(found.output, contains: "foreign keys do not hold")
    }
}
