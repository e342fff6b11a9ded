import TestSupport
import Testing

/// Power failures after every call of a run: what is left is whole, what was said to be done is done, and the next run
/// finishes.
@Suite struct PowerLossTests {
    @Test("A2: whenever the power fails, what is left is whole", arguments: FaultWorks.all)
    func wheneverThePowerFailsWhatIsLeftIsWhole(_ work: any FaultWork) throws {
        let recorded = Recording(of: work.command, in: work.prepare())
        try recorded.expectSound("A2: \(work)", atLeast: 100) { failure in
            failure.problem(work)
        } finish: { failure in
            work.problemFinishing(in: failure.folder)
        }
    }

    @Test(
        "A2: a power failure while a database is made leaves nothing or all that was said",
        arguments: ["delete", "wal"])
    func aPowerFailureDuringSetup(_ journal: String) throws {
        let settings = journal == "wal" ? ["journal_mode: wal"] : []
        let project = ScratchProject(ScratchProject.seeded, settings: settings)
        project.replace("martlet.yaml", "sqlite:app.db", by: "sqlite:data/app.db")
        let recorded = Recording(of: ["setup"], in: project)
        let steps = """
            SELECT count(*) FROM users; SELECT count(*) FROM posts; SELECT count(*) FROM martlet_migrations WHERE success;
            SELECT count(*) FROM martlet_seeds;
            """
        try recorded.expectSound("A2: setup, journal_mode \(journal)", atLeast: 1_000) { failure in
            let database = failure.folder + "/data/app.db"
            guard Folder.names(failure.folder + "/data").contains("app.db") else {
                return failure.said.contains("✓") ? "no database" : nil
            }
            let state = InProcessClient.query(database, "PRAGMA integrity_check; PRAGMA foreign_key_check")
            if state != "ok\n" { return state }
            guard failure.isOver else { return nil }
            let answer = InProcessClient.query(database, steps)
            return answer == "4\n3\n2\n2\n" ? nil : answer
        } finish: { failure in
            let next = MartletBinary.run(["setup"], in: failure.folder)
            if next.status != 0 { return next.everything }
            let answer = SQLiteClient.query(failure.folder + "/data/app.db", steps)
            return answer == "4\n3\n2\n2\n" ? nil : answer
        }
    }

    /// The simulation has teeth: where nothing waits for the disk, it finds what then goes wrong.
    @Test("A2: without synchronisation power failures do damage", arguments: FaultWorks.all)
    func withoutSynchronisationPowerFailuresDoDamage(_ work: any FaultWork) throws {
        let recorded = Recording(of: work.command, in: work.prepare())
        for synchronization in [SimulatedDisk.Synchronization.ignored, .foldersOnly, .filesOnly] {
            var replay = recorded.replay(synchronization)
            // How much goes wrong is of interest; that something does is what is to be shown.
            if StressNumber.powerVariants == nil { replay.enough = 3 }
            let result = try replay.run { $0.problem(work) }
            StressReport.add(
                "A2: \(work), synchronisation \(synchronization.rawValue): \(result.states) states, "
                    + "\(result.bad.count) bad, as it should be")
            #expect(!result.bad.isEmpty, "\(synchronization)")
        }
    }

    /// What <https://sqlite.org/pragma.html#pragma_synchronous> says of each setting, found by the simulation.
    @Test(
        "A2: the simulation finds what SQLite's own settings promise",
        arguments: [("OFF", true, true), ("FULL", false, true), ("EXTRA", false, false)])
    func theSimulationFindsWhatSQLiteItselfPromises(_ setting: String, damages: Bool, forgets: Bool) throws {
        let project = ScratchProject()
        #expect(project.sql("CREATE TABLE t (x); CREATE INDEX i ON t (x); SELECT 1") == "1")
        let origin = ProjectCopy(of: project)
        let log = PowerLossLog(
            of: ["sqlite3", "-bail", "-batch", project.database], in: project.folder.path,
            input: """
                PRAGMA synchronous = \(setting);
                BEGIN IMMEDIATE;
                INSERT INTO t WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 2000) SELECT x FROM c;
                COMMIT;
                SELECT 'said';

                """)
        var damaged = 0
        var forgotten = 0
        let replay = PowerLossReplay(
            origin: origin, root: project.folder.path, log: log, variants: Recording.variants)
        let result = try replay.run { failure in
            let database = failure.folder + "/app.db"
            let state = InProcessClient.query(database, "PRAGMA integrity_check; SELECT count(*) FROM t")
            if !["ok\n0\n", "ok\n2000\n"].contains(state) { damaged += 1 }
            if failure.said.contains("said"), state != "ok\n2000\n" { forgotten += 1 }
            return nil
        }
        StressReport.add(
            "A2: sqlite3, synchronous = \(setting): \(result.states) states, \(damaged) damaged, \(forgotten) forgotten"
        )
        #expect((damaged > 0) == damages)
        #expect((forgotten > 0) == forgets)
        #expect(result.states > 100)
    }
}

extension PowerLossReplay.Failure {
    /// What is wrong with what it has left of a work; `nil` if nothing is.
    func problem(_ work: any FaultWork) -> String? {
        work.problem(in: folder, said: said, isComplete: isOver, asking: InProcessClient.query)
    }
}

/// A run of the built binary in a project, recorded so that power failures can be put into it.
struct Recording {
    let origin: ProjectCopy
    let log: PowerLossLog
    private let project: ScratchProject

    /// How many random outcomes of each failure are tried; the plain ones come with them.
    static let variants = StressNumber.powerVariants ?? 3

    init(of command: [String], in project: ScratchProject) {
        origin = ProjectCopy(of: project)
        self.project = project
        log = PowerLossLog(of: [MartletBinary.path] + command, in: project.folder.path)
    }

    func replay(_ synchronization: SimulatedDisk.Synchronization = .honoured) -> PowerLossReplay {
        PowerLossReplay(
            origin: origin, root: project.folder.path, log: log, synchronization: synchronization,
            variants: Self.variants)
    }

    /// Expects nothing wrong after any failure, and that the simulation ends with the files that the run has left.
    func expectSound(
        _ name: String, atLeast least: Int, sourceLocation: SourceLocation = #_sourceLocation,
        _ look: (PowerLossReplay.Failure) -> String?,
        finish: (PowerLossReplay.Failure) -> String? = { _ in nil }
    ) throws {
        var replay = replay()
        replay.finishEvery = StressNumber.powerVariants == nil ? 400 : 100
        let result = try replay.run(look, finish: finish)
        StressReport.add(
            "\(name), power failure: \(result.states) states, \(result.different) different, \(result.finished) finished, "
                + "\(result.bad.count) bad")
        #expect(result.bad.isEmpty, "\(result.bad.prefix(5).joined(separator: "\n"))", sourceLocation: sourceLocation)
        #expect(result.states >= least, sourceLocation: sourceLocation)
        // What is mapped into memory is seen by nobody, and made anew by whoever opens the database next.
        for (name, bytes) in result.end where !name.hasSuffix("-shm") {
            #expect(TextFile.bytes(project.folder.path(name)) == bytes, "\(name)", sourceLocation: sourceLocation)
        }
        #expect(result.end["martlet.yaml"] != nil, sourceLocation: sourceLocation)
    }
}
