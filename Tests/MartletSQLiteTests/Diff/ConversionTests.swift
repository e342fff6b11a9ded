import MartletSQLite
import SQLText
import SchemaModel
import Testing

/// Values in a column whose affinity changes.
@Suite struct ConversionTests {
    private func plan(_ database: ChangedDatabase, to table: String) throws -> SQLiteChangePlan {
        SQLiteChangePlan(from: try database.schema, to: try ChangedDatabase([table]).schema)
    }

    /// Each value as it comes to stand in the new column.
    @Test(
        "what comes back as it was is copied",
        arguments: [
            ("TEXT", "'1234'", "INTEGER", "integer 1234"), ("TEXT", "'-1.5'", "NUMERIC", "real -1.5"),
            ("TEXT", "'9223372036854775807'", "INTEGER", "integer 9223372036854775807"),
            ("TEXT", "'+49 30'", "INTEGER", "text +49 30"), ("TEXT", "'0x10'", "INTEGER", "text 0x10"),
            ("TEXT", "'36'", "REAL", "real 36.0"), ("TEXT", "x'3031'", "INTEGER", "blob 01"),
            ("BLOB", "'7'", "NUMERIC", "integer 7"), ("INTEGER", "7", "TEXT", "text 7"),
            ("INTEGER", "'abc'", "TEXT", "text abc"), ("REAL", "0.1", "TEXT", "text 0.1"),
            ("REAL", "3.0", "INTEGER", "integer 3"),
            ("INTEGER", "9007199254740992", "REAL", "real 9.00719925474099e+15"),
            ("TEXT", "'01'", "BLOB", "text 01"), ("TEXT", "NULL", "INTEGER", "null "),
            ("TEXT", "'01'", "VARCHAR(9)", "text 01"),
        ])
    func keeps(_ old: String, _ value: String, _ new: String, _ copied: String) throws {
        let database = try ChangedDatabase(["CREATE TABLE t (c \(old))", "INSERT INTO t VALUES (\(value))"])
        try database.run(plan(database, to: "CREATE TABLE t (c \(new))"))
        #expect(try database.texts("SELECT typeof(c) || ' ' || coalesce(c, '') FROM t") == [copied])
    }

    @Test(
        "what would not come back as it was makes the plan fail, and it names the column",
        arguments: [
            ("TEXT", "'01234'", "INTEGER"), ("TEXT", "'+49301234'", "INTEGER"), ("TEXT", "'1e3'", "NUMERIC"),
            ("TEXT", "'12345678901234567890'", "INTEGER"), ("TEXT", "' 7'", "INTEGER"), ("TEXT", "'-0'", "INTEGER"),
            ("TEXT", "'1.10'", "NUMERIC"), ("TEXT", "'9007199254740993'", "REAL"), ("TEXT", "'007'", "REAL"),
            ("TEXT COLLATE RTRIM", "'7 '", "INTEGER"), ("BLOB", "'01'", "NUMERIC"), ("", "'01'", "REAL"),
            ("INTEGER", "9007199254740993", "REAL"), ("BLOB", "9007199254740993", "REAL"),
            ("REAL", "0.1 + 0.2", "TEXT"), ("NUMERIC", "1e999", "TEXT"),
        ])
    func fails(_ old: String, _ value: String, _ new: String) throws {
        let database = try ChangedDatabase([
            "CREATE TABLE t (\"a c\" \(old), d INT)", "INSERT INTO t VALUES (\(value), 1)",
        ])
        let plan = try plan(database, to: "CREATE TABLE t (\"a c\" \(new), d INT)")
        let told = try #require(plan.statements.first { $0.hazards == [.mayFail] })
        #expect(told.explanation.contains("if in a c a "))
        let error = #expect(throws: (any Error).self) { try database.run(plan) }
        #expect(error.map { "\($0)".contains("values_of_a c_stay") } ?? false)
        try database.connection.rollback()
        #expect(try database.texts("SELECT count(*) FROM t WHERE \"a c\" IS (\(value))") == ["1"])
    }

    /// Whatever passes the guards of both ways is as it was, but for the point of a whole number that is a fraction.
    @Test(
        "a value that comes through is the same on the way back",
        arguments: ["TEXT", "INT", "REAL", "NUMERIC", "BLOB", "ANY"], ["TEXT", "INT", "REAL", "NUMERIC", "BLOB"])
    func thereAndBack(_ old: String, _ new: String) throws {
        let values = [
            "'12'", "'012'", "'+12'", "'1.5'", "'1.50'", "'1e3'", "'.5'", "'5.'", "'-0'", "'0'", "'a'", "''", "' 1'",
            "'1 '",
            "'9007199254740993'", "'9223372036854775807'", "'9223372036854775808'", "'-9223372036854775808'", "'1e400'",
            "'0.1'", "'0.30000000000000004'", "'123456789012345678'", "'1152921504606846976'", "'1000000000000000'",
            "1152921504606846976", "'1_0'", "'0x1'", "x'31'", "NULL", "12", "-0.0",
            "1.5",
            "0.1 + 0.2", "1e3", "1e300", "9007199254740993", "9223372036854775807", "1e400",
        ]
        var kept = 0
        for value in values {
            let database = try ChangedDatabase(["CREATE TABLE t (c \(old))", "INSERT INTO t VALUES (\(value))"])
            let text = "SELECT CAST(c AS TEXT) || CASE typeof(c) WHEN 'blob' THEN ' blob' ELSE '' END FROM t"
            let before = try database.texts(text)[0]
            do {
                for type in [new, old] { try database.run(plan(database, to: "CREATE TABLE t (c \(type))")) }
            } catch {
                continue
            }
            kept += 1
            let after = try database.texts(text)[0]
            let isNumber =
                !value.hasPrefix("'") && Double(before ?? "") != nil && Double(before ?? "") == Double(after ?? "")
            let isSame = before == after || isNumber || new == "REAL" && before.map { $0 + ".0" } == after
            #expect(isSame, "\(value) is \(after ?? "NULL")")
        }
        #expect(kept > 10)
    }

    @Test func whoWantsToLoseTheValuesLeavesTheGuardOut() throws {
        let database = try ChangedDatabase(["CREATE TABLE t (c TEXT)", "INSERT INTO t VALUES ('01')"])
        let statements = try plan(database, to: "CREATE TABLE t (c INT)").statements
        for statement in statements where !statement.sql.contains("martlet_lost") { try database.run(statement.sql) }
        #expect(try database.texts("SELECT c FROM t") == ["1"])
    }

    @Test func aKeyWithoutAValueMakesThePlanFailInsteadOfGettingANumber() throws {
        let database = try ChangedDatabase(["CREATE TABLE t (id INT, a)", "INSERT INTO t VALUES (1, 1), (NULL, 2)"])
        let plan = try plan(database, to: "CREATE TABLE t (id INTEGER PRIMARY KEY, a)")
        #expect(plan.statements.contains { $0.explanation.contains("if in id NULL gets a number") })
        #expect(throws: (any Error).self) { try database.run(plan) }
        try database.connection.rollback()
        try database.run("DELETE FROM t WHERE id IS NULL")
        try database.run(plan)
        #expect(try database.texts("SELECT id FROM t") == ["1"])
    }

    /// The table is led from each of the forms to the next one; the greatest row is gone before that.
    @Test(
        "the number of a row that is gone is not given again with AUTOINCREMENT",
        arguments: [
            ["a TEXT"], ["a BLOB", "a TEXT"], ["a BLOB", "a BLOB CHECK (a)"], ["", "a INT"],
        ], [false, true])
    func numbers(_ forms: [String], isEmpty: Bool) throws {
        func table(_ key: String, _ column: String) -> String {
            "CREATE TABLE t (id INTEGER PRIMARY KEY \(key)\(column.isEmpty ? "" : ", \(column)"))"
        }
        let database = try ChangedDatabase([
            table("AUTOINCREMENT", "a INT"), "INSERT INTO t (id) VALUES (1), (2), (7)",
            "DELETE FROM t WHERE id \(isEmpty ? "> 0" : "= 7")",
        ])
        for form in forms {
            try database.run(plan(database, to: table("", form)))
            try database.run(plan(database, to: table("AUTOINCREMENT", form)))
        }
        #expect(try database.texts("SELECT seq FROM sqlite_sequence") == ["7"])
        #expect(try database.texts("INSERT INTO t DEFAULT VALUES RETURNING id") == ["8"])
    }

    @Test func aTableThatGetsAutoincrementGoesOnBehindItsRows() throws {
        let database = try ChangedDatabase([
            "CREATE TABLE t (id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1), (2), (7)",
        ])
        try database.run(plan(database, to: "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)"))
        try database.run("DELETE FROM t WHERE id = 7")
        #expect(try database.texts("INSERT INTO t DEFAULT VALUES RETURNING id") == ["8"])
    }

    @Test func aRenamedTableKeepsItsNumbersAndItsPlanSaysWhenTheyAreGivenAgain() throws {
        let database = try ChangedDatabase([
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a)", "INSERT INTO t (id) VALUES (1), (7)",
            "DELETE FROM t WHERE id = 7",
        ])
        let wanted = try ChangedDatabase(["CREATE TABLE \"u's\" (id INTEGER PRIMARY KEY, a NOT NULL)"]).schema
        try database.run("UPDATE t SET a = 1")
        let hint = RenameHint(table: ObjectName("t"), to: ObjectName("u's"))
        let plan = SQLiteChangePlan(from: try database.schema, to: wanted, renames: [hint])
        #expect(plan.statements.contains { $0.explanation.contains("rows that are gone are given again") })
        try database.run(plan)
        #expect(try database.texts("SELECT name || seq FROM sqlite_sequence") == ["u's7"])
    }
}
