import TestSupport
import Testing

/// Policies for roles that the server does not have: nobody can try them, so that they are not compared, nor touched.
@Suite struct DiffPolicyTests {
    private static let tables = """
        CREATE TABLE rows_of_all (a int, owner text);
        ALTER TABLE rows_of_all ENABLE ROW LEVEL SECURITY;

        """
    private static let policies = [
        "CREATE POLICY p ON rows_of_all TO gone_reader USING (a > 0);\n",
        "CREATE POLICY p ON rows_of_all USING (true); ALTER POLICY p ON rows_of_all TO gone_reader;\n",
        "CREATE POLICY \"p\" ON public.\"rows_of_all\" FOR SELECT TO PUBLIC, gone_reader USING (false);\n",
    ]

    /// A project whose database has a policy of the name for everybody.
    private func project(_ sql: String = tables + "CREATE POLICY p ON rows_of_all USING (a > 1);") throws
        -> ServerProject
    {
        let project = try ServerProject()
        _ = project.sql(sql)
        return project
    }

    @Test(arguments: policies) func theyStayAsTheyAre(_ policy: String) throws {
        let project = try project()
        project.folder.write("want.sql", Self.tables + policy)
        for sides in [["app", "want.sql"], ["want.sql", "app"]] {
            let result = MartletBinary.run(["diff"] + sides + ["--sql", "--check"], in: project.folder.path)
            expectStatus(result, 0)
            #expect(!result.output.contains("POLICY"), "\(result.output)")
            expect(
                result.output,
                contains: "Not compared: policy p on public.rows_of_all: it is for a role that the server does not have"
            )
            expect(result.error, contains: "rights and policies of those are not compared, and stay as they are")
        }
    }

    @Test func oneThatIsNotThereIsNotMade() throws {
        let project = try project(Self.tables)
        project.folder.write("want.sql", Self.tables + Self.policies[1])
        let result = project.martlet("diff", "app", "want.sql", "--sql", "--check")
        expectStatus(result, 0)
        #expect(!result.output.contains("POLICY"), "\(result.output)")
    }

    @Test func theyStayWithATableThatHasAnotherName() throws {
        let project = try project()
        let tables = Self.tables.replacing("rows_of_all", with: "things").replacing("a int", with: "number int")
        project.folder.write("want.sql", tables + "CREATE POLICY p ON things TO gone_reader USING (number > 0);\n")
        let renames = ["--rename", "rows_of_all=things", "--rename", "rows_of_all.a=number"]
        let result = MartletBinary.run(
            ["diff", "app", "want.sql", "--sql"] + renames, in: project.folder.path)
        expectStatus(result, 0)
        #expect(!result.output.contains("POLICY"), "\(result.output)")
        expectStatus(project.database.psql(result.output), 0)
        #expect(project.sql("SELECT polname, pg_get_expr(polqual, polrelid) FROM pg_policy") == "p|(number > 1)")
    }

    @Test func theyGoOnWithATableThatIsMadeAgain() throws {
        let project = try project()
        let tables = Self.tables.replacing("owner text)", with: "owner text) PARTITION BY LIST (a)")
        project.folder.write("want.sql", tables + Self.policies[0])
        let result = project.martlet("diff", "app", "want.sql", "--sql")
        expectStatus(result, 0)
        expectStatus(project.database.psql(result.output), 0)
        #expect(project.sql("SELECT polname, pg_get_expr(polqual, polrelid) FROM pg_policy") == "p|(a > 1)")
    }
}
