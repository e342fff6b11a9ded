internal import SQLText

/// A name as its database tells it from others: byte by byte, on SQLite in any case.
struct NameKey: Hashable {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    init(_ name: String, _ dialect: Dialect) {
        bytes = dialect == .sqlite ? name.utf8.map(\.foldedForSQLite) : Array(name.utf8)
    }

    init(_ name: ObjectName, _ dialect: Dialect) {
        self.init((name.schema.map { $0 + "\u{0}" } ?? "") + name.name, dialect)
    }
}
