import TestSupport
import Testing

/// What `check` says of a database on a server.
@Suite struct ServerCheckTests {
    @Test func adviceStandsBehindWhatIsGood() throws {
        let project = try ServerProject.migrated()
        _ = project.sql("DROP INDEX posts_author")
        let result = project.martlet("check", "--no-drift")
        expectStatus(result, 0)
        #expect(
            result.output.split(separator: "\n").dropFirst().map(String.init) == [
                "  ✓ the database is sound", "  ✓ every index and constraint holds", "  ✓ files and history agree",
                "  ✓ the history is as it was written",
                "  · no index on public.posts (author), which refers to public.users",
                "    → CREATE INDEX ON public.posts (author);",
            ])
        expect(
            project.martlet("check", "--no-drift", "--json").output,
            contains: "\"message\": \"no index on public.posts (author), which refers to public.users\"")
    }

    @Test func whatWasLeftHalfDoneIsNotCalledAForeignKey() throws {
        let project = try ServerProject.migrated()
        _ = project.sql("ALTER TABLE users ADD CONSTRAINT long_names CHECK (length(name) > 9) NOT VALID")
        let result = project.martlet("check")
        expectStatus(result, 3)
        expect(
            result.output,
            contains: "  ! work was left half done\n    the constraint long_names on \"public\".\"users\"")
        #expect(!result.output.contains("foreign key"))
    }
}
