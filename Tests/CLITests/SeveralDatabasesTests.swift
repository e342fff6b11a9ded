import TestSupport
import Testing

/// What is said of several databases in one run.
@Suite struct SeveralDatabasesTests {
    /// `app`, whose only migration waits for `metrics`, and `metrics`.
    private static func project(metrics: String = "CREATE TABLE m (id INTEGER);\n-- ROLLBACK:\n-- DROP TABLE m;\n")
        -> ScratchProject
    {
        let names = ["app", "metrics"]
        return ScratchProject(
            configuration: "project: two\ndatabases:\n"
                + names.map { "  \($0):\n    url: sqlite:\($0).db\n    migrations: \($0)\n" }.joined(),
            [
                "app/001_users.sql":
                    "-- Depends: metrics/001\nCREATE TABLE users (id INTEGER);\n-- ROLLBACK:\n-- DROP TABLE users;\n",
                "metrics/001_m.sql": metrics,
            ])
    }

    @Test func planIsInTheOrderOfTheRun() { expectGolden("several/plan", "plan", json: false) { Self.project() } }

    @Test func eachStepSaysWhoseItIs() {
        expectGolden("several/migrate", "migrate", "rollback -d app --yes", json: false) { Self.project() }
    }

    @Test func whatWasNotReachedSaysSo() {
        expectGolden("several/not-reached", "migrate", "setup") { Self.project(metrics: "CREATE TABLE m (id;\n") }
    }

    @Test func oneHasNothingToUndo() {
        expectGolden("several/nothing-to-undo", "rollback", json: false) {
            let project = Self.project()
            expectStatus(project.martlet("migrate", "-q"), 0)
            expectStatus(project.martlet("rollback", "-d", "app", "--yes", "-q"), 0)
            return project
        }
    }

    @Test func whatAnotherNeedsIsNotTakenAway() {
        expectGolden("several/needed", "reset -d metrics --empty --yes", "rollback -d metrics --yes") {
            let project = Self.project()
            expectStatus(project.martlet("migrate", "-q"), 0)
            return project
        }
    }

    @Test func bothAreUndoneInTheirOrder() {
        expectGolden("several/undone", "rollback --yes", json: false) {
            let project = Self.project()
            expectStatus(project.martlet("migrate", "-q"), 0)
            return project
        }
    }

    /// Nothing is applied again before the other database has what it waits for.
    @Test func bothAreRedoneInTheirOrder() {
        expectGolden("several/redone", "redo --dry-run", "redo --yes", "redo -d metrics --yes") {
            let project = Self.project()
            expectStatus(project.martlet("migrate", "-q"), 0)
            return project
        }
    }

    @Test func aRedoThatFailsSaysWhatIsLeft() {
        expectGolden("several/redo-failed", "redo --yes", "migrate") {
            let project = Self.project()
            expectStatus(project.martlet("migrate", "-q"), 0)
            project.replace("metrics/001_m.sql", "id INTEGER", by: "id INTEGER CHECK (nope)")
            return project
        }
    }

    /// A copy that nobody vouches for, of the other database of the project.
    @Test func aCopyOfAnotherDatabaseIsDoubted() {
        expectGolden(
            "several/copy-of-another", "restore copy.db -d app --dry-run", "restore copy.db -d app", json: false
        ) {
            let project = Self.project()
            expectStatus(project.martlet("migrate", "-q"), 0)
            _ = Program.run(["cp", "metrics.db", "copy.db"], in: project.folder.path)
            return project
        }
    }

    @Test func whatWouldBeLostIsSaidOfAll() {
        expectGolden("several/refused", "reset", "rollback", "reset --confirm app", json: false) {
            let project = Self.project()
            expectStatus(project.martlet("migrate", "-q"), 0)
            return project
        }
    }

    @Test func bothAreResetInTheirOrder() {
        expectGolden("several/reset", "reset --dry-run", "reset --yes", json: false) {
            let project = Self.project()
            expectStatus(project.martlet("migrate", "-q"), 0)
            return project
        }
    }

    @Test func whatFollowsAFailureIsNotForgotten() {
        let project = ScratchProject(
            configuration: "databases:\n  a:\n    url: sqlite:a.db\n    migrations: a\n    seeds: s\n"
                + "  b:\n    url: sqlite:b.db\n    migrations: b\n    seeds: s\n",
            [
                "a/001_t.sql": "CREATE TABLE t (id INTEGER);\n", "b/001_t.sql": "CREATE TABLE t (id INTEGER);\n",
                "s/001_s.sql": "INSERT INTO nope VALUES (1);\n",
            ])
        let result = project.martlet("setup")
        expectStatus(result, 1)
        expect(result.output, contains: "b: at 001, 1 applied, the rest not reached: a failed in ")
        let seeds = project.martlet("seed")
        expectStatus(seeds, 1)
        expect(seeds.output, contains: "b: not reached: a failed\n")
        #expect(!seeds.output.contains("nothing to do"))
    }

    @Test(arguments: [
        (["new", "more users"], "say which one with --database NAME"),
        (["dump", "--output", "schema.sql"], "choose one with --database NAME"),
    ]) func whatIsForOneDatabaseAsksWhich(_ arguments: [String], _ help: String) {
        let project = Self.project()
        let before = project.files
        let result = MartletBinary.run(arguments, in: project.folder.path)
        expectStatus(result, 2)
        expect(result.error, contains: "= help: \(help)")
        #expect(project.files == before)
    }

    @Test func aSeedNeedsAFolderForSeeds() {
        let project = Self.project()
        let result = project.martlet("new", "--seed", "users", "-d", "app")
        expectStatus(result, 2)
        expect(result.error, contains: "error[config]: app has no seeds folder")
        expect(result.error, contains: "= help: add the line `seeds: db/seeds` below app: in martlet.yaml")
        let folder = ScratchFolder()
        let alone = MartletBinary.run(["new", "--seed", "users", "--url", "sqlite:a.db"], in: folder.path)
        expectStatus(alone, 2)
        expect(alone.error, contains: "= help: name one: --seeds db/seeds")
    }
}
