import SQLText
import SchemaModel
import Testing

/// Which types stand for each other.
@Suite struct TypeParityTests {
    /// What SQLite's column says behind its name, what PostgreSQL's type is, and how the two are: nothing if the same, the
    /// reason of a note, or `~` if they differ.
    static let pairs: [(sqlite: String, postgres: String, told: String?)] = [
        ("INTEGER", "bigint", nil), ("INT", "bigint", nil), ("BIGINT", "bigint", nil),
        ("INTEGER", "integer", "SQLite's integers have 64 bits, PostgreSQL's 32 here"),
        ("SMALLINT", "smallint", "SQLite's integers have 64 bits, PostgreSQL's 16 here"),
        ("INTEGER CHECK (x IN (0, 1))", "boolean", nil), ("INTEGER CHECK (x IN (1, 0))", "boolean", nil),
        ("INTEGER CHECK (x = 0 OR x = 1)", "boolean", nil), ("INTEGER CHECK (x BETWEEN 0 AND 1)", "boolean", nil),
        ("BOOLEAN CHECK (x IN (0, 1))", "boolean", nil), ("BOOL CHECK (x IS NULL OR x IN (0, 1))", "boolean", nil),
        ("BOOLEAN", "boolean", "SQLite keeps any value in it, whatever the type says"), ("INTEGER", "boolean", "~"),
        ("INTEGER CHECK (x IN (0, 1))", "bigint", "~"), ("INTEGER CHECK (x IN (0, 1, 2))", "boolean", "~"),
        ("TEXT", "text", nil), ("VARCHAR(20)", "text", nil), ("CHAR(3)", "text", nil), ("CLOB", "text", nil),
        ("TEXT", "character varying(20)", "PostgreSQL refuses more than 20 characters"),
        ("VARCHAR(30)", "character varying(20)", "PostgreSQL refuses more than 20 characters"),
        ("VARCHAR(20)", "character varying(20)", "SQLite keeps any value in it, whatever the type says"),
        ("TEXT CHECK (length(x) <= 20)", "character varying(20)", nil),
        ("VARCHAR(20) CHECK (length(x) BETWEEN 0 AND 20 AND length(x) >= 0)", "character varying(20)", "~"),
        ("TEXT CHECK (length(x) <= 20)", "text", "~"), ("TEXT", "bigint", "~"), ("INTEGER", "text", "~"),
        ("REAL", "double precision", nil), ("DOUBLE PRECISION", "double precision", nil),
        ("REAL", "real", "SQLite's real numbers have 64 bits, PostgreSQL's 32 here"),
        ("REAL", "numeric", "decimal fractions are exact on PostgreSQL alone as numeric"), ("REAL", "bigint", "~"),
        ("NUMERIC", "numeric", nil), ("DECIMAL(10,2)", "numeric(10,2)", nil), ("DECIMAL(10)", "numeric(10,0)", nil),
        ("DECIMAL(10,2)", "numeric(12,2)", "PostgreSQL rounds to its digits, and refuses more before the point"),
        ("BLOB", "bytea", nil), ("BLOB", "uuid", "SQLite takes any bytes, PostgreSQL sixteen"), ("BLOB", "text", "~"),
        ("TEXT CHECK (x IS strftime('%Y-%m-%dT%H:%M:%SZ', x, '+0 days'))", "timestamp with time zone", nil),
        ("TEXT CHECK (x = strftime('%Y-%m-%dT%H:%M:%fZ', x))", "timestamp(3) with time zone", nil),
        (
            "TEXT CHECK (x = strftime('%Y-%m-%dT%H:%M:%SZ', x))", "timestamp without time zone",
            "PostgreSQL's has no time zone: its clients have to write UTC"
        ),
        ("TEXT CHECK (x IS NULL OR datetime(x) = x)", "timestamp without time zone", nil),
        ("TEXT CHECK (x IS date(x))", "date", nil), ("TEXT CHECK (x IS date(x))", "text", "~"),
        ("TEXT CHECK (x IS date(x))", "time without time zone", "~"),
        ("TEXT CHECK (x IS time(x))", "time without time zone", nil),
        ("TEXT", "timestamp with time zone", "SQLite takes any text, PostgreSQL what its type allows"),
        ("DATETIME", "timestamp with time zone", "SQLite keeps any value in it, whatever the type says"),
        ("DATETIME CHECK (x = datetime(x))", "timestamp without time zone", nil),
        ("INTEGER", "timestamp with time zone", "~"),
        ("TEXT CHECK (json_valid(x))", "jsonb", nil), ("TEXT CHECK (json_valid(x) = 1)", "json", nil),
        ("JSON", "jsonb", "SQLite keeps any value in it, whatever the type says"),
        ("TEXT", "jsonb", "SQLite takes any text, PostgreSQL what its type allows"),
        ("TEXT", "uuid", "SQLite takes any text, PostgreSQL what its type allows"),
        ("UUID", "uuid", "SQLite keeps any value in it, whatever the type says"),
        ("", "text", "SQLite keeps any value in it, as the column has no type"), ("TEXT", "text[]", "~"),
        ("TEXT", "inet", "~"), ("INET", "inet", "SQLite keeps any value in it, whatever the type says"),
        ("TEXT CHECK (typeof(x) = 'text')", "text", nil),
    ]

    @Test(arguments: pairs)
    func typesStandForEachOther(_ pair: (sqlite: String, postgres: String, told: String?)) throws {
        let parity = try ParityPair(
            "CREATE TABLE t (x \(pair.sqlite))", postgres: .postgres("t", Column("x", pair.postgres))
        ).parity
        switch pair.told {
        case nil: #expect(parity.lines == [])
        case "~": #expect(!parity.differences.isEmpty, "\(parity.lines)")
        case let reason?:
            #expect(parity.isEmpty, "\(parity.lines)")
            #expect(parity.notes.map(\.reason) == [reason])
        }
    }

    @Test func aStrictTableHoldsItsColumnsToTheirTypes() throws {
        let pair = try ParityPair(
            "CREATE TABLE t (a INT, b ANY) STRICT",
            postgres: .postgres("t", Column("a", "bigint"), Column("b", "text")))
        #expect(pair.lines == ["! column t.b: SQLite keeps any value in it, as the column has no type"])
    }

    @Test func anEnumerationIsATextOfSome() throws {
        var role = UserType(ObjectName(schema: "public", "role"), .enumeration)
        role.labels = ["visitor", "admin"]
        var pair = try ParityPair(
            "CREATE TABLE t (x TEXT NOT NULL DEFAULT 'visitor' CHECK (x IN ('admin', 'visitor')))",
            postgres: .postgres("t", Column("x", "public.role").with(default: "'visitor'::public.role").notNull))
        pair.postgres.types = [role]
        #expect(pair.lines == [])
        pair.postgres.types[0].labels.append("editor")
        #expect(
            pair.lines == [
                "~ check t.x expression: SQLite x IN ('admin', 'visitor'), PostgreSQL one of public.role"
            ])
    }

    @Test func aDomainIsItsTypeAndItsConditions() throws {
        var amount = UserType(ObjectName(schema: "public", "amount"), .domain)
        amount.domain = Domain("bigint")
        amount.domain?.isNullable = false
        amount.domain?.defaultValue = "0"
        amount.domain?.checks = [Check("VALUE >= 0", name: "amount_check")]
        var pair = try ParityPair(
            "CREATE TABLE t (x INTEGER NOT NULL DEFAULT 0 CHECK (x >= 0))",
            postgres: .postgres("t", Column("x", "public.amount")))
        pair.postgres.types = [amount]
        #expect(pair.lines == [])
    }
}
