import TestSupport
import Testing

/// Indexes for full text whose texts are in other tables: after a change they find what is there, and nothing else.
@Suite struct ExternalIndexTests {
    struct Change: Sendable, CustomStringConvertible {
        let description: String
        let old: String
        let new: String
        var renames: [String] = []
        /// A word that is found afterwards, in which index, and in which row.
        let found: (index: String, word: String, row: String)
    }

    private static let index = "CREATE VIRTUAL TABLE f USING fts5(x, content='a', content_rowid='id');"

    static let changes = [
        Change(
            description: "two tables swap their names",
            old: """
                CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT); CREATE TABLE b (id INTEGER PRIMARY KEY, x TEXT);
                INSERT INTO a VALUES (1, 'apple'); INSERT INTO b VALUES (7, 'banana'); \(index)
                """,
            new: """
                CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT); CREATE TABLE b (id INTEGER PRIMARY KEY, x TEXT); \(index)
                """, renames: ["a=b", "b=a"], found: ("f", "banana", "7")),
        Change(
            description: "a table takes the place of the one that is searched",
            old: """
                CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT); CREATE TABLE b (id INTEGER PRIMARY KEY, x TEXT);
                INSERT INTO a VALUES (1, 'apple'); INSERT INTO b VALUES (7, 'banana'); \(index)
                """, new: "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT); \(index)", renames: ["b=a"],
            found: ("f", "banana", "7")),
        Change(
            description: "two columns swap their names",
            old: """
                CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT, y TEXT); INSERT INTO a VALUES (1, 'apple', 'banana'); \(index)
                """, new: "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT, y TEXT); \(index)",
            renames: ["a.x=y", "a.y=x"], found: ("f", "banana", "1")),
        Change(
            description: "a column is computed in another way",
            old: """
                CREATE TABLE a (id INTEGER PRIMARY KEY, t TEXT, x TEXT AS (lower(t)) STORED); INSERT INTO a (id, t) VALUES (1, 'Apple');
                \(index)
                """,
            new: "CREATE TABLE a (id INTEGER PRIMARY KEY, t TEXT, x TEXT AS (t || ' pie') STORED); \(index)",
            found: ("f", "pie", "1")),
        Change(
            description: "a view reads another table by way of another view",
            old: """
                CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT); CREATE TABLE u (id INTEGER PRIMARY KEY, x TEXT);
                INSERT INTO t VALUES (1, 'apple'); INSERT INTO u VALUES (7, 'banana');
                CREATE VIEW w AS SELECT id, x FROM t; CREATE VIEW a AS SELECT id, x FROM w; \(index)
                """,
            new: """
                CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT); CREATE TABLE u (id INTEGER PRIMARY KEY, x TEXT);
                CREATE VIEW w AS SELECT id, x FROM u; CREATE VIEW a AS SELECT id, x FROM w; \(index)
                """, found: ("f", "banana", "7")),
    ]

    @Test("an index finds what is there after", arguments: changes)
    func filled(_ change: Change) {
        let project = ScratchProject([:])
        _ = project.sql(change.old + "INSERT INTO f (f) VALUES ('rebuild');")
        project.folder.write("want.sql", change.new)
        let options = change.renames.flatMap { ["--rename", $0] }
        let plan = MartletBinary.run(["diff", "app", "want.sql", "--sql"] + options, in: project.folder.path)
        expectStatus(plan, 0)
        expect(plan.output, contains: "VALUES ('rebuild')")
        #expect(project.sql(plan.output) == "")
        #expect(project.sql("SELECT rowid FROM \(change.found.index)('\(change.found.word)')") == change.found.row)
        #expect(project.sql("INSERT INTO f (f, rank) VALUES ('integrity-check', 1)") == "")
    }
}
