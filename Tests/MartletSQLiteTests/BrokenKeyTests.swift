import DriverTestSupport
import MartletCore
import TestSupport
import Testing

/// How a row that refers to nothing is named.
@Suite struct BrokenKeyTests {
    /// Tables with a broken key, and how the row is named.
    static let brokenRows: [(sql: [String], subject: String)] = [
        (
            ["CREATE TABLE c (a, b, FOREIGN KEY (a, b) REFERENCES p (x, y))", "INSERT INTO c VALUES (1, 'it''s')"],
            "c row 1 (a = 1, b = 'it''s')"
        ),
        (
            ["CREATE TABLE c (id TEXT PRIMARY KEY REFERENCES p (x)) WITHOUT ROWID", "INSERT INTO c VALUES ('k')"],
            "c (id)"
        ),
        (
            ["CREATE TABLE \"o c\" (rowid REFERENCES p (x))", "INSERT INTO \"o c\" VALUES (x'00ff')"],
            "o c row 1 (rowid = X'00FF')"
        ),
        (
            ["CREATE TABLE c (a REFERENCES p (x))", "INSERT INTO c VALUES (hex(zeroblob(90)) || char(10))"],
            "c row 1 (a = '\(String(repeating: "0", count: 39))…)"
        ),
        (
            ["CREATE TABLE c (a REFERENCES gone)", "INSERT INTO c VALUES ('one' || char(10) || 'two')"],
            "c row 1 (a = 'one\\ntwo')"
        ),
    ]

    @Test(arguments: brokenRows.indices) func aBrokenKeyIsNamedWithItsValues(_ index: Int) throws {
        let bench = try DriverUnderTest.sqliteFile.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect(foreignKeys: false)
        try connection.script("CREATE TABLE p (x PRIMARY KEY, y, UNIQUE (x, y))")
        for sql in Self.brokenRows[index].sql { try connection.script(sql) }
        #expect(try connection.brokenForeignKeys(limit: 5).map(\.subject) == [Self.brokenRows[index].subject])
    }
}
