import TestSupport
import Testing

/// Roles that lack a right: the statement that is named is the cure.
@Suite struct ServerRightsTests {
    /// Runs a command as a role, has an administrator run what it asks for each time it is refused, and again.
    /// - Returns: the statements that were asked for.
    private func granting(
        _ database: FreshDatabase, _ run: () -> ProgramResult, sourceLocation: SourceLocation = #_sourceLocation
    ) -> [String] {
        var granted: [String] = []
        for _ in 0..<20 {
            let result = run()
            guard result.status == 1, result.error.contains("error[access-denied]") else {
                expectStatus(result, 0, sourceLocation: sourceLocation)
                return granted
            }
            let help = result.error.split(separator: "\n").first { $0.contains("= help: ") } ?? ""
            let statement = help.firstRange(of: " run: ").map { help[$0.upperBound...].prefix { $0 != ";" } } ?? ""
            guard !statement.isEmpty, !granted.contains(String(statement)) else { break }
            expectStatus(database.psql(String(statement)), 0, sourceLocation: sourceLocation)
            granted.append(String(statement))
        }
        Issue.record("still refused after \(granted)", sourceLocation: sourceLocation)
        return granted
    }

    private func withRole(_ project: ServerProject, _ body: (_ role: String, _ url: String) throws -> Void) throws {
        let role = project.database.name + "_app"
        expectStatus(project.database.psql("CREATE ROLE \(role) LOGIN"), 0)
        defer { _ = project.database.psql("DROP OWNED BY \(role); DROP ROLE \(role)") }
        try body(role, project.database.url(as: role))
    }

    @Test func aMigrationNamesEachRightThatItLacks() throws {
        let project = try ServerProject.migrated()
        project.folder.write(
            "migrations/003_more.sql",
            "INSERT INTO users (name) VALUES ('Cy');\nSELECT setval('users_id_seq', 9);\nCREATE TABLE mine (x int);\n"
                + "ALTER TABLE posts ADD title text;\nCREATE SCHEMA \(project.database.name);\n")
        try withRole(project) { role, url in
            let granted = granting(project.database) { project.martlet("migrate", "--url", url) }
            for statement in [
                "GRANT SELECT, INSERT, UPDATE, DELETE, REFERENCES ON TABLE \"users\" TO \"\(role)\"",
                "GRANT USAGE, SELECT, UPDATE ON SEQUENCE \"users_id_seq\" TO \"\(role)\"",
                "GRANT USAGE, CREATE ON SCHEMA \"public\" TO \"\(role)\"",
                "ALTER TABLE \"posts\" OWNER TO \"\(role)\"",
                "GRANT CREATE ON DATABASE \"\(project.database.name)\" TO \"\(role)\"",
            ] {
                #expect(granted.contains(statement), "\(granted)")
            }
            #expect(project.applied == "001 002 003")
        }
    }

    @Test func aBackupNamesEachRightThatItLacks() throws {
        let project = try ServerProject.migrated()
        try withRole(project) { role, url in
            let granted = granting(project.database) {
                project.martlet("backup", "--output", "copy.dump", "--url", url)
            }
            #expect(granted.contains("GRANT SELECT ON TABLE \"public\".\"users\" TO \"\(role)\""), "\(granted)")
            // pg_dump 18 does not say of which schema the sequence is.
            let namesSchema = Int(project.sql("SHOW server_version_num")) ?? 0 < 180_000
            let sequence = (namesSchema ? "\"public\"." : "") + "\"users_id_seq\""
            #expect(granted.contains("GRANT SELECT ON SEQUENCE \(sequence) TO \"\(role)\""), "\(granted)")
            _ = project.sql("REVOKE SELECT ON SEQUENCE users_id_seq FROM \(role)")
            expect(
                project.martlet("backup", "--output", "again.dump", "--url", url).error,
                contains: namesSchema
                    ? "; or for all of them: GRANT SELECT ON ALL SEQUENCES IN SCHEMA \"public\" TO \"\(role)\";"
                    : "GRANT SELECT ON SEQUENCE \(sequence) TO \"\(role)\";")
        }
    }

    @Test func aRestoreOfWhatAnotherRoleOwnsSaysWhoMayDoIt() throws {
        let project = try OwnedProject.migrated()
        let other = project.role + "_other"
        _ = project.database.psql(
            "CREATE ROLE \(other); ALTER TABLE posts OWNER TO \(other); GRANT \(other) TO \(project.role)")
        expectStatus(project.martlet("backup", "--output", "copy.dump"), 0)
        _ = project.database.psql("REVOKE \(other) FROM \(project.role); GRANT SELECT ON posts TO \(project.role)")
        let result = project.martlet("restore", "copy.dump", "--yes")
        expectStatus(result, 1)
        expect(result.error, contains: "error[access-denied]")
        expect(
            result.error,
            contains:
                "connect as \(other), or have an administrator run: GRANT \"\(other)\" TO \"\(project.role)\"; or restore without owners"
        )
        expect(result.error, contains: "pg_restore --no-owner --no-privileges --exit-on-error --dbname=URL ")
        // A role that is gone can be made again.
        _ = project.database.psql("ALTER TABLE posts OWNER TO \(project.role); DROP ROLE \(other)")
        expect(
            project.martlet("restore", "copy.dump", "--yes").error,
            contains: "have an administrator run: CREATE ROLE \"\(other)\"; or restore without owners")
        _ = project.database.psql("CREATE ROLE \(other); GRANT \(other) TO \(project.role)")
        // In a new database nobody but its owner may make anything in public, nor be given it.
        expect(
            project.martlet("restore", "copy.dump", "--yes").error,
            contains:
                "help: restore as an administrator, who may give to each role what was its own; or restore without")
        expectStatus(project.martlet("restore", "copy.dump", "--yes", "--url", project.database.url), 0)
        #expect(project.database.text("SELECT tableowner FROM pg_tables WHERE tablename = 'posts'") == other)
        _ = project.database.psql("DROP OWNED BY \(other)")
        _ = project.database.psql("DROP ROLE \(other)")
    }
}
