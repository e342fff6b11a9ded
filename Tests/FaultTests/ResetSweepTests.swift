import Glibc
import TestSupport
import Testing

/// `reset` killed, failing and losing power at every call: the database is the old one or the new one, whole; the same
/// command then succeeds and leaves nothing behind.
@Suite struct ResetSweepTests {
    private static let command = ["reset", "--seed", "--yes"]
    private static let look = """
        PRAGMA integrity_check; PRAGMA journal_mode;
        SELECT group_concat(name) FROM sqlite_schema WHERE name NOT LIKE '%martlet%' AND name NOT LIKE 'sqlite%';
        SELECT count(*) FROM users; SELECT count(*) FROM posts;
        SELECT count(*) FROM martlet_migrations; SELECT count(*) FROM martlet_seeds;
        """

    /// A database with a table that no migration makes, and with more rows than the seeds have.
    private func prepare(_ mode: String) -> ScratchProject {
        let project = ScratchProject(ScratchProject.seeded)
        expectStatus(project.martlet("setup"), 0)
        #expect(project.sql("PRAGMA journal_mode = \(mode)") == mode)
        _ = Program.run(
            ["sqlite3", "-batch", project.database],
            input: """
                PRAGMA wal_autocheckpoint = 0;
                .dbconfig no_ckpt_on_close on
                CREATE TABLE mine (x);
                INSERT INTO users (name) VALUES ('Eve'), ('Finn');

                """)
        #expect(project.folder.has("app.db-wal") == (mode == "wal"))
        return project
    }

    /// Which of the two whole databases it is.
    private func state(
        of database: String, _ mode: String, asking client: RunWork.Client = SQLiteClient.query
    ) -> ChangedDatabase.State {
        let found = client(database, Self.look)
        if found == "ok\n\(mode)\nusers,posts,posts_author,mine\n6\n3\n2\n2\n" { return .old }
        return found == "ok\n\(mode)\nusers,posts,posts_author\n4\n3\n2\n2\n" ? .new : .neither(found)
    }

    /// Resets, and says what is wrong then; `nil` if nothing is, and nothing is left of whatever was before.
    private func problemResetting(in folder: String, _ mode: String) -> String? {
        let next = MartletBinary.run(Self.command, in: folder)
        if next.status != 0 { return next.everything }
        if case let found = state(of: folder + "/app.db", mode), found != .new { return "\(found)" }
        let left = Folder.names(folder)
        return left == ["app.db", "martlet.yaml", "migrations", "seeds"] ? nil : "left behind: \(left)"
    }

    /// Looks at a copy, so that the project stays as the fault left it, and resets.
    private func look(at copy: ProjectCopy, _ mode: String) -> (ChangedDatabase.State, problems: [String]) {
        let state = state(of: ProjectCopy(of: copy).database, mode)
        var problems: [String] = []
        if case .neither(let found) = state { problems.append(found) }
        if let problem = problemResetting(in: copy.path, mode) { problems.append("the run after: \(problem)") }
        return (state, problems)
    }

    @Test("A1: a killed reset leaves the old database or the new one", arguments: ["delete", "wal"])
    func aKilledResetLeavesTheOldDatabaseOrTheNewOne(_ mode: String) {
        let origin = prepare(mode)
        var states: [ChangedDatabase.State] = []
        let points = FaultPoint.kills(of: Self.command, in: ProjectCopy(of: origin))
        Sweep.over(points, "A1: reset, journal_mode \(mode), killed", usual: 11, atLeast: 100) { point in
            let copy = ProjectCopy(of: origin)
            guard point.run(Self.command, in: copy).status == 128 + SIGKILL else { return nil }
            let (state, problems) = look(at: copy, mode)
            states.append(state)
            return problems
        }
        #expect(states.contains(.old))
    }

    @Test("E2, E3: a failing reset leaves the old database or the new one", arguments: ["delete", "wal"])
    func aResetThatFailsLeavesTheOldDatabaseOrTheNewOne(_ mode: String) {
        let origin = prepare(mode)
        let points = FaultPoint.errors(of: Self.command, in: ProjectCopy(of: origin))
        Sweep.over(points, "E2, E3: reset, journal_mode \(mode), with an error", usual: 61, atLeast: 400) { point in
            let copy = ProjectCopy(of: origin)
            let result = point.run(Self.command, in: copy)
            var (state, problems) = look(at: copy, mode)
            if ![0, 1, 5].contains(result.status) { problems.append("exit status \(result.status)") }
            // The cardinal sin.
            if result.status == 0, state != .new { problems.append("exit status 0, and not reset") }
            for claim in ["app is as it was", "app.db is unchanged"] where result.error.contains(claim) && state != .old
            {
                problems.append("said: \(claim)")
            }
            if result.everything.contains("/.martlet-") { problems.append("the new file goes by its own name") }
            if !problems.isEmpty { problems.append(result.everything) }
            return problems
        }
    }

    @Test("A2: a power failure during a reset leaves the old database or the new one", arguments: ["delete", "wal"])
    func aPowerFailureLeavesTheOldDatabaseOrTheNewOne(_ mode: String) throws {
        let recorded = Recording(of: Self.command, in: prepare(mode))
        try recorded.expectSound("A2: reset, journal_mode \(mode)", atLeast: 1_000) { failure in
            let state = state(of: failure.folder + "/app.db", mode, asking: InProcessClient.query)
            if case .neither(let found) = state { return found }
            return failure.isOver && state != .new ? "said to be reset, and is not" : nil
        } finish: { failure in
            problemResetting(in: failure.folder, mode)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalLeavesTheOldDatabase(_ signal: Int32) {
        let project = prepare("delete")
        project.folder.write(
            "seeds/003_endless.sql",
            "INSERT INTO users (name) WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x FROM c WHERE x < 0;\n"
        )
        let (dump, files) = (project.dump, project.files)
        let pid = ChildProcess.start(Self.command, in: project)
        // The long statement's transaction has begun in the new database.
        #expect(
            ChildProcess.waitUntil {
                project.folder.names().contains { $0.hasPrefix(".martlet-") && $0.hasSuffix("-journal") }
            })
        usleep(200_000)
        kill(pid, signal)
        #expect(ChildProcess.wait(pid) == (signal == SIGINT ? 130 : 143))
        #expect(project.dump == dump && project.files == files)
    }
}
