import Glibc
import TestSupport
import Testing

/// A run of repeatables on a server that is killed.
@Suite struct RepeatableKillTests {
    private static let moments = StressNumber.serverKills ?? 24

    private func write(_ number: Int, into project: ServerProject) {
        project.folder.write(
            "migrations/R__active.sql", "CREATE OR REPLACE VIEW active AS SELECT id, name AS n\(number) FROM users;\n")
        project.folder.write(
            "migrations/R__other.sql", "DROP VIEW IF EXISTS other;\nCREATE VIEW other AS SELECT 1 AS n\(number);\n")
    }

    private static let state = """
        SELECT string_agg(attname, ' ' ORDER BY attrelid::regclass::text), to_regclass('ids') IS NOT NULL,
          (SELECT count(DISTINCT run_id) FROM martlet_log WHERE action = 'repeat' AND result = 'done')
        FROM pg_attribute WHERE attname ~ '^n[0-9]+$' AND attrelid IN ('active'::regclass, 'other'::regclass)
        """

    @Test("A3: what a killed run leaves has all of them, or none, and what needs them") func killed() throws {
        let project = try ServerProject()
        write(0, into: project)
        expectStatus(project.martlet("migrate"), 0)
        _ = project.sql("CREATE VIEW ids AS SELECT id FROM active")
        write(1, into: project)
        let begun = ContinuousClock.now
        expectStatus(project.martlet("migrate"), 0)
        let whole = Int((ContinuousClock.now - begun) / .microseconds(1))
        var ends: Set<Int32> = []
        var runs = 2
        for moment in 0..<Self.moments {
            let (old, new) = (moment + 1, moment + 2)
            write(new, into: project)
            let process = try #require(MartletBinary.start(["migrate"], in: project.folder.path))
            usleep(UInt32(whole * moment / Self.moments))
            ChildProcess.signal(process, SIGKILL)
            ends.insert(ChildProcess.wait(process))
            // Waits for the session to end, and finishes.
            let isEnded = ChildProcess.waitUntil {
                project.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") == "1"
            }
            #expect(isEnded)
            let state = project.sql(Self.state)
            #expect(["n\(old) n\(old)|t|\(runs)", "n\(new) n\(new)|t|\(runs + 1)"].contains(state))
            runs += 1
            expectStatus(project.martlet("migrate"), 0)
            #expect(project.sql(Self.state) == "n\(new) n\(new)|t|\(runs)")
        }
        #expect(ends.contains(128 + SIGKILL))
    }
}
