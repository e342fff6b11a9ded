import TestSupport
import Testing

/// How large tables are, as `lint` writes it down.
@Suite struct ServerLintTests {
    @Test func theSizesOfTablesAreThoseOfTheServer() throws {
        let project = try ServerProject.migrated()
        _ = project.sql(
            """
            INSERT INTO users (id, name) SELECT n, 'x' FROM generate_series(1000, 21000) AS n;
            CREATE TABLE parts (id int) PARTITION BY RANGE (id);
            CREATE TABLE "Part.1" PARTITION OF parts FOR VALUES FROM (0) TO (100);
            INSERT INTO parts SELECT n FROM generate_series(0, 49) AS n;
            ANALYZE
            """)
        let result = project.martlet("lint", "--write-statistics", "--statistics", "statistics.yaml")
        expect(result.output, contains: "wrote statistics.yaml: ")
        let text = project.folder.read("statistics.yaml") ?? ""
        #expect(text.contains("  \"public.parts\": {rows: 50, bytes: 8192}\n"), "\(text)")
        #expect(text.contains("  \"public.Part.1\": {rows: 50, bytes: 8192}\n"), "\(text)")
        let users = try #require(text.split(separator: "\n").first { $0.hasPrefix("  \"public.users\": {rows: 20") })
        #expect(users.contains("bytes: "))
        // What it has written, it reads.
        let again = project.martlet("lint", "--statistics", "statistics.yaml")
        #expect([0, 3].contains(again.status), "\(again.everything)")
    }

    @Test func whereNoFileIsNamedNothingIsWritten() throws {
        let project = try ServerProject.migrated()
        let result = project.martlet("lint", "--write-statistics")
        expectStatus(result, 2)
        expect(result.error, contains: "--statistics PATH")
    }
}
