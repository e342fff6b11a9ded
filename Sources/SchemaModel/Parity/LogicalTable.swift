internal import SQLText

/// A table in the terms that both engines have: what each column can hold, and what rows are refused.
struct LogicalTable {
    let table: Table
    let dialect: Dialect
    var columns: [LogicalColumn]
    /// What has to hold of every row, beyond what types and keys say: each part of a CHECK for itself.
    var conditions: [LogicalCondition] = []
    /// Reads expressions over the columns.
    private(set) var scope: ExpressionScope

    /// - Parameter types: the types that somebody made, by the name that columns have them under.
    init(_ table: Table, _ dialect: Dialect, types: [String: UserType] = [:]) {
        self.table = table
        self.dialect = dialect
        columns = table.columns.map { LogicalColumn($0, table, dialect, types) }
        scope = ExpressionScope(dialect: dialect)
        readScope()
        readConditions()
        // Which columns are boolean is known by the conditions, and changes how others read.
        takeTypeConditions()
        readScope()
        readConditions()
        takeTypeConditions()
        for column in columns { addConditions(of: types[column.column.type], to: column.key) }
        readValues()
    }

    private mutating func readScope() {
        for column in columns { scope.types[column.key] = column.type }
        scope.caseless = Set(columns.filter(\.isCaseless).map(\.key))
    }

    /// The column of a folded name.
    func column(_ key: String) -> LogicalColumn? { columns.first { $0.key == key } }

    // MARK: Conditions

    private mutating func readConditions() {
        conditions = table.checks.flatMap { check in
            guard let form = try? scope.read(check.expression) else {
                return [LogicalCondition(check, form: nil, columns: scope.columns(check.expression))]
            }
            return form.conjuncts.map { part in
                let part = part.asCheck
                return LogicalCondition(check, form: part, columns: part.columns)
            }
        }
    }

    /// Takes the conditions that make a column's type what it is.
    private mutating func takeTypeConditions() {
        let forms = Set(conditions.compactMap(\.form))
        var rest: [LogicalCondition] = []
        for condition in conditions {
            if let form = condition.form, let meaning = TypeCondition(form, forms),
                let place = columns.firstIndex(where: { $0.key == meaning.column }), columns[place].take(meaning)
            {
                continue
            }
            rest.append(condition)
        }
        conditions = rest
    }

    /// The values of an enumeration, and the conditions of a domain, as if they stood beside the column.
    private mutating func addConditions(of type: UserType?, to column: String) {
        guard let type else { return }
        if type.kind == .enumeration {
            let form = CanonicalExpression.isOne(of: type.labels.map { .text($0) }, .column(column))
            conditions.append(LogicalCondition("one of \(type.name)", form: form, ofTypeOf: column))
        }
        guard let domain = type.domain else { return }
        var inner = ExpressionScope(dialect: dialect)
        inner.types["value"] = LogicalType(domain.type, dialect)
        for check in domain.checks {
            let forms = (try? inner.read(check.expression))?.conjuncts
            for form in forms.map({ $0.map(Optional.some) }) ?? [nil] {
                let form = form?.asCheck.renamingColumn("value", to: column)
                conditions.append(
                    LogicalCondition(check.expression, named: check.name, form: form, ofTypeOf: column))
            }
        }
    }

    // MARK: Values

    private mutating func readValues() {
        for index in columns.indices {
            let column = columns[index].column
            columns[index].generated = column.generated.map { LogicalValue($0.expression, scope) }
            guard !columns[index].isNumbered, let text = columns[index].defaultText else { continue }
            let value = LogicalValue(text, scope, as: columns[index].type)
            columns[index].value = value.form == .null ? nil : value
        }
    }
}

/// A part of a CHECK.
struct LogicalCondition {
    /// What it is a part of.
    struct Source: Hashable {
        /// The whole condition, as the engine writes it.
        let text: String
        let name: String?
        /// The column whose type brings it along.
        let column: String?
    }

    /// The whole condition, as the engine writes it.
    let text: String
    let name: String?
    /// What it says; `nil` if it cannot be read.
    let form: CanonicalExpression?
    /// The columns that it names, folded.
    let columns: Set<String>
    /// The column whose type brings it along.
    private var column: String?

    var source: Source { Source(text: text, name: name, column: column) }

    init(_ check: Check, form: CanonicalExpression?, columns: Set<String>) {
        (text, name) = (check.expression, check.name)
        (self.form, self.columns) = (form, columns)
    }

    /// What a type says of a column.
    init(_ text: String, named name: String? = nil, form: CanonicalExpression?, ofTypeOf column: String) {
        (self.text, self.name) = (text, name)
        (self.form, columns, self.column) = (form, [column], column)
    }
}

/// The expression of a default or a generated column.
struct LogicalValue {
    /// As the engine writes it.
    let text: String
    /// What it says; `nil` if it cannot be read.
    let form: CanonicalExpression?

    init(_ text: String, _ scope: ExpressionScope, as type: LogicalType? = nil) {
        self.text = text
        let form = try? scope.read(text)
        self.form = type == .boolean ? form.map { $0.truth.map(CanonicalExpression.boolean) ?? $0 } : form
    }
}
