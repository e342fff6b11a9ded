import Glibc
import TestSupport
import Testing

/// Signals, and what becomes of children.
///
/// A kill at every call of the system has suites of its own.
@Suite struct ProcessDeathTests {
    @Test("A6: a signal rolls back and frees the lock within two seconds", arguments: [SIGINT, SIGTERM, SIGHUP])
    func signal(_ signal: Int32) {
        let busy = BusyProject()
        let before = "001|1\n002|1\n0"
        let look =
            "SELECT version, success FROM martlet_migrations; SELECT count(*) FROM sqlite_schema WHERE name = 'n'"
        usleep(100_000)
        let begun = ContinuousClock.now
        #expect(busy.end(with: signal) == (signal == SIGINT ? 130 : 143))
        #expect(ContinuousClock.now - begun < .seconds(2))
        #expect(busy.project.sql(look) == before)
        #expect(busy.project.folder.names() == ["app.db", "martlet.yaml", "migrations", "seeds"])
        busy.expectMigrates()
    }

    @Test("A6: a second signal ends at once") func secondSignal() {
        let busy = BusyProject()
        ChildProcess.signal(busy.run, SIGINT)
        #expect(busy.end(with: SIGINT) == 130)
        #expect(busy.project.sql("PRAGMA integrity_check") == "ok")
        busy.project.folder.write("migrations/003_endless.sql", "CREATE TABLE n (x INTEGER);\n")
        expectStatus(busy.project.martlet("migrate"), 0)
    }

    @Test("A6: whoever waits for the lock can be interrupted") func signalWhileWaiting() {
        let busy = BusyProject()
        let waiter = ChildProcess.start(["migrate"], in: busy.project)
        usleep(300_000)
        ChildProcess.signal(waiter, SIGTERM)
        #expect(ChildProcess.wait(waiter) == 143)
        #expect(busy.end(with: SIGINT) == 130)
    }

    /// `MARTLET_SIGNALS=100` sends that many.
    @Test("A6: a signal at a random moment leaves each migration done and recorded, or neither")
    func signalsAtRandomMoments() {
        let count = getenv("MARTLET_SIGNALS").flatMap { Int(String(cString: $0)) } ?? 12
        var files: [String: String] = [:]
        for number in 100..<200 {
            files["migrations/\(number)_t.sql"] =
                "-- martlet: foreign_keys=\(number % 2 == 0 ? "on" : "off")\nCREATE TABLE t\(number) (x);\n"
        }
        let origin = ScratchProject(files)
        let whole = ProjectCopy(of: origin)
        let begun = ContinuousClock.now
        expectStatus(MartletBinary.run(["migrate"], in: whole.path), 0)
        let length = (ContinuousClock.now - begun) / .milliseconds(1)
        var ends: [Int32: Int] = [:]
        for number in 0..<count {
            let signal = [SIGINT, SIGTERM, SIGHUP][number % 3]
            let copy = ProjectCopy(of: origin)
            let folder = ScratchFolder()
            let words = folder.path("words")
            let pid = MartletBinary.start(["migrate"], in: copy.path, error: words) ?? -1
            let moment = Double.random(in: 0..<length)
            usleep(UInt32(moment * 1000))
            ChildProcess.signal(pid, signal)
            let status = ChildProcess.wait(pid)
            ends[status, default: 0] += 1
            expectWhole(copy, status, signal, "signal \(signal) after \(moment) ms: \(TextFile.read(words) ?? "")")
        }
        print("ends after signals at random moments: \(ends)")
    }

    private func expectWhole(_ copy: ProjectCopy, _ status: Int32, _ signal: Int32, _ place: Comment) {
        // Before the first line of the program the system's own answer to the signal still holds.
        #expect([0, signal == SIGINT ? 130 : 143, 128 + signal].contains(status), "\(place): \(status)")
        let database = copy.path + "/app.db"
        let contradictions = """
            PRAGMA integrity_check;
            SELECT version FROM martlet_migrations WHERE NOT EXISTS
              (SELECT 1 FROM sqlite_schema WHERE name = 't' || version);
            SELECT name FROM sqlite_schema WHERE name GLOB 't[0-9]*' AND NOT EXISTS
              (SELECT 1 FROM martlet_migrations WHERE 't' || version = name)
            """
        // A signal may come before there is a database, or a history in it.
        let hasHistory =
            copy.names().contains("app.db")
            && SQLiteClient.query(
                database, "SELECT count(*) FROM sqlite_schema WHERE name = 'martlet_migrations'") == "1\n"
        if hasHistory { #expect(SQLiteClient.query(database, contradictions) == "ok\n", place) }
        let next = MartletBinary.run(["migrate", "--wait", "0s"], in: copy.path)
        #expect(next.status == 0, "\(place): \(next.everything)")
        #expect(
            SQLiteClient.query(database, "\(contradictions); SELECT count(*) FROM martlet_migrations") == "ok\n100\n",
            place)
    }

    @Test("A12: no command starts another program, so that none is left behind") func noChildren() {
        let project = ScratchProject(ScratchProject.seeded, settings: ["backup: {before: [migrate]}"])
        let commands = [
            ["init"], ["new", "tags"], ["status"], ["plan"], ["setup"], ["migrate"], ["seed", "--force"], ["check"],
            ["dump"], ["history"], ["backup", "-o", "copy.db"], ["restore", "copy.db", "--yes"], ["rollback", "--yes"],
            ["redo", "--yes"], ["stamp", "002"], ["repair", "--yes"], ["reset", "--yes"], ["completions", "bash"],
            ["version"], ["help"], ["docs", "--output", "pages"], ["diff", "migrations", "app"], ["drift"],
            ["export", "--as", "sqlx"], ["adopt"], ["lint", "--fail-on", "error"], ["verify"],
        ]
        let log = project.folder.path("strace.log")
        for command in commands {
            let result = project.martlet(
                under: ["strace", "-f", "-qq", "-o", log, "-e", "trace=execve,execveat,fork,vfork,clone,clone3"],
                command)
            expectStatus(result, 0)
            if command[0] == "new" { project.folder.remove("migrations/003_tags.sql") }
            let calls = (TextFile.read(log) ?? "").split(separator: "\n").filter { !$0.contains("CLONE_THREAD") }
            #expect(calls.count == 1, "\(command): \(calls)")
            expect(String(calls.first ?? ""), contains: "execve(\"\(MartletBinary.path)\"")
        }
        let known = project.martlet("help").output.matches(of: #/\n  ([a-z]+) +[A-Z]/#).map { String($0.output.1) }
        #expect(Set(commands.map { $0[0] }) == Set(known), "a command was forgotten")
    }
}
