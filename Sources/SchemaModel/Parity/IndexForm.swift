internal import SQLText

/// A column or an expression of a key or an index.
struct PartForm: Hashable {
    /// What it is; `nil` if it cannot be read.
    let form: CanonicalExpression?
    let isDescending: Bool

    init(_ part: IndexPart, _ table: LogicalTable) {
        isDescending = part.isDescending
        guard let name = part.column else {
            form = part.expression.flatMap { try? table.scope.read($0) }
            return
        }
        let column = CanonicalExpression.column(name.foldedForSQLite)
        // Whatever the capitals: for PostgreSQL that is an index of `lower(x)`, or the type of the column.
        let own = part.collation?.name ?? (table.column(name.foldedForSQLite)?.isCaseless ?? false ? "NOCASE" : nil)
        form = own == "NOCASE" ? .call("lower", [column]) : column
    }
}

/// An index, or a key, in the terms that both engines have.
struct IndexForm {
    /// Its name, where it has one.
    let name: String?
    let parts: [PartForm]
    /// Its columns as they are written.
    let text: String
    /// How each part compares texts, where it says so itself and that is neither byte by byte nor about capitals.
    let collations: [String?]
    /// Its condition, where it has one.
    var predicate: LogicalValue?
    var isUnique = false
    /// PostgreSQL: whether one NULL is equal to another.
    var nullsAreEqual = false
    var deferral = Deferral.never
    /// SQLite: what happens on a conflict.
    var conflict: String?
    /// The index, unless it is that of a constraint.
    var index: Index?

    init(_ key: Key, _ table: LogicalTable) {
        (name, isUnique, nullsAreEqual) = (key.name, true, key.nullsAreEqual)
        (deferral, conflict) = (key.deferral, key.conflict)
        parts = key.parts.map { PartForm($0, table) }
        text = table.text(of: key.parts)
        collations = key.parts.map { LogicalColumn.foreignCollation($0.collation) }
    }

    init(_ index: Index, _ table: LogicalTable) {
        (name, isUnique, nullsAreEqual) = (index.name, index.isUnique, index.nullsAreEqual)
        parts = index.parts.map { PartForm($0, table) }
        text = table.text(of: index.parts)
        collations = index.parts.map { LogicalColumn.foreignCollation($0.collation) }
        predicate = index.predicate.map { LogicalValue($0, table.scope) }
        self.index = index
    }

    /// What it consists of in order, if all of it can be read.
    var forms: [CanonicalExpression]? {
        let forms = parts.compactMap(\.form)
        return forms.count == parts.count ? forms : nil
    }

    /// All that it says, if all of it can be read.
    var content: Content? {
        if forms == nil || predicate != nil && predicate?.form == nil { return nil }
        return Content(parts: parts, predicate: predicate?.form, isUnique: isUnique)
    }

    struct Content: Hashable {
        let parts: [PartForm]
        let predicate: CanonicalExpression?
        let isUnique: Bool
    }

    /// Whether it is a key: unique over all rows.
    var isKey: Bool { isUnique && predicate == nil }
}

extension LogicalTable {
    /// Columns and expressions of a key or an index, also with what the columns say of capitals.
    fileprivate func text(of parts: [IndexPart]) -> String {
        DescribedText.parts(
            parts.map { part in
                guard part.collation == nil, let name = part.column, column(name.foldedForSQLite)?.isCaseless ?? false
                else { return part }
                var part = part
                switch dialect {
                case .sqlite: part.collation = ObjectName("NOCASE")
                // Stands where an operator class would, which also says what is equal.
                case .postgres: part.operatorClass = part.operatorClass ?? "citext"
                }
                return part
            })
    }
}
