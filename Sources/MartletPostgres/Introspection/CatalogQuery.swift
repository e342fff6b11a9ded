internal import MartletCore

/// One query of the catalogue, and what becomes of each of its rows.
struct CatalogQuery: Sendable {
    /// The query, without a semicolon.
    let sql: String
    /// Takes in a row.
    let read: @Sendable (inout Catalog, CatalogRow) -> Void

    init(_ sql: String, _ read: @escaping @Sendable (inout Catalog, CatalogRow) -> Void) {
        self.sql = sql
        self.read = read
    }

    /// All queries, in an order in which each finds what it refers to.
    static func all(_ version: Int) -> [CatalogQuery] {
        [
            .namespaces, .comments, .grants, .extensions, .types(version), .enumerationLabels, .relations,
            .inheritance, .sequences, .columns(version), .constraints(version), .indexes(version),
            .triggers(version), .triggersFromAbove(version), .policies, .routines, .aggregates,
        ] + others(version) + [
            .owners, .defaultPrivileges, .dependencies(version), .omissions(version), .unusual(version),
        ]
    }

    /// The number of a catalogue.
    static func number(of catalog: String) -> String {
        "'pg_catalog.\(catalog)'::pg_catalog.regclass::pg_catalog.oid"
    }

    /// The name of a routine by its number; nothing for 0.
    static func routine(_ column: String) -> String {
        "NULLIF(\(column)::pg_catalog.oid, 0)::pg_catalog.regproc"
    }

    /// Of a schema of people's, whose alias is `n`.
    static let isPeoples = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"

    /// Made neither by CREATE EXTENSION nor along with another object, as the functions and casts of a range are.
    static func isNoMember(_ catalog: String, _ object: String) -> String {
        """
        NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e WHERE e.objid = \(object) AND e.deptype IN ('e', 'i')
          AND e.classid = \(number(of: catalog)))
        """
    }

    /// The numbers that `initdb` gives to its own objects are lower.
    ///
    /// Source: <https://www.postgresql.org/docs/current/system-catalog-initial-data.html#SYSTEM-CATALOG-OID-ASSIGNMENT>.
    static let firstNumber = 16384
}

/// A row, read from left to right.
struct CatalogRow {
    private let values: [Value]
    private var place = 0

    init(_ row: Row) { values = row.values }

    /// The next value as text; nothing for NULL.
    mutating func optional() -> String? {
        defer { place += 1 }
        switch values[place] {
        case .text(let text): return text
        case .integer(let number): return String(number)
        case .real(let number): return String(number)
        case .null, .blob: return nil
        }
    }

    /// The next value as text; an empty one for NULL.
    mutating func text() -> String { optional() ?? "" }

    /// The next value as a number; 0 for NULL.
    mutating func number() -> Int {
        defer { place += 1 }
        switch values[place] {
        case .integer(let number): return Int(number)
        case .text(let text): return Int(text) ?? 0
        case .real, .null, .blob: return 0
        }
    }

    /// The next value as a truth; false for NULL.
    mutating func flag() -> Bool { number() == 1 }

    /// The next value, an array, as its elements; none for NULL.
    mutating func list() -> [String] { optional().map(ArrayText.elements) ?? [] }

    /// The next value, an array of numbers; none for NULL.
    mutating func numbers() -> [Int] { list().compactMap { Int($0) } }

    /// The next value, an array of `name=value`.
    mutating func options() -> [String: String] {
        var options: [String: String] = [:]
        for option in list() {
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            options[parts[0]] = parts.count > 1 ? parts[1] : "true"
        }
        return options
    }
}
