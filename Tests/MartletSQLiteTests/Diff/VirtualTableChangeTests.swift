import SQLText
import SchemaModel
import Testing

/// Virtual tables that are made anew: what was found before is found afterwards.
@Suite struct VirtualTableChangeTests {
    private static let notes = [
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, more TEXT)",
        "INSERT INTO notes VALUES (3, 'running dogs', 'one'), (8, 'sleeping cats', 'two')",
    ]
    private static let copying = [
        "CREATE VIRTUAL TABLE docs_new", "INSERT INTO docs_new", "DROP TABLE docs", "ALTER TABLE",
    ]

    static let own: [PlannedChange] = [
        PlannedChange(
            name: "FTS5 with another tokenizer and another column",
            old: [
                "CREATE VIRTUAL TABLE docs USING fts5(title, body)",
                "INSERT INTO docs (rowid, title, body) VALUES (7, 'Dogs', 'running far'), (20, 'Cats', 'sleeping')",
            ],
            new: ["CREATE VIRTUAL TABLE docs USING fts5(title, body, tags UNINDEXED, tokenize='porter')"],
            plan: copying,
            hazards: [.blocksWrites, .rewritesTable], query: "SELECT rowid || title FROM docs('run')",
            values: ["7Dogs"]),
        PlannedChange(
            name: "FTS5 with a renamed column and one that goes",
            old: [
                "CREATE VIRTUAL TABLE docs USING fts5(title, body)",
                "INSERT INTO docs (rowid, title, body) VALUES (7, 'Dogs', 'far')",
            ],
            new: ["CREATE VIRTUAL TABLE docs USING fts5(heading)"],
            renames: [RenameHint(column: "title", of: ObjectName("docs"), to: "heading")], plan: copying,
            hazards: [.blocksWrites, .changesMeaning, .deletesData, .rewritesTable],
            query: "SELECT rowid || heading FROM docs('dogs')", values: ["7Dogs"]),
        PlannedChange(
            name: "a table that gets another name too",
            old: ["CREATE VIRTUAL TABLE docs USING fts5(a)", "INSERT INTO docs (rowid, a) VALUES (5, 'word')"],
            new: ["CREATE VIRTUAL TABLE docs_found USING fts5(a, b)"],
            renames: [RenameHint(table: ObjectName("docs"), to: ObjectName("docs_found"))],
            plan: ["CREATE VIRTUAL TABLE docs_found", "INSERT INTO docs_found", "DROP TABLE docs"],
            hazards: [.blocksWrites, .rewritesTable], query: "SELECT rowid FROM docs_found('word')", values: ["5"]),
        PlannedChange(
            name: "FTS4 with languages becomes FTS4 with another column",
            old: [
                "CREATE VIRTUAL TABLE docs USING fts4(a, languageid=\"lid\")",
                "INSERT INTO docs (docid, lid, a) VALUES (4, 1, 'un'), (6, 2, 'deux')",
            ],
            new: ["CREATE VIRTUAL TABLE docs USING fts4(a, b, languageid=\"lang\")"], plan: copying,
            hazards: [.blocksWrites, .rewritesTable],
            query: "SELECT docid FROM docs WHERE docs MATCH 'deux' AND lang = 2", values: ["6"]),
        PlannedChange(
            name: "FTS4 becomes FTS5",
            old: ["CREATE VIRTUAL TABLE docs USING fts4(a)", "INSERT INTO docs (docid, a) VALUES (4, 'word')"],
            new: ["CREATE VIRTUAL TABLE docs USING fts5(a)"], plan: copying,
            hazards: [.blocksWrites, .changesMeaning, .rewritesTable], query: "SELECT rowid FROM docs('word')",
            values: ["4"]),
        PlannedChange(
            name: "the tables of a module are in the way of no name",
            old: [
                "CREATE VIRTUAL TABLE docs USING fts5(a)", "INSERT INTO docs (rowid, a) VALUES (5, 'word')",
                "CREATE TABLE docs_new_data (a)",
            ],
            new: ["CREATE VIRTUAL TABLE docs USING fts5(a, b)", "CREATE TABLE docs_new_data (a)"],
            plan: [
                "CREATE VIRTUAL TABLE docs_new2", "INSERT INTO docs_new2", "DROP TABLE docs", "ALTER TABLE docs_new2",
            ],
            hazards: [.blocksWrites, .rewritesTable], query: "SELECT rowid FROM docs('word')", values: ["5"]),
    ]

    private static let plane = [
        "CREATE VIRTUAL TABLE docs USING rtree(id, x0, x1, y0, y1)", "INSERT INTO docs VALUES (7, 1.5, 2.5, 3.5, 4.5)",
    ]

    static let boxes: [PlannedChange] = [
        PlannedChange(
            name: "an R*Tree gets a column beside its box",
            old: [
                "CREATE VIRTUAL TABLE docs USING rtree(id, low, high)",
                "INSERT INTO docs VALUES (7, 1.1, 2.5), (9, -3, 4)",
            ],
            new: ["CREATE VIRTUAL TABLE docs USING rtree(number, low, high, +label)"], plan: copying,
            hazards: [.blocksWrites, .rewritesTable], query: "SELECT number FROM docs WHERE low < 0", values: ["9"]),
        PlannedChange(
            name: "an R*Tree gets another dimension",
            old: ["CREATE VIRTUAL TABLE docs USING rtree(id, low, high)", "INSERT INTO docs VALUES (7, 1, 2)"],
            new: ["CREATE VIRTUAL TABLE docs USING rtree(id, low, high, from_y, to_y)"], plan: copying,
            hazards: [.blocksWrites, .changesMeaning, .rewritesTable],
            sentence: "Copies the rows of docs; what is new is 0.",
            query: "SELECT id || to_y FROM docs WHERE high = 2", values: ["70.0"]),
        PlannedChange(
            name: "an R*Tree loses a dimension", old: plane,
            new: ["CREATE VIRTUAL TABLE docs USING rtree(id, y0, y1)"], plan: copying,
            hazards: [.blocksWrites, .deletesData, .rewritesTable], sentence: "Copies the rows of docs.",
            query: "SELECT id || y0 || y1 FROM docs", values: ["73.54.5"]),
        PlannedChange(
            name: "the dimensions of an R*Tree change their places", old: plane,
            new: ["CREATE VIRTUAL TABLE docs USING rtree(id, y0, y1, x0, x1)"], plan: copying,
            hazards: [.blocksWrites, .rewritesTable], query: "SELECT x0 || y1 FROM docs", values: ["1.54.5"]),
        PlannedChange(
            name: "the ends of two dimensions become one", old: plane,
            new: ["CREATE VIRTUAL TABLE docs USING rtree(id, x0, y1)"], plan: copying,
            hazards: [.blocksWrites, .changesMeaning, .deletesData, .mayFail, .rewritesTable],
            sentence: "Copies the rows of docs; fails if a box ends before it begins.",
            query: "SELECT x0 || y1 FROM docs", values: ["1.54.5"]),
        PlannedChange(
            name: "an end of a dimension is new", old: plane,
            new: ["CREATE VIRTUAL TABLE docs USING rtree(id, other, x1, y0, y1)"], plan: copying,
            hazards: [.blocksWrites, .changesMeaning, .deletesData, .mayFail, .rewritesTable],
            sentence: "Copies the rows of docs; fails if a box ends before it begins, as what is new is 0.",
            query: "SELECT other || x1 FROM docs", values: ["0.02.5"]),
        PlannedChange(
            name: "the numbers of an R*Tree become whole ones", old: plane,
            new: ["CREATE VIRTUAL TABLE docs USING rtree_i32(id, x0, x1, y0, y1)"], plan: copying,
            hazards: [.blocksWrites, .changesMeaning, .deletesData, .rewritesTable],
            sentence: "Copies the rows of docs; numbers lose their fractions.",
            query: "SELECT x0 || y1 FROM docs", values: ["14"]),
        PlannedChange(
            name: "whole numbers of an R*Tree get fractions",
            old: [
                "CREATE VIRTUAL TABLE docs USING rtree_i32(id, low, high)",
                "INSERT INTO docs VALUES (7, 16777217, 16777217)",
            ],
            new: ["CREATE VIRTUAL TABLE docs USING rtree(id, low, high)"], plan: copying,
            hazards: [.blocksWrites, .changesMeaning, .deletesData, .rewritesTable],
            sentence: "Copies the rows of docs; numbers beyond 16777216 are rounded.",
            query: "SELECT cast(low AS INT) FROM docs", values: ["16777216"]),
        PlannedChange(
            name: "what stood beside a box becomes an end of it",
            old: [
                "CREATE VIRTUAL TABLE docs USING rtree(id, low, high, +label)",
                "INSERT INTO docs VALUES (7, -2, -1, 'no number')",
            ],
            new: ["CREATE VIRTUAL TABLE docs USING rtree(id, low, label, +high)"], plan: copying,
            hazards: [.blocksWrites, .changesMeaning, .deletesData, .mayFail, .rewritesTable],
            sentence:
                "Copies the rows of docs; fails if a box ends before it begins; what is no number in label becomes 0.",
            query: "SELECT low || label || high FROM docs", values: ["-2.00.0-1.0"]),
    ]

    static let elsewhere: [PlannedChange] = [
        PlannedChange(
            name: "an index over another table with another tokenizer",
            old: notes + [
                "CREATE VIRTUAL TABLE docs USING fts5(body, content='notes', content_rowid='id')",
                "INSERT INTO docs (docs) VALUES ('rebuild')",
            ],
            new: [
                notes[0],
                "CREATE VIRTUAL TABLE docs USING fts5(body, content='notes', content_rowid='id', tokenize='porter')",
            ], plan: ["DROP TABLE docs", "CREATE VIRTUAL TABLE docs", "INSERT INTO docs (docs) VALUES ('rebuild')"],
            hazards: [.blocksWrites], query: "SELECT rowid FROM docs('run')", values: ["3"]),
        PlannedChange(
            name: "an index over rows that were there before", old: notes,
            new: [notes[0], "CREATE VIRTUAL TABLE docs USING fts4(body, content=\"notes\")"],
            plan: ["CREATE VIRTUAL TABLE docs", "INSERT INTO docs (docs) VALUES ('rebuild')"], hazards: [.blocksWrites],
            query: "SELECT rowid FROM docs WHERE docs MATCH 'sleeping'", values: ["8"]),
        PlannedChange(
            name: "an index over a view that is made with it", old: notes,
            new: [
                notes[0], "CREATE VIEW texts AS SELECT id AS number, body || more AS text FROM notes",
                "CREATE VIRTUAL TABLE docs USING fts5(text, content=texts, content_rowid=number)",
            ],
            plan: ["CREATE VIRTUAL TABLE docs", "CREATE VIEW texts", "INSERT INTO docs (docs) VALUES ('rebuild')"],
            hazards: [.blocksWrites], query: "SELECT rowid FROM docs('dogsone')", values: ["3"]),
        PlannedChange(
            name: "an index over a table that is new is empty as well", old: [],
            new: [notes[0], "CREATE VIRTUAL TABLE docs USING fts5(body, content='notes')"],
            plan: ["CREATE VIRTUAL TABLE docs", "CREATE TABLE notes"]),
        PlannedChange(
            name: "texts of an index are in a table of its own from now on",
            old: notes + ["CREATE VIRTUAL TABLE docs USING fts5(body, content='notes', content_rowid='id')"],
            new: [notes[0], "CREATE VIRTUAL TABLE docs USING fts5(body)"], plan: copying,
            hazards: [.blocksWrites, .rewritesTable], query: "SELECT rowid FROM docs('cats')", values: ["8"]),
        PlannedChange(
            name: "an index goes, and no text with it",
            old: notes + ["CREATE VIRTUAL TABLE docs USING fts5(body, content='notes')"], new: [notes[0]],
            plan: ["DROP TABLE docs"], query: "SELECT body FROM notes WHERE id = 3", values: ["running dogs"]),
        PlannedChange(
            name: "an index without texts loses what it has found",
            old: [
                "CREATE VIRTUAL TABLE docs USING fts5(a, content='')", "INSERT INTO docs (rowid, a) VALUES (1, 'word')",
            ],
            new: ["CREATE VIRTUAL TABLE docs USING fts5(a, content='', tokenize='porter')"],
            plan: ["DROP TABLE docs", "CREATE VIRTUAL TABLE docs"], hazards: [.deletesData],
            query: "SELECT count(*) FROM docs('word')", values: ["0"]),
        PlannedChange(
            name: "what only shows an index keeps nothing",
            old: ["CREATE VIRTUAL TABLE f USING fts5(a)", "CREATE VIRTUAL TABLE docs USING fts5vocab(f, row)"],
            new: ["CREATE VIRTUAL TABLE f USING fts5(a)", "CREATE VIRTUAL TABLE docs USING fts5vocab(f, col)"],
            plan: ["DROP TABLE docs", "CREATE VIRTUAL TABLE docs"]),
    ]

    @Test("a virtual table is made anew, and finds the same rows", arguments: own + boxes + elsewhere)
    func changes(_ change: PlannedChange) throws {
        let (database, wanted, _) = try change.run()
        #expect(SchemaDifference(from: try database.schema, to: wanted).isLeftAlone)
    }

    @Test func whatCannotBeTakenOverIsSaidAndHowToFillIt() throws {
        let database = try ChangedDatabase(["CREATE VIRTUAL TABLE \"my docs\" USING fts5(a, content='')"])
        let wanted = try ChangedDatabase(["CREATE VIRTUAL TABLE \"my docs\" USING fts5(a, b, content='')"]).schema
        let plan = SQLiteChangePlan(from: try database.schema, to: wanted)
        let drop = try #require(plan.statements.first)
        #expect(drop.explanation.contains("INSERT INTO \"my docs\" (rowid, a, b) SELECT"), "\(drop.explanation)")
    }

    /// The values that an index has found are others after the copy.
    @Test func anIndexFollowsATableWhoseValuesChange() throws {
        let index = "CREATE VIRTUAL TABLE docs USING fts5(body, content='notes', content_rowid='id')"
        let database = try ChangedDatabase(Self.notes + [index, "INSERT INTO docs (docs) VALUES ('rebuild')"])
        try database.run("INSERT INTO notes (id) VALUES (30)")
        let table = "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL DEFAULT 'nothing yet', more TEXT)"
        let wanted = try ChangedDatabase([table, index]).schema
        try database.run(SQLiteChangePlan(from: try database.schema, to: wanted))
        #expect(try database.texts("SELECT rowid FROM docs('nothing')") == ["30"])
        try database.run("INSERT INTO docs (docs, rank) VALUES ('integrity-check', 1)")
    }

    @Test(
        "what looks renamed is asked of where a rename keeps something",
        arguments: [
            ("fts5(a)", "docs2", "fts5(a)", 1), ("fts5(a, content='')", "docs2", "fts5(a, content='')", 1),
            ("fts5(a, content='n')", "docs2", "fts5(a, content='n')", 0), ("fts5(a)", "docs", "fts5(b)", 1),
            ("fts5(a, content='n')", "docs", "fts5(b, content='n')", 0),
            ("fts5(a, content='')", "docs", "fts5(b, content='')", 0),
        ])
    func hints(_ old: String, _ name: String, _ new: String, _ count: Int) throws {
        let table = "CREATE TABLE n (a, b)"
        let from = try ChangedDatabase([table, "CREATE VIRTUAL TABLE docs USING \(old)"]).schema
        let to = try ChangedDatabase([table, "CREATE VIRTUAL TABLE \(name) USING \(new)"]).schema
        #expect(SchemaDifference(from: from, to: to).possibleRenames.count == count)
    }
}
