internal import SQLText

/// Whether one project's schema is the same on SQLite and on PostgreSQL, as far as it can be.
///
/// Names are compared with small letters. What counts as the same:
///
/// | | SQLite | PostgreSQL |
/// |---|---|---|
/// | whole numbers | any type with `INT` in it | `bigint`; `integer` and `smallint` with a note |
/// | truth values | `INTEGER` with `CHECK (x IN (0, 1))`; `BOOLEAN` with a note unless it has the CHECK | `boolean` |
/// | texts | `TEXT`, `VARCHAR(n)`, … | `text`, `citext`; `varchar(n)` and `char(n)` with a note, without one if SQLite has `CHECK (length(x) <= n)` |
/// | numbers with a fraction | `REAL`, `DOUBLE`, … | `double precision`; `real` and `numeric` with a note |
/// | decimal numbers | `NUMERIC`, `DECIMAL(p, s)` | `numeric` with the same digits; with others or as floating point with a note |
/// | bytes | `BLOB` | `bytea`; `uuid` with a note |
/// | moments | `TEXT` with `CHECK (x = strftime('…Z', x))` | `timestamptz`, of any precision |
/// | days and times | `TEXT` with such a CHECK, also by `date()`, `datetime()`, `time()`; `DATETIME`, `TIMESTAMP`, `DATE`, `TIME` with a note | `timestamp`, `timestamptz`, `date`, `time` |
/// | JSON | `TEXT` with `CHECK (json_valid(x))`; `JSON` with a note | `json`, `jsonb` |
/// | any of these texts | `TEXT` without such a CHECK, with a note | `timestamptz`, `date`, `json`, `uuid`, … |
/// | one of some texts | `CHECK (x IN ('a', 'b'))` | the same, or an enumeration |
/// | the usual value | `CURRENT_TIMESTAMP`, `datetime('now')`, `strftime('…', 'now')`; `0` | `now()`, also cut to seconds or at UTC; `false`, `'0'::integer` |
/// | numbers of its own | `INTEGER PRIMARY KEY`, with AUTOINCREMENT or without | identity or `serial`; ALWAYS with a note |
/// | capitals | `COLLATE NOCASE` | `citext`; in a key or an index `lower(x)` too |
/// | unique | a constraint, or a unique index of all rows | the same; DEFERRABLE with a note |
/// | conditions | each part of an AND for itself | also without what its types say, and of domains |
/// | patterns | LIKE, GLOB | LIKE, ILIKE, `~` where it is a simple pattern |
///
/// Not compared, as each engine has its own way: names of constraints, the order in which texts are sorted, where an
/// index has its NULLs, capitals beyond A to Z, whether a generated column is stored, STRICT and WITHOUT ROWID, comments
/// and grants. What triggers do and views ask is code in two languages: a note names them.
/// That SQLite enforces foreign keys only where the connection asks for it is no property of its schema.
public struct SchemaParity: Sendable, Hashable, Codable {
    /// What is not the same, by table.
    public private(set) var findings: [ParityFinding]
    /// What of either schema could not be told, and so was not compared.
    public private(set) var omissions: [Omission]

    /// Compares a schema of SQLite with one of PostgreSQL.
    ///
    /// A schema of another dialect is a mistake of the caller's.
    public init(sqlite: Schema, postgres: Schema) {
        precondition(sqlite.dialect == .sqlite && postgres.dialect == .postgres, "schemas of two engines are compared")
        findings = ParityComparison(sqlite, postgres).findings
        omissions = sqlite.omissions + postgres.omissions
    }

    /// What is not the same.
    public var differences: [ParityFinding] { findings.filter { $0.level == .difference } }

    /// What a person has to judge.
    public var judgements: [ParityFinding] { findings.filter { $0.level == .judgement } }

    /// What is tolerable, or cannot be compared.
    public var notes: [ParityFinding] { findings.filter { $0.level == .note } }

    /// Whether nothing differs, nothing waits for a person's judgement, and nothing was left out.
    public var isEmpty: Bool { omissions.isEmpty && findings.allSatisfy { $0.level == .note } }
}
