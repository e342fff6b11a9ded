import Glibc
import TestSupport
import Testing

/// Seeds run twice, by two, where they do not belong, or killed.
@Suite struct SeedFaultTests {
    /// Seeds that would show if one was run twice.
    private static func project(_ settings: [String] = []) -> ScratchProject {
        let project = ScratchProject.migrated(settings: settings)
        for number in 1...5 {
            project.folder.write(
                "seeds/00\(number)_s.sql",
                "INSERT INTO users (name) VALUES ('seed \(number)');\nINSERT INTO posts (author) VALUES (last_insert_rowid());\n"
            )
        }
        return project
    }
    private static let look =
        "SELECT count(*), count(DISTINCT name) FROM users WHERE name LIKE 'seed%'; SELECT count(*) FROM martlet_seeds"

    @Test("G6: seeds run once, and again only if that is asked for") func twice() {
        let project = Self.project()
        for _ in 1...3 { expectStatus(project.martlet("seed"), 0) }
        #expect(project.sql(Self.look) == "5|5\n5")
        expectStatus(project.martlet("seed", "--force"), 0)
        #expect(project.sql(Self.look) == "10|5\n5")
    }

    @Test("G6: several processes run each seed once") func several() {
        let project = Self.project()
        let pids = (0..<10).map { _ in ChildProcess.start(["seed", "--wait", "5m"], in: project) }
        let statuses = pids.map(ChildProcess.wait)
        #expect(statuses.allSatisfy { $0 == 0 }, "\(statuses)")
        #expect(project.sql(Self.look) == "5|5\n5")
    }

    @Test("G6: a seed that fails or is killed leaves nothing of itself", arguments: [true, false])
    func halfDone(_ killed: Bool) {
        let project = Self.project()
        let last =
            killed
            ? "INSERT INTO users (name) WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT 'x' FROM c;\n"
            : "INSERT INTO nothing VALUES (1);\n"
        project.folder.write("seeds/006_s.sql", "INSERT INTO users (name) VALUES ('seed 6');\n" + last)
        if killed {
            let pid = ChildProcess.start(["seed"], in: project)
            // The journal of the endless one's transaction grows with it.
            #expect(ChildProcess.waitUntil { project.folder.has("app.db-journal") })
            usleep(200_000)
            ChildProcess.signal(pid, SIGKILL)
            #expect(ChildProcess.wait(pid) == 128 + SIGKILL)
        } else {
            expectStatus(project.martlet("seed"), 1)
        }
        #expect(
            project.sql("SELECT count(*) FROM users WHERE name IN ('seed 6', 'x'); PRAGMA integrity_check") == "0\nok")
        #expect(
            project.sql(
                "SELECT (SELECT count(*) FROM users WHERE name LIKE 'seed%') = (SELECT count(*) FROM martlet_seeds)")
                == "1")
        project.folder.write("seeds/006_s.sql", "INSERT INTO users (name) VALUES ('seed 6');\n")
        expectStatus(project.martlet("seed", "--wait", "0s"), 0)
        #expect(project.sql(Self.look) == "6|6\n6")
    }

    @Test("G6: a seed of another environment is not run, unless that is named") func environments() {
        let project = Self.project(["environment: production"])
        for number in 1...5 {
            project.replace(
                "seeds/00\(number)_s.sql", "INSERT INTO users", by: "-- martlet: environment=dev\nINSERT INTO users")
        }
        for command in ["seed", "setup", "seed"] { expectStatus(project.martlet(command), 0) }
        expectStatus(project.martlet("seed", "--force"), 0)
        #expect(project.sql(Self.look) == "0|0\n0")
        project.replace("martlet.yaml", "environment: production", by: "environment: dev")
        expectStatus(project.martlet("seed"), 0)
        #expect(project.sql(Self.look) == "5|5\n5")
    }

    @Test("G6: a seed is not run into a schema that is not there yet") func pendingMigrations() {
        let project = Self.project()
        project.folder.write("migrations/003_third.sql", "CREATE TABLE third (x);\n")
        project.expectRefused([["seed"], ["seed", "--force"]], code: "pending-migrations", "1 pending migration")
    }
}
