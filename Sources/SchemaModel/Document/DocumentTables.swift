internal import SQLText

extension SchemaDocument {
    /// All tables in short, as the first page has them.
    var tableSummaries: [DocumentBlock] {
        schema.tables.flatMap { table -> [DocumentBlock] in
            var blocks: [DocumentBlock] = [.heading(3, [.plain(names.text(table.name))])]
            blocks += DocumentBlock.paragraphs(table.comment)
            let traits = traits(of: table)
            if !traits.isEmpty { blocks.append(.list(traits)) }
            // Of a partition the table that it belongs to tells the rest.
            if table.partition == nil { blocks += structure(of: table) }
            blocks += remarks(on: table.name)
            let details = [DocumentText.link([.plain("All about \(names.text(table.name))")], .table(table.name))]
            return blocks + [.paragraph([details]), .rule]
        }
    }

    private func structure(of table: Table) -> [DocumentBlock] {
        labelled("Columns", table.columns.map { line($0, of: table) }) + labelled("Indexes", table.indexes.map(line))
            + labelled("Constraints", constraints(of: table)) + labelled("Relationships", relationships(of: table))
    }

    /// A list below what it is a list of; nothing for an empty one.
    func labelled(_ label: String, _ items: [[DocumentText]]) -> [DocumentBlock] {
        items.isEmpty ? [] : [.label(label), .list(items)]
    }

    /// A column in one line: its name, what holds for it, what it is for.
    private func line(_ column: Column, of table: Table) -> [DocumentText] {
        let key = names.key(column.name)
        let isPrimary = isPrimaryKey(column, of: table)
        var facts: [[DocumentText]] = column.type.isEmpty ? [] : [[.plain(column.type)]]
        if let collation = column.collation { facts.append([.plain("collate \(names.text(collation))")]) }
        if isPrimary { facts.append(["Primary Key"]) }
        for foreignKey in table.foreignKeys {
            guard let place = foreignKey.columns.firstIndex(where: { names.key($0) == key }) else { continue }
            facts.append(["Foreign Key to ", .code(referenced(by: foreignKey, at: place))])
        }
        if !isPrimary && table.isUnique([key], names) { facts.append(["UNIQUE"]) }
        let mayBeNull = mayBeNull(column, of: table)
        if !isPrimary || mayBeNull { facts.append([mayBeNull ? "NULLABLE" : "NOT NULL"]) }
        if let origin = origin(of: column) { facts.append([.plain("\(origin.word): "), .code(origin.text)]) }
        if let access = access(by: key, to: table) { facts.append(access) }
        let line: [DocumentText] = [.code(column.name), " ("] + .joined(facts) + [")"]
        return line + suffix(column.comment)
    }

    /// Whether an index begins with a column; one for some rows alone says for which.
    private func access(by key: String, to table: Table) -> [DocumentText]? {
        let indexes = table.indexes.filter { $0.parts.first?.column.map { names.key($0) } == key }
        if indexes.contains(where: { $0.predicate == nil }) { return ["Indexed"] }
        let unique = indexes.first { $0.isUnique && $0.parts.count == 1 }
        guard let index = unique ?? indexes.first, let predicate = index.predicate else { return nil }
        return [.plain(unique == nil ? "Indexed where " : "UNIQUE where "), .code(predicate)]
    }

    func isPrimaryKey(_ column: Column, of table: Table) -> Bool {
        table.primaryKey?.columns.contains { names.key($0) == names.key(column.name) } ?? false
    }

    /// Whether a column may be NULL: on SQLite one of the primary key as well, unless something else forbids it.
    ///
    /// Source: <https://www.sqlite.org/lang_createtable.html#the_primary_key>.
    func mayBeNull(_ column: Column, of table: Table) -> Bool {
        guard column.isNullable, isPrimaryKey(column, of: table) else { return column.isNullable }
        return schema.dialect == .sqlite && table.rowIDColumn.map { names.key($0) } != names.key(column.name)
    }

    /// Where the value of a column comes from if nobody gives one.
    func origin(of column: Column) -> (word: String, text: String)? {
        if let generated = column.generated {
            return (generated.isStored ? "Generated STORED" : "Generated VIRTUAL", generated.expression)
        }
        if let identity = column.identity { return ("Identity", identity.isAlways ? "ALWAYS" : "BY DEFAULT") }
        return column.defaultValue.map { ("Default", $0) }
    }

    /// The column that one of a foreign key refers to, with its table.
    private func referenced(by foreignKey: ForeignKey, at place: Int) -> String {
        let table = names.text(foreignKey.table)
        let columns = referencedColumns(of: foreignKey)
        return columns.indices.contains(place) ? "\(table).\(columns[place])" : table
    }

    /// The columns that a foreign key refers to, also where it does not say so.
    func referencedColumns(of foreignKey: ForeignKey) -> [String] {
        if !foreignKey.referencedColumns.isEmpty { return foreignKey.referencedColumns }
        return table(foreignKey.table)?.primaryKey?.columns ?? []
    }

    /// An index in one line.
    func line(_ index: Index) -> [DocumentText] {
        var traits = index.isUnique ? ["UNIQUE"] : []
        if index.method != "btree" { traits.append(index.method.uppercased()) }
        if index.nullsAreEqual { traits.append("NULLS NOT DISTINCT") }
        if !index.isValid { traits.append("INVALID") }
        var line: [DocumentText] = [.code(index.name)]
        if !traits.isEmpty { line.append(.plain(" (\(traits.joined(separator: ", ")))")) }
        line += [" on "] + .names(index.parts.map(text))
        if !index.included.isEmpty { line += [", including "] + .names(index.included) }
        if let predicate = index.predicate { line += [", where ", .code(predicate)] }
        return line + suffix(index.comment)
    }

    private func text(_ part: IndexPart) -> String {
        var words = [part.column ?? "(\(part.expression ?? ""))"]
        if let collation = part.collation { words.append("COLLATE \(names.text(collation))") }
        if let operatorClass = part.operatorClass { words.append(operatorClass) }
        if part.isDescending { words.append("DESC") }
        if let first = part.nullsFirst { words.append(first ? "NULLS FIRST" : "NULLS LAST") }
        return words.joined(separator: " ")
    }

    /// What a reader should know of a table beyond its structure.
    func remarks(on table: ObjectName) -> [DocumentBlock] {
        history.remarks.filter { names.key($0.table) == names.key(table) }.flatMap { remark -> [DocumentBlock] in
            if remark.items.count == 1 { return [.paragraph([fact(remark.title, .prose(remark.items[0]))])] }
            return labelled(remark.title, remark.items.map { .prose($0) })
        }
    }
}
