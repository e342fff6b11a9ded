import TestSupport
import Testing

/// What `diff` may touch: nothing but databases of its own, and the file that it was told to write.
@Suite struct DiffReachTests {
    @Test(arguments: ["a.sql", "other"]) func whatOpensAnotherDatabaseIsRefused(_ schema: String) throws {
        let project = ScratchProject.migrated()
        let sql = "ATTACH '\(project.database)' AS other;\nDROP TABLE other.posts;\n"
        project.folder.write("a.sql", sql)
        project.folder.write("other/001_a.sql", "-- martlet: transaction=none\n" + sql)
        let result = project.martlet("diff", schema, "app")
        expectStatus(result, 2)
        expect(result.error, contains: schema == "other" ? "other/001_a.sql:2:1" : "a.sql:1:1")
        #expect(project.sql("SELECT count(*) FROM posts") != "")
    }

    @Test func whatActsOnTheServerIsLeftOut() throws {
        let project = try ServerProject.migrated()
        let role = "role_of_a_diff"
        let sql = """
            CREATE ROLE \(role);
            CREATE TABLE t (a int);
            COPY t TO '/nowhere/t';
            ALTER DATABASE postgres SET work_mem = '5MB';

            """
        project.folder.write("a.sql", sql)
        project.folder.write("other/001_a.sql", sql)
        let result = project.martlet("diff", "a.sql", "other", "--check")
        expectStatus(result, 0)
        expect(project.martlet("diff", "other", "app").output, contains: "- table public.t")
        #expect(project.sql("SELECT count(*) FROM pg_roles WHERE rolname = '\(role)'") == "0")
        #expect(project.sql("SELECT count(*) FROM pg_db_role_setting WHERE setconfig::text LIKE '%5MB%'") == "0")
        // A migration that is for real does what it says.
        project.folder.write("migrations/009_role.sql", "CREATE ROLE \(role);\n-- ROLLBACK:\n-- DROP ROLE \(role);\n")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM pg_roles WHERE rolname = '\(role)'") == "1")
        expectStatus(project.martlet("diff", "migrations", "app", "--check"), 0)
        expectStatus(project.martlet("rollback", "--yes"), 0)
    }

    @Test(arguments: ["a.sql", "./b.sql"]) func whatIsComparedIsNotWrittenOver(_ output: String) throws {
        let folder = ScratchFolder()
        folder.write("a.sql", "CREATE TABLE t (a int);\n")
        folder.write("b.sql", "CREATE TABLE t (a int, b int);\n")
        let result = MartletBinary.run(["diff", "a.sql", "b.sql", "--output", output], in: folder.path)
        expectStatus(result, 2)
        expect(result.error, contains: "is one of the two schemas")
        #expect(folder.read("a.sql") == "CREATE TABLE t (a int);\n")
        #expect(folder.read("b.sql") == "CREATE TABLE t (a int, b int);\n")
    }
}
