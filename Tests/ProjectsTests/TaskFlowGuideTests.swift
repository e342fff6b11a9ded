import TestSupport
import Testing

/// What TaskFlow's guides show is run as it stands there, with the names of the documents, on a server of its own.
@Suite struct TaskFlowGuideTests {
    /// The project on a server that has the tracked database, with the guide's first migration in its folder.
    private func project(migrated: Bool = true) throws -> ServerProjectCopy {
        let project = try ServerProjectCopy("TaskFlow", on: PostgresCluster(), namesOfTheProject: true)
        // Nobody is there to answer.
        project.folder.write("martlet", "#!/bin/sh\nexec \(MartletBinary.path) \"$@\" --yes\n")
        expectStatus(Program.run(["chmod", "+x", project.folder.path("martlet")]), 0)
        guard migrated else { return project }
        expectStatus(shell(project, "createdb -U postgres taskflow_db && scripts/db-migrate.sh migrate"), 0)
        return project
    }

    private func shell(_ project: ServerProjectCopy, _ text: String) -> ProgramResult {
        let path = project.folder.path + ":" + project.cluster.programs + ":/usr/bin:/bin"
        return project.run(
            "bash", "-euo", "pipefail", "-c", text,
            environment: ["MARTLET": project.folder.path("martlet"), "PATH": path])
    }

    private func page(_ name: String) -> MarkdownPage { MarkdownPage("Projects/TaskFlow/" + name) }

    /// The blocks of a page, also those that stand in a list.
    private func blocks(_ name: String, _ language: String) -> [String] {
        var found: [String] = []
        var open: (indent: Int, isWanted: Bool)?
        for line in page(name).lines {
            let indent = line.prefix { $0 == " " }.count
            let content = line.dropFirst(min(indent, open?.indent ?? indent))
            if content.hasPrefix("```") {
                open = open == nil ? (indent, content == "```" + language) : nil
                if open?.isWanted == true { found.append("") }
            } else if open?.isWanted == true {
                found[found.count - 1] += content + "\n"
            }
        }
        return found
    }

    private func sql(_ project: ServerProjectCopy, _ text: String) -> ProgramResult {
        project.run("psql", "-XAt", "--set=ON_ERROR_STOP=1", "-U", "postgres", "-d", "taskflow_db", "-c", text)
    }

    @Test func theMigrationGuide() throws {
        let project = try project()
        let bash = blocks("MIGRATION_GUIDE.md", "bash")
        let files = blocks("MIGRATION_GUIDE.md", "sql")
        #expect(bash.count == 5 && files.count == 3)
        expectStatus(shell(project, bash[0]), 0)
        project.folder.write("project/migrations/003_add_new_feature.sql", files[0])
        expectStatus(shell(project, bash[1]), 0)
        project.folder.write("project/migrations/004_requests_of_jobs.sql", files[1])
        expectStatus(sql(project, "INSERT INTO processing_jobs (job_type) VALUES ('export')"), 0)
        expectStatus(shell(project, "./scripts/db-migrate.sh migrate"), 0)
        #expect(sql(project, "SELECT job_type FROM processing_jobs").output == "maintenance\n")
        expectStatus(shell(project, bash[2]), 0)
        #expect(TextFile.read(project.root + "/migration-audit-report.md") != nil)
        expect(sql(project, files[2]).output, contains: "004|")
        // The last one, and then 003.
        expectStatus(shell(project, bash[3]), 0)
        #expect(sql(project, "SELECT max(version) FROM schema_migrations WHERE version < 'a'").output == "002\n")
        #expect(sql(project, "SELECT job_type FROM processing_jobs").output == "export\n")
        expectStatus(shell(project, bash[4]), 0)
    }

    @Test func theUpdateProcedures() throws {
        let project = try project()
        project.folder.write(
            "project/migrations/003_add_new_feature.sql", blocks("MIGRATION_GUIDE.md", "sql").first ?? "")
        let bash = blocks("DATABASE_UPDATE_PROCEDURES.md", "bash")
        #expect(bash.count == 4)
        // Before the day: what would run, and a try on a copy of the data.
        expectStatus(shell(project, bash[0]), 0)
        let tried = shell(project, bash[1])
        expectStatus(tried, 0)
        #expect(sql(project, "SELECT to_regclass('new_feature') IS NULL").output == "t\n")
        // The update, step by step.
        expectStatus(shell(project, "./scripts/db-migrate.sh status --check"), 3)
        expect(
            sql(project, "SELECT count(*) FROM processing_jobs WHERE status = 'running'").output, contains: "0")
        expectStatus(shell(project, "./scripts/db-migrate.sh migrate"), 0)
        expectStatus(shell(project, "./scripts/db-migrate.sh status --check"), 0)
        expectStatus(shell(project, "martlet check"), 0)
        expectStatus(shell(project, "./scripts/db-migrate.sh audit"), 0)
        // Going back.
        expectStatus(shell(project, "./scripts/db-migrate.sh rollback 003"), 0)
        expectStatus(sql(project, blocks("DATABASE_UPDATE_PROCEDURES.md", "sql").first ?? "no block"), 0)
        #expect(
            sql(
                project,
                """
                SELECT has_table_privilege('taskflow_app', 'requests', 'INSERT'),
                  has_table_privilege('taskflow_app', 'schema_migrations', 'INSERT')
                """
            ).output == "t|f\n")
        // A new server.
        project.folder.remove("project/migrations/003_add_new_feature.sql")
        expectStatus(shell(project, "dropdb -U postgres taskflow_db\n" + bash[3]), 0)
        expect(sql(project, "SELECT count(*) FROM workflows").output, contains: "0")
    }

    /// The steps of the update are the ones that are run above.
    @Test func everyStepOfTheProceduresIsRun() {
        let known: Set = [
            "./scripts/db-migrate.sh status --check", "martlet check", "martlet backup",
            "./scripts/db-migrate.sh migrate",
            "./scripts/db-migrate.sh audit",
        ]
        let steps = page("DATABASE_UPDATE_PROCEDURES.md").lines.filter { $0.hasPrefix("| ") && $0.contains(". ") }
            .compactMap { $0.firstMatch(of: /^\| \d\. [^|]*\| `([^`]*)` \|/).map { String($0.1) } }
        #expect(steps.count == 6)
        #expect(Set(steps) == known)
    }

    @Test func theReadme() throws {
        let project = try project(migrated: false)
        let bash = blocks("README.md", "bash")
        #expect(bash.count == 3)
        expectStatus(shell(project, bash[0]), 0)
        expectStatus(shell(project, bash[1]), 0)
        expectStatus(
            sql(project, "INSERT INTO processing_jobs (job_type) VALUES ('maintenance')"), 0)
        expect(shell(project, bash[2]).output, contains: "maintenance")
        for text in blocks("README.md", "sql") { expectStatus(sql(project, text), 0) }
        #expect(!blocks("README.md", "sql").isEmpty)
    }
}
