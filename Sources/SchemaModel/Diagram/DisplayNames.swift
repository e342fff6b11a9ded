internal import SQLText

/// Names of objects for people, and what can be looked up by them.
struct DisplayNames: Sendable {
    private let dialect: Dialect
    private let isQualified: Bool
    /// The schemas that names are shown without, as SQL has them.
    let implied: Set<String>

    /// Decides whether names need their schema: only where there is more than one.
    init(_ schema: Schema) {
        dialect = schema.dialect
        let names = schema.tables.map(\.name) + schema.views.map(\.name)
        let namespaces = Set(names.map { $0.schema ?? "" })
        isQualified = namespaces.count > 1
        implied = Set((isQualified ? [] : namespaces).union(["public"]).map { $0.quotedName(schema.dialect) })
    }

    /// The name as people say it: `users`, `billing.invoices`.
    ///
    /// SQLite knows a table without a name, which is written as in SQL.
    func text(_ name: ObjectName) -> String {
        if name.name.isEmpty { return name.name.quotedAsIdentifier }
        guard isQualified, let schema = name.schema, schema != "public", schema != "main" else { return name.name }
        return "\(schema).\(name.name)"
    }

    /// What two spellings of the same object have in common.
    ///
    /// SQLite takes names of tables and columns for equal that differ in the case of ASCII letters.
    func key(_ name: ObjectName) -> ObjectName {
        dialect == .sqlite ? ObjectName(schema: name.schema?.lowercased(), name.name.lowercased()) : name
    }

    /// What two spellings of the same column have in common.
    func key(_ column: String) -> String { dialect == .sqlite ? column.lowercased() : column }
}
