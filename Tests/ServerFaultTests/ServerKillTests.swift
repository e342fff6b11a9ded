import Glibc
import TestSupport
import Testing

/// A run that is killed while PostgreSQL's own programs work for it.
@Suite struct ServerKillTests {
    private static let files = [
        "migrations/001_rows.sql": """
        -- Description: Rows
        CREATE TABLE rows (id int PRIMARY KEY, x text);
        INSERT INTO rows SELECT g, repeat(md5(g::text), 30) FROM generate_series(1, 8000) AS g;

        """
    ]

    /// How many moments of a run are tried: these runs are long.
    private static let moments = max(1, (StressNumber.serverKills ?? 100) / 5)

    /// How long a run takes when nobody disturbs it, in microseconds.
    private func time(_ body: () -> Void) -> Int {
        let begun = ContinuousClock.now
        body()
        let parts = (ContinuousClock.now - begun).components
        return Int(parts.seconds) * 1_000_000 + Int(parts.attoseconds / 1_000_000_000_000)
    }

    private func kill(_ arguments: [String], in project: OwnedProject, after microseconds: Int) throws -> Int32 {
        let process = try #require(MartletBinary.start(arguments, in: project.folder.path))
        usleep(UInt32(microseconds))
        ChildProcess.signal(process, SIGKILL)
        return ChildProcess.wait(process)
    }

    /// The programs that work on the database, and the sessions that they or Martlet had.
    private func expectNobodyLeft(_ project: OwnedProject, sourceLocation: SourceLocation = #_sourceLocation) {
        let isQuiet = ChildProcess.waitUntil {
            let sessions = project.server("SELECT count(*) FROM pg_stat_activity WHERE usename = '\(project.role)'")
            let programs = Program.run(["pgrep", "-f", "user='\(project.role)'"])
            return sessions == "0" && programs.status == 1
        }
        #expect(isQuiet, sourceLocation: sourceLocation)
    }

    @Test("A12, F5: a backup that is killed leaves no program behind, and no half of a backup") func backups() throws {
        let project = try OwnedProject.migrated(Self.files)
        let whole = time { expectStatus(project.martlet("backup", "--output", "whole.dump"), 0) }
        var ends: Set<Int32> = []
        for moment in 0..<Self.moments {
            let name = "copy\(moment).dump"
            ends.insert(
                try kill(["backup", "--output", name], in: project, after: whole * moment / Self.moments))
            expectNobodyLeft(project)
            let isWhole = project.folder.has(name + ".manifest.json")
            // The manifest comes last: a file without one is a copy that was not vouched for yet, and whole all the same.
            if project.folder.has(name) || isWhole {
                let list = Program.run([
                    project.database.cluster.programs + "/pg_restore", "--file=/dev/null", project.folder.path(name),
                ])
                expectStatus(list, 0)
            }
        }
        #expect(ends.contains(128 + SIGKILL))
        expectStatus(project.martlet("backup", "--output", "last.dump"), 0)
        #expect(project.folder.names().filter { $0.hasPrefix(".martlet-") } == [])
        #expect(project.sql("SELECT count(*) FROM rows") == "8000")
    }

    @Test("F7: a restore that is killed leaves the old database or the new one", arguments: ["restore", "reset"])
    func restores(_ command: String) throws {
        let project = try OwnedProject.migrated(Self.files)
        expectStatus(project.martlet("backup", "--output", "whole.dump"), 0)
        let arguments = command == "restore" ? ["restore", "whole.dump", "--yes"] : ["reset", "--yes"]
        let whole = time { expectStatus(MartletBinary.run(arguments, in: project.folder.path), 0) }
        var states: Set<String> = []
        for moment in 0..<Self.moments {
            _ = project.sql("CREATE TABLE IF NOT EXISTS old_one (x int); DELETE FROM rows WHERE id > 7000")
            _ = try kill(arguments, in: project, after: whole * moment / Self.moments)
            expectNobodyLeft(project)
            let state = project.sql("SELECT to_regclass('old_one') IS NOT NULL, count(*) FROM rows")
            #expect(["t|7000", "f|8000"].contains(state))
            states.insert(state)
        }
        #expect(states.contains("t|7000"))
        expectStatus(MartletBinary.run(arguments, in: project.folder.path), 0)
        #expect(project.sql("SELECT to_regclass('old_one') IS NOT NULL, count(*) FROM rows") == "f|8000")
        // What the killed ones had begun is gone too.
        #expect(project.leftovers == "")
    }

    @Test("F7: killed anywhere in a run of migrations, a restore of what was before gives every row back")
    func restorePoints() throws {
        let project = try OwnedProject.migrated(Self.files, settings: ["backup: {before: [migrate]}"])
        project.folder.write(
            "migrations/002_change.sql", "ALTER TABLE rows ADD COLUMN y int;\nUPDATE rows SET x = 'gone', y = 1;\n")
        project.folder.write(
            "migrations/003_index.sql",
            "-- martlet: transaction=none\nDELETE FROM rows WHERE id > 7000;\nCREATE INDEX CONCURRENTLY by_x ON rows (x);\n"
        )
        let before = project.sql(Self.digest)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql(Self.digest) != before)
        rewind(project)
        // Behind a restore it takes longer than it did at first.
        let whole = time { expectStatus(project.martlet("migrate"), 0) }
        var (sweep, killed, restored) = (Sweep("F7: restore --before on PostgreSQL, migrate killed"), 0, 0)
        for _ in 0..<Self.moments * 3 where killed < Self.moments {
            rewind(project)
            let moment = Int.random(in: 0..<whole)
            let status = try kill(["migrate"], in: project, after: moment)
            expectNobodyLeft(project)
            let hasBackup = project.folder.names(in: "backups").contains { $0.hasSuffix(".manifest.json") }
            if hasBackup { expectStatus(project.martlet("restore", "--before", "003", "--yes"), 0) }
            let now = project.sql(Self.digest)
            let problems = now == before ? [] : ["\(hasBackup ? "restored" : "nothing was run"): \(now)"]
            // One that came to its end first is no point of the sweep; its rows have to come back too.
            #expect(status == 128 + SIGKILL || problems.isEmpty)
            if status == 128 + SIGKILL {
                (killed, restored) = (killed + 1, restored + (hasBackup ? 1 : 0))
                sweep.note("after \(moment) µs", problems)
            }
            expectStatus(project.martlet("migrate"), 0)
        }
        sweep.end(atLeast: Self.moments)
        #expect(restored > 0)
    }

    /// The rows, and what there is of columns and indexes.
    private static let digest = """
        SELECT (SELECT count(*) FROM rows), (SELECT md5(string_agg(r::text, '' ORDER BY r::text)) FROM rows AS r),
          (SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute
           WHERE attrelid = 'rows'::regclass AND attnum > 0 AND NOT attisdropped),
          (SELECT string_agg(indexrelid::regclass::text, ' ') FROM pg_index WHERE indrelid = 'rows'::regclass)
        """

    private func rewind(_ project: OwnedProject) {
        expectStatus(project.martlet("restore", "--before", "002", "--yes"), 0)
        for name in project.folder.names(in: "backups") { project.folder.remove("backups/" + name) }
    }

    @Test("F7: what a run left that was killed is removed by the next one, and what another one builds is not")
    func leftovers() throws {
        let project = try OwnedProject.migrated()
        expectStatus(project.martlet("backup", "--output", "copy.dump"), 0)
        let (dead, alive) = (".martlet-00000000\(project.database.name.suffix(4))", ".martlet-alive")
        let stems = [dead, alive].map { ($0 + "zzzzzzzzzzzzzzzz").prefix(25) }
        let cluster = project.database.cluster
        for name in [stems[0] + ".old", stems[0] + ".new", stems[1] + ".new", stems[1] + ".other"] {
            let name = name.replacing("_", with: "x")
            expectStatus(cluster.psql("postgres", "CREATE DATABASE \"\(name)\" OWNER \(project.role)"), 0)
        }
        let holder = try #require(
            Program.start(
                [cluster.programs + "/psql", "-Xq", project.url("postgres"), "-c", "SELECT pg_sleep(60)"],
                environment: ["PGAPPNAME": String(stems[1])]))
        defer { ChildProcess.end(holder) }
        #expect(
            ChildProcess.waitUntil {
                project.server("SELECT count(*) FROM pg_stat_activity WHERE application_name = '\(stems[1])'") == "1"
            })
        expectStatus(project.martlet("restore", "copy.dump", "--yes"), 0)
        #expect(project.leftovers == "\(stems[1]).new\n\(stems[1]).other")
    }

    @Test("A12: a restore that is asked to stop takes back what it has begun") func aStop() throws {
        let project = try OwnedProject.migrated()
        expectStatus(project.martlet("backup", "--output", "copy.dump"), 0)
        let path = project.program(
            "pg_restore",
            """
            case $* in *--dbname*) ;; *) exec $REAL "$@";; esac
            echo $$ > \(project.folder.path("number"))
            exec sleep 300

            """)
        let process = try #require(
            MartletBinary.start(
                ["restore", "copy.dump", "--yes"], in: project.folder.path, environment: ["PATH": path]))
        #expect(ChildProcess.waitUntil { project.folder.read("number")?.hasSuffix("\n") ?? false })
        #expect(project.leftovers.hasSuffix(".new"))
        ChildProcess.signal(process, SIGTERM)
        #expect(ChildProcess.wait(process) == 143)
        #expect(project.leftovers == "")
        #expect(project.sql("SELECT count(*) FROM users") == "2")
    }

    @Test("A12: a program that does not hear of its parent's end otherwise is told") func aProgramThatHangs() throws {
        let project = try OwnedProject.migrated()
        let path = project.program(
            "pg_dump",
            "case $1 in --version) exec $REAL \"$@\";; esac\necho $$ > \(project.folder.path("number"))\nexec sleep 300\n"
        )
        let process = try #require(
            MartletBinary.start(["backup"], in: project.folder.path, environment: ["PATH": path]))
        #expect(ChildProcess.waitUntil { project.folder.read("number")?.hasSuffix("\n") ?? false })
        let child = try #require(Int32((project.folder.read("number") ?? "").droppingLastLineEnd))
        #expect(Glibc.kill(child, 0) == 0)
        ChildProcess.signal(process, SIGKILL)
        _ = ChildProcess.wait(process)
        #expect(ChildProcess.waitUntil { Glibc.kill(child, 0) != 0 })
        // Asked to stop, it says so, and takes the program with it.
        project.folder.remove("number")
        let other = try #require(
            MartletBinary.start(["backup"], in: project.folder.path, environment: ["PATH": path]))
        #expect(ChildProcess.waitUntil { project.folder.read("number")?.hasSuffix("\n") ?? false })
        ChildProcess.signal(other, SIGTERM)
        #expect(ChildProcess.wait(other) == 143)
        #expect(project.backups == [])
    }
}
