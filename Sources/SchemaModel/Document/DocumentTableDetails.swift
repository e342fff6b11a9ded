internal import SQLText

extension SchemaDocument {
    /// All about a table: a page of its own, or a part of the one page.
    func details(of table: Table, level: Int) -> [DocumentBlock] {
        let title = DocumentBlock.heading(level, [.plain(names.text(table.name))], of: .table(table.name))
        func labelled(_ label: String, _ items: [[DocumentText]]) -> [DocumentBlock] {
            items.isEmpty ? [] : [.heading(level + 1, [.plain(label)]), .list(items)]
        }
        var blocks = [title] + DocumentBlock.paragraphs(table.comment)
        let traits = traits(of: table)
        if !traits.isEmpty { blocks.append(.list(traits)) }
        blocks += columns(of: table, level: level + 1)
        blocks += labelled("Indexes", table.indexes.map(line)) + labelled("Constraints", constraints(of: table))
        blocks += triggers(table.triggers, level: level + 1) + labelled("Policies", table.policies.map(line))
        blocks += labelled("Refers to", table.foreignKeys.map { outgoing($0, of: table) })
        blocks += labelled("Referred to by", references.to(table.name).map(incoming))
        if hasNeighbours(table) { blocks.append(.diagram(of: table.name)) }
        blocks += labelled("Privileges", table.grants.map(line))
        return blocks + remarks(on: table.name)
    }

    private func columns(of table: Table, level: Int) -> [DocumentBlock] {
        if table.columns.isEmpty { return [.paragraph([["This table has no columns."]])] }
        let rows = table.columns.map { column -> [[DocumentText]] in
            let origin = origin(of: column).map { origin -> [DocumentText] in
                origin.word == "Default" ? [.code(origin.text)] : [.plain("\(origin.word): "), .code(origin.text)]
            }
            return [
                [.code(column.name)], type(of: column),
                [mayBeNull(column, of: table) ? "yes" : "no"], origin ?? [], keys(of: column, of: table),
                remark(column.comment),
            ]
        }
        return [
            .heading(level, ["Columns"]), .table(["Column", "Type", "Null", "Default", "Key", "Comment"], rows),
        ]
    }

    private func type(of column: Column) -> [DocumentText] {
        let type: [DocumentText] = column.type.isEmpty ? [] : [.code(column.type)]
        return type + (column.collation.map { [" collate ", .code(names.text($0))] } ?? [])
    }

    private func keys(of column: Column, of table: Table) -> [DocumentText] {
        let key = names.key(column.name)
        var keys: [[DocumentText]] = isPrimaryKey(column, of: table) ? [["PK"]] : []
        var targets: [ObjectName] = []
        for foreignKey in table.foreignKeys where foreignKey.columns.contains(where: { names.key($0) == key }) {
            if !targets.contains(foreignKey.table) { targets.append(foreignKey.table) }
        }
        keys += targets.map { ["FK to "] + link($0) }
        if keys.isEmpty && table.isUnique([key], names) { keys.append(["unique"]) }
        return .joined(keys)
    }

    /// What sets a table apart from most.
    func traits(of table: Table) -> [[DocumentText]] {
        var traits: [[DocumentText]] = []
        switch table.kind {
        case .ordinary: break
        case .partitioned: traits.append(["Partitioned by ", .code(table.partitioning ?? "")])
        case .foreign: traits.append(["Foreign table on server ", .code(table.traits.server ?? "")])
        case .virtual: traits.append(["Virtual table of ", .code(table.traits.module ?? "")])
        }
        if let partition = table.partition {
            traits.append(["Partition of "] + link(partition.table) + [": ", .code(partition.bound)])
        }
        let partitions = schema.tables.filter { $0.partition.map { names.key($0.table) } == names.key(table.name) }
        if !partitions.isEmpty { traits.append(["Partitions: "] + .joined(partitions.map { link($0.name) })) }
        if !table.parents.isEmpty { traits.append(["Inherits from "] + .joined(table.parents.map(link))) }
        if table.traits.hasRowSecurity {
            traits.append([.plain("Row security" + (table.traits.forcesRowSecurity ? ", for the owner too" : ""))])
        }
        if table.traits.isUnlogged { traits.append(["Unlogged: its rows are gone after a crash"]) }
        if table.traits.isStrict { traits.append(["Strict: types are enforced"]) }
        if table.traits.isWithoutRowID { traits.append(["Without row ID"]) }
        if table.traits.isAutoincrement { traits.append(["Autoincrement"]) }
        return traits
    }

    /// The triggers of a table or a view; on SQLite with their statements, as there is no function that has them.
    func triggers(_ triggers: [Trigger], level: Int) -> [DocumentBlock] {
        if triggers.isEmpty { return [] }
        let statements = triggers.map { DocumentBlock.code($0.definition, language: "sql") }
        return [.heading(level, ["Triggers"]), .list(triggers.map(line))]
            + (schema.dialect == .sqlite ? statements : [])
    }

    private func line(_ trigger: Trigger) -> [DocumentText] {
        let when = "\(trigger.timing) \(trigger.events.joined(separator: " OR "))"
        let action: [DocumentText] = schema.dialect == .sqlite ? [] : [": ", .code(trigger.action)]
        let state = trigger.enabled.map { [DocumentText.plain(" (\($0))")] } ?? []
        let condition = trigger.condition.map { [DocumentText.plain(" when "), .code($0)] } ?? []
        let title: [DocumentText] = [.code(trigger.name), .plain(" - \(when)")]
        return title + condition + action + state + suffix(trigger.comment)
    }

    private func line(_ policy: Policy) -> [DocumentText] {
        var line: [DocumentText] = [.code(policy.name), .plain(" - \(policy.command)")]
        if !policy.isPermissive { line.append(" (restrictive)") }
        line += policy.roles.isEmpty ? [" for everybody"] : [" for "] + .names(policy.roles)
        if let using = policy.using { line += [", using ", .code(using)] }
        if let check = policy.check { line += [", with check ", .code(check)] }
        return line + suffix(policy.comment)
    }

    private func line(_ grant: Grant) -> [DocumentText] {
        let role: DocumentText = grant.role.isEmpty ? "everybody" : .code(grant.role)
        return [role, .plain(": \(grant.privileges.joined(separator: ", "))")]
    }

    private func outgoing(_ foreignKey: ForeignKey, of table: Table) -> [DocumentText] {
        let columns = referencedColumns(of: foreignKey)
        let target = link(foreignKey.table) + (columns.isEmpty ? [] : [" ("] + .names(columns) + [")"])
        let kind = isUnique(foreignKey, of: table) ? "one to one" : "many to one"
        return target + [" through "] + .names(foreignKey.columns) + [.plain(", \(kind)")]
    }

    private func incoming(_ reference: IncomingReferences.Reference) -> [DocumentText] {
        let kind = isUnique(reference.foreignKey, of: reference.table) ? "one to one" : "one to many"
        return link(reference.table.name) + [" through "] + .names(reference.foreignKey.columns) + [.plain(", \(kind)")]
    }
}

extension Trigger {
    /// Its WHEN, as PostgreSQL writes the statement.
    fileprivate var condition: String? {
        guard let start = definition.firstRange(of: " WHEN (")?.upperBound,
            let end = definition.ranges(of: ") EXECUTE ").last?.lowerBound, start < end
        else { return nil }
        let text = definition[start..<end]
        // The server puts most conditions in parentheses of their own.
        return text.first == "(" && text.last == ")" ? String(text.dropFirst().dropLast()) : String(text)
    }
}
