import MartletSQLite
import SQLText
import SchemaModel
import Testing

/// Plans on databases with rows.
@Suite struct ChangePlanTests {
    private static let users = [
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INT)",
        "INSERT INTO users VALUES (1, 'Ada', 36), (2, NULL, 41)",
    ]

    static let columns: [PlannedChange] = [
        PlannedChange(
            name: "a column is added", old: users,
            new: ["CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INT, mail TEXT NOT NULL DEFAULT 'none')"],
            plan: ["ALTER TABLE users ADD COLUMN mail TEXT NOT NULL DEFAULT 'none'"],
            query: "SELECT name || ' ' || mail FROM users", values: ["Ada none", nil]),
        PlannedChange(
            name: "a column with a condition and a reference is added", old: users,
            new: [
                "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INT, boss INT REFERENCES users (id) CHECK (boss > 0))"
            ],
            plan: ["ALTER TABLE users ADD COLUMN boss"], hazards: [.mayFail],
            query: "SELECT name FROM users WHERE boss IS NULL", values: ["Ada", nil]),
        PlannedChange(
            name: "a column with a default of the moment needs a new table", old: users,
            new: ["CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INT, day TEXT DEFAULT CURRENT_DATE)"],
            plan: [
                "CREATE TABLE users_new", "INSERT INTO users_new", "DROP TABLE users", "ALTER TABLE users_new RENAME",
            ],
            hazards: [.blocksWrites, .rewritesTable],
            sentence: "Copies the rows of users. Every row has day = CURRENT_DATE.",
            query: "SELECT name FROM users WHERE length(day) = 10", values: ["Ada", nil]),
        PlannedChange(
            name: "a column is dropped", old: users,
            new: ["CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)"],
            plan: ["ALTER TABLE users DROP COLUMN age"], hazards: [.blocksWrites, .deletesData, .rewritesTable],
            query: "SELECT name FROM users", values: ["Ada", nil]),
        PlannedChange(
            name: "a column of a key is dropped",
            old: ["CREATE TABLE t (a, b UNIQUE)", "INSERT INTO t VALUES (1, 2), (3, 4)"], new: ["CREATE TABLE t (a)"],
            plan: ["CREATE TABLE t_new", "INSERT INTO t_new", "DROP TABLE t", "ALTER TABLE t_new RENAME"],
            hazards: [.blocksWrites, .deletesData, .rewritesTable], query: "SELECT a FROM t", values: ["1", "3"]),
        PlannedChange(
            name: "a column behind a comment with a comma is dropped",
            old: ["CREATE TABLE t (a INT, -- one, two\n b INT)", "INSERT INTO t VALUES (1, 2)"],
            new: ["CREATE TABLE t (a INT)"],
            plan: ["CREATE TABLE t_new", "INSERT INTO t_new", "DROP TABLE t", "ALTER TABLE t_new RENAME"],
            hazards: [.blocksWrites, .deletesData, .rewritesTable], query: "SELECT a FROM t", values: ["1"]),
        PlannedChange(
            name: "a type changes", old: users,
            new: ["CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age TEXT)"],
            plan: [
                "CREATE TEMP TABLE martlet_lost", "INSERT INTO temp.martlet_lost", "DROP TABLE temp.martlet_lost",
                "CREATE TABLE users_new", "INSERT INTO users_new", "DROP TABLE users", "ALTER TABLE users_new RENAME",
            ],
            hazards: [.blocksWrites, .changesMeaning, .mayFail, .rewritesTable],
            sentence: "Copies the rows of users. Numbers in age become texts.",
            query: "SELECT typeof(age) || age FROM users", values: ["text36", "text41"]),
        PlannedChange(
            name: "a NULL that is not allowed any more becomes the default", old: users,
            new: ["CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '?', age INT)"],
            plan: [
                "CREATE TABLE users_new", "INSERT INTO users_new", "DROP TABLE users", "ALTER TABLE users_new RENAME",
            ],
            hazards: [.blocksWrites, .changesMeaning, .rewritesTable],
            sentence: "Copies the rows of users. Rows with NULL in name get '?'.",
            query: "SELECT name FROM users", values: ["Ada", "?"]),
        PlannedChange(
            name: "no column stays", old: ["CREATE TABLE t (a UNIQUE)", "INSERT INTO t VALUES (1), (2)"],
            new: ["CREATE TABLE t (b DEFAULT 'x')"],
            plan: ["CREATE TABLE t_new", "INSERT INTO t_new", "DROP TABLE t", "ALTER TABLE t_new RENAME"],
            hazards: [.blocksWrites, .deletesData, .rewritesTable], query: "SELECT b FROM t", values: ["x", "x"]),
        PlannedChange(
            name: "a condition that names its table holds in the new one", old: users,
            new: ["CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INT, CHECK (users.age > 0))"],
            plan: [
                "CREATE TABLE users_new", "INSERT INTO users_new", "DROP TABLE users", "ALTER TABLE users_new RENAME",
            ],
            hazards: [.blocksWrites, .mayFail, .rewritesTable], query: "SELECT age FROM users", values: ["36", "41"]),
    ]

    static let names: [PlannedChange] = [
        PlannedChange(
            name: "a table and a column are renamed",
            old: users + ["CREATE TABLE pets (owner REFERENCES users (id))", "CREATE INDEX i ON users (name)"],
            new: [
                "CREATE TABLE people (id INTEGER PRIMARY KEY, title TEXT, age INT)",
                "CREATE TABLE pets (owner REFERENCES people (id))", "CREATE INDEX i ON people (title)",
            ],
            renames: [
                RenameHint(table: ObjectName("users"), to: ObjectName("people")),
                RenameHint(column: "name", of: ObjectName("users"), to: "title"),
            ], plan: ["ALTER TABLE users RENAME TO people", "ALTER TABLE people RENAME COLUMN name TO title"],
            hazards: [.changesMeaning], query: "SELECT title FROM people ORDER BY id", values: ["Ada", nil]),
        PlannedChange(
            name: "two tables take each other's names",
            old: ["CREATE TABLE a (x)", "CREATE TABLE b (y)", "INSERT INTO a VALUES (1)", "INSERT INTO b VALUES (2)"],
            new: ["CREATE TABLE b (x)", "CREATE TABLE a (y)"],
            renames: [
                RenameHint(table: ObjectName("a"), to: ObjectName("b")),
                RenameHint(table: ObjectName("b"), to: ObjectName("a")),
            ],
            plan: ["ALTER TABLE", "ALTER TABLE", "ALTER TABLE", "ALTER TABLE"], hazards: [.changesMeaning],
            query: "SELECT x FROM b UNION ALL SELECT y FROM a", values: ["1", "2"]),
        PlannedChange(
            name: "columns take each other's names, and a third moves on",
            old: [
                "CREATE TABLE t (a INT, b INT, c INT, c_new INT)", "CREATE INDEX i ON t (a, b)",
                "INSERT INTO t VALUES (1, 2, 3, 4)", "CREATE VIEW v AS SELECT a FROM t",
            ],
            new: [
                "CREATE TABLE t (b INT, a INT, d INT, c INT)", "CREATE INDEX i ON t (b, a)",
                "CREATE VIEW v AS SELECT a FROM t",
            ],
            renames: [
                RenameHint(column: "a", of: ObjectName("t"), to: "b"),
                RenameHint(column: "b", of: ObjectName("t"), to: "a"),
                RenameHint(column: "c", of: ObjectName("t"), to: "d"),
                RenameHint(column: "c_new", of: ObjectName("t"), to: "c"),
            ],
            plan: [
                "DROP VIEW v", "ALTER TABLE t RENAME COLUMN a TO b_new", "ALTER TABLE t RENAME COLUMN b TO a_new",
                "ALTER TABLE t RENAME COLUMN c TO d", "ALTER TABLE t RENAME COLUMN c_new TO c_new2",
                "ALTER TABLE t RENAME COLUMN b_new TO b", "ALTER TABLE t RENAME COLUMN a_new TO a",
                "ALTER TABLE t RENAME COLUMN c_new2 TO c", "CREATE VIEW v",
            ], hazards: [.changesMeaning], query: "SELECT a || b || c || d FROM t", values: ["2143"]),
        PlannedChange(
            name: "columns in a condition take each other's names",
            old: ["CREATE TABLE t (a INT CHECK (a > 1), b INT)", "INSERT INTO t VALUES (2, 1)"],
            new: ["CREATE TABLE t (b INT CHECK (b > 1), a INT)"],
            renames: [
                RenameHint(column: "a", of: ObjectName("t"), to: "b"),
                RenameHint(column: "b", of: ObjectName("t"), to: "a"),
            ],
            plan: ["CREATE TABLE t_new", "INSERT INTO t_new", "DROP TABLE t", "ALTER TABLE t_new RENAME"],
            hazards: [.blocksWrites, .changesMeaning, .mayFail, .rewritesTable], query: "SELECT b || a FROM t",
            values: ["21"]),
        PlannedChange(
            name: "a name changes its case alone", old: users,
            new: ["CREATE TABLE Users (id INTEGER PRIMARY KEY, Name TEXT, age INT)"],
            plan: [
                "ALTER TABLE users RENAME TO", "ALTER TABLE \"Users_new\" RENAME TO \"Users\"",
                "ALTER TABLE \"Users\" RENAME COLUMN name TO \"Name\"",
            ],
            hazards: [.changesMeaning], query: "SELECT name FROM users", values: ["Ada", nil]),
        PlannedChange(
            name: "a column in a condition is renamed by a new table",
            old: ["CREATE TABLE t (a INT CHECK (a > 0))", "INSERT INTO t VALUES (7)"],
            new: ["CREATE TABLE t (b INT CHECK (b > 0))"],
            renames: [RenameHint(column: "a", of: ObjectName("t"), to: "b")],
            plan: ["CREATE TABLE t_new", "INSERT INTO t_new", "DROP TABLE t", "ALTER TABLE t_new RENAME"],
            hazards: [.blocksWrites, .changesMeaning, .mayFail, .rewritesTable],
            sentence: "Copies the rows of t; fails if a row does not satisfy a CHECK. Its column a is b now.",
            query: "SELECT b FROM t", values: ["7"]),
    ]

    static let others: [PlannedChange] = [
        PlannedChange(
            name: "views and triggers around a new table are made again, others stay",
            old: users + [
                "CREATE VIEW v AS SELECT name FROM users", "CREATE VIEW w AS SELECT * FROM v",
                "CREATE VIEW x AS SELECT 1",
                "CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT 1; END",
                "CREATE TRIGGER broken INSTEAD OF INSERT ON x BEGIN DELETE FROM nowhere; END",
            ],
            new: [
                "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age NUMERIC)",
                "CREATE VIEW v AS SELECT name FROM users", "CREATE VIEW w AS SELECT * FROM v",
                "CREATE VIEW x AS SELECT 1",
                "CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT 1; END",
                "CREATE TRIGGER broken INSTEAD OF INSERT ON x BEGIN DELETE FROM nowhere; END",
            ],
            plan: [
                "DROP TRIGGER t", "DROP TRIGGER broken", "DROP VIEW w", "DROP VIEW v", "CREATE TABLE users_new",
                "INSERT INTO users_new", "DROP TABLE users", "ALTER TABLE users_new RENAME", "CREATE VIEW v",
                "CREATE VIEW w", "CREATE TRIGGER t", "CREATE TRIGGER broken",
            ],
            hazards: [.blocksWrites, .changesMeaning, .rewritesTable], query: "SELECT name FROM w",
            values: ["Ada", nil]),
        PlannedChange(
            name: "an index changes", old: users + ["CREATE INDEX i ON users (name)", "CREATE INDEX j ON users (age)"],
            new: [users[0], "CREATE UNIQUE INDEX i ON users (name)", "CREATE INDEX j ON users (age)"],
            plan: ["DROP INDEX i", "CREATE UNIQUE INDEX i"], hazards: [.blocksWrites, .mayFail],
            query: "SELECT age FROM users", values: ["36", "41"]),
        PlannedChange(
            name: "an index goes", old: users + ["CREATE INDEX i ON users (name)"], new: [users[0]],
            plan: ["DROP INDEX i"], hazards: [.slowsQueries], query: "SELECT age FROM users", values: ["36", "41"]),
        PlannedChange(
            name: "a unique index goes while its table is made anew",
            old: users + ["CREATE UNIQUE INDEX i ON users (name)", "CREATE INDEX j ON users (age)"],
            new: [
                "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age NUMERIC)", "CREATE INDEX j ON users (age)",
            ],
            plan: [
                "DROP INDEX i", "CREATE TABLE users_new", "INSERT INTO users_new", "DROP TABLE users",
                "ALTER TABLE users_new RENAME", "CREATE INDEX j",
            ], hazards: [.blocksWrites, .changesMeaning, .rewritesTable, .slowsQueries],
            query: "SELECT age FROM users", values: ["36", "41"]),
        PlannedChange(
            name: "tables come and go", old: users + ["CREATE TABLE pets (owner REFERENCES users)"],
            new: ["CREATE TABLE pets (owner REFERENCES owners)", "CREATE TABLE owners (id INTEGER PRIMARY KEY)"],
            plan: [
                "DROP TABLE users", "CREATE TABLE pets_new", "INSERT INTO pets_new", "DROP TABLE pets",
                "ALTER TABLE pets_new", "CREATE TABLE owners",
            ], hazards: [.blocksWrites, .deletesData, .mayFail, .rewritesTable]),
        PlannedChange(
            name: "a number that was given out once stays so",
            old: [
                "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT)",
                "INSERT INTO t (a) VALUES (1), (2), (3)",
                "DELETE FROM t WHERE id > 1",
            ],
            new: ["CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a NUMERIC)"],
            plan: [
                "CREATE TABLE t_new", "INSERT INTO t_new", "INSERT INTO sqlite_sequence", "DELETE FROM sqlite_sequence",
                "DROP TABLE t", "ALTER TABLE t_new",
            ], hazards: [.blocksWrites, .changesMeaning, .rewritesTable],
            query: "INSERT INTO t (a) VALUES ('x') RETURNING id", values: ["4"]),
    ]

    @Test("a change is planned, made, and keeps the rows", arguments: columns + names + others)
    func changes(_ change: PlannedChange) throws {
        let (database, wanted, plan) = try change.run()
        #expect(plan.needsForeignKeysOff == plan.statements.contains { $0.sql.hasPrefix("DROP TABLE") })
        #expect(try database.schema == wanted)
    }

    @Test func theOrderOfColumnsIsLeftUnlessItIsAskedFor() throws {
        let database = try ChangedDatabase(["CREATE TABLE t (a, b)", "INSERT INTO t VALUES (1, 2)"])
        let wanted = try ChangedDatabase(["CREATE TABLE t (b, n INT, a)"]).schema
        let plan = SQLiteChangePlan(from: try database.schema, to: wanted)
        #expect(plan.statements.map(\.sql) == ["ALTER TABLE t ADD COLUMN n INT"])
        try database.run(plan)
        #expect(SQLiteChangePlan(from: try database.schema, to: wanted).statements.isEmpty)
        let options = SQLiteChangePlan.Options(reordersColumns: true)
        try database.run(SQLiteChangePlan(from: try database.schema, to: wanted, options: options))
        #expect(try database.schema == wanted)
        #expect(try database.texts("SELECT b || a FROM t") == ["21"])
    }

    @Test func aColumnThatNeedsAValueFailsOnRowsAndSaysSoBefore() throws {
        let database = try ChangedDatabase(Self.users)
        let wanted = try ChangedDatabase([
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INT, mail TEXT NOT NULL)"
        ]).schema
        let plan = SQLiteChangePlan(from: try database.schema, to: wanted)
        let copy = try #require(plan.statements.first { $0.hazards.contains(.mayFail) })
        #expect(copy.explanation.contains("mail may not be NULL and has no default"))
        #expect(throws: (any Error).self) { try database.run(plan) }
        try database.connection.rollback()
        try database.run("DELETE FROM users")
        try database.run(plan)
        #expect(try database.schema == wanted)
    }

    /// The words are the same, and about the values of another column.
    @Test(
        "what names two columns may fail when they take each other's names",
        arguments: [
            (["CREATE TABLE t (a INT, b INT, CHECK (a > 1))"], "if a row does not satisfy a CHECK"),
            (
                ["CREATE TABLE t (a INT UNIQUE, b INT, CHECK (a > b - 10))"],
                "if two rows are equal in a unique key"
            ),
            (
                ["CREATE TABLE t (a INT, b INT)", "CREATE UNIQUE INDEX i ON t (a) WHERE b > 0"],
                "fails if two rows are equal in it"
            ),
            (
                [
                    "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                    "CREATE TABLE t (a INT REFERENCES p, b INT, CHECK (a < b))",
                ],
                "if a row refers to none by a foreign key"
            ),
        ])
    func swaps(_ statements: [String], _ reason: String) throws {
        let database = try ChangedDatabase(statements)
        let wanted = try ChangedDatabase(statements).schema
        let names = [("a", "b"), ("b", "a")]
        let plan = SQLiteChangePlan(
            from: try database.schema, to: wanted,
            renames: names.map { RenameHint(column: $0, of: ObjectName("t"), to: $1) })
        let telling = plan.statements.filter { $0.hazards.contains(.mayFail) }
        #expect(telling.contains { $0.explanation.contains(reason) }, "\(plan.statements.map(\.explanation))")
        try database.run(plan)
        #expect(SchemaDifference(from: try database.schema, to: wanted).isLeftAlone)
    }

    @Test func aConditionWhoseColumnGoesComparesAStringAndMayFail() throws {
        let condition = "CHECK (\"gone col\" > 5)"
        let database = try ChangedDatabase([
            "CREATE TABLE t (a INT, \"gone col\" INT, \(condition))", "INSERT INTO t VALUES (1, 9)",
        ])
        let wanted = try ChangedDatabase(["CREATE TABLE t (a INT, \(condition))"]).schema
        let plan = SQLiteChangePlan(from: try database.schema, to: wanted)
        #expect(plan.statements.contains { $0.hazards.contains(.mayFail) })
    }
}
