internal import SQLText
internal import SchemaModel

extension CatalogQuery {
    /// Constraints of tables and domains; of a foreign key to a partitioned table without those to its partitions.
    static func constraints(_ version: Int) -> CatalogQuery {
        CatalogQuery(
            """
            SELECT k.oid, k.conrelid, k.contypid, k.conname, k.contype, k.conkey, k.convalidated,
              \(version >= 18 ? "k.conenforced" : "true"), k.connoinherit, k.coninhcount > 0 AND NOT k.conislocal,
              CASE WHEN k.condeferred THEN 'd' WHEN k.condeferrable THEN 'p' ELSE '' END,
              \(version >= 18 ? "k.conperiod" : "false"), k.conindid,
              CASE k.contype WHEN 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid)
                WHEN 'x' THEN pg_catalog.pg_get_constraintdef(k.oid) END,
              k.confrelid, k.confkey, k.confdeltype, k.confupdtype,
              \(version >= 15 ? "k.confdelsetcols" : "NULL"), k.confmatchtype = 'f'
            FROM pg_catalog.pg_constraint AS k
              JOIN pg_catalog.pg_namespace AS n ON n.oid = k.connamespace
              LEFT JOIN pg_catalog.pg_constraint AS whole ON whole.oid = k.conparentid
            WHERE k.contype IN ('p', 'u', 'f', 'c', 'x', 'n') AND \(isPeoples)
              AND NOT (k.contype = 'f' AND k.conrelid IS NOT DISTINCT FROM whole.conrelid)
            """
        ) { catalog, row in
            let constraint = ConstraintRow(row)
            if let place = catalog.typePlaces[constraint.type] {
                catalog.add(constraint, toType: place)
            } else if case .table(let place) = catalog.places[constraint.table] {
                catalog.add(constraint, toTable: place)
            }
        }
    }
}

/// What every constraint has, and the rest of its row.
private struct ConstraintRow {
    let number: Int
    let table: Int
    let type: Int
    let name: String
    let kind: String
    let columns: [Int]
    let isValidated: Bool
    let isEnforced: Bool
    let isNotInherited: Bool
    let isInherited: Bool
    let deferral: Deferral
    let hasPeriod: Bool
    let index: Int
    let text: String
    let rest: CatalogRow

    init(_ row: CatalogRow) {
        var row = row
        (number, table, type, name, kind) = (
            row.number(), row.number(), row.number(), row.text(), row.text()
        )
        columns = row.numbers()
        (isValidated, isEnforced, isNotInherited, isInherited) = (
            row.flag(), row.flag(), row.flag(), row.flag()
        )
        deferral = ["d": .usual, "p": .possible][row.text()] ?? .never
        (hasPeriod, index, text) = (row.flag(), row.number(), row.text())
        rest = row
    }

    var check: Check {
        var check = Check(ExpressionText.expression(text), name: name)
        (check.isValidated, check.isEnforced) = (isValidated, isEnforced)
        (check.isNotInherited, check.isInherited) = (isNotInherited, isInherited)
        return check
    }
}

extension Catalog {
    fileprivate mutating func add(_ constraint: ConstraintRow, toType place: Int) {
        let name = schema.types[place].name
        references[CatalogAddress(CatalogNumber.constraint, constraint.number)] = ObjectReference(
            .constraint, name, detail: constraint.name)
        if constraint.kind == "n" {
            let usual = ServerName.made(name.name, nil, "not_null")
            if constraint.name != usual { schema.types[place].domain?.notNullName = constraint.name }
            return
        }
        var check = constraint.check
        check.comment = comment(CatalogNumber.constraint, constraint.number)
        schema.types[place].domain?.checks.append(check)
    }

    fileprivate mutating func add(_ constraint: ConstraintRow, toTable place: Int) {
        let table = schema.tables[place].name
        guard constraint.kind != "n" else { return addNotNull(constraint, place) }
        references[CatalogAddress(CatalogNumber.constraint, constraint.number)] = ObjectReference(
            .constraint, table, detail: constraint.name)
        let comment = comment(CatalogNumber.constraint, constraint.number)
        switch constraint.kind {
        case "p":
            schema.tables[place].primaryKey = key(constraint, comment)
            keyPlaces[constraint.index] = .primary(table: place)
        case "u":
            schema.tables[place].uniqueKeys.append(key(constraint, comment))
            keyPlaces[constraint.index] = .unique(table: place, schema.tables[place].uniqueKeys.count - 1)
        case "c":
            var check = constraint.check
            check.comment = comment
            schema.tables[place].checks.append(check)
        case "x":
            var exclusion = Exclusion(constraint.text, name: constraint.name)
            exclusion.comment = comment
            schema.tables[place].exclusions.append(exclusion)
            keyPlaces[constraint.index] = .exclusion
        default:
            var key = foreignKey(constraint)
            key.comment = comment
            schema.tables[place].foreignKeys.append(key)
        }
    }

    /// Since 18 a NOT NULL has a name, a comment, and more that a column cannot say.
    private mutating func addNotNull(_ constraint: ConstraintRow, _ place: Int) {
        let table = schema.tables[place].name
        guard let name = columns(constraint.columns, of: constraint.table).first,
            let index = schema.tables[place].columns.firstIndex(where: { $0.name == name })
        else { return }
        let usual = ServerName.made(table.name, name, "not_null")
        if constraint.name != usual {
            schema.tables[place].columns[index].notNullName = constraint.name
        }
        references[CatalogAddress(CatalogNumber.constraint, constraint.number)] = ObjectReference(
            .constraint, table, detail: constraint.name)
        let traits = [
            (constraint.isNotInherited, "NO INHERIT"), (!constraint.isValidated, "NOT VALID"),
        ].filter(\.0).map(\.1)
        if !traits.isEmpty {
            omit(
                "not null", "\(table).\(name)",
                because: "it is \(traits.joined(separator: " ")), and not read as such")
        }
    }

    private func key(_ constraint: ConstraintRow, _ comment: String?) -> Key {
        var key = Key(columns(constraint.columns, of: constraint.table), name: constraint.name)
        (key.deferral, key.isInherited) = (constraint.deferral, constraint.isInherited)
        (key.isWithoutOverlaps, key.comment) = (constraint.hasPeriod, comment)
        return key
    }

    private func foreignKey(_ constraint: ConstraintRow) -> ForeignKey {
        var row = constraint.rest
        let parent = row.number()
        var key = ForeignKey(
            columns(constraint.columns, of: constraint.table),
            references: relationNames[parent] ?? ObjectName(""),
            columns(row.numbers(), of: parent), name: constraint.name)
        key.onDelete = Self.action(row.text())
        key.onUpdate = Self.action(row.text())
        key.deleteColumns = columns(row.numbers(), of: constraint.table)
        key.isMatchFull = row.flag()
        (key.deferral, key.hasPeriod) = (constraint.deferral, constraint.hasPeriod)
        (key.isValidated, key.isEnforced) = (constraint.isValidated, constraint.isEnforced)
        key.isInherited = constraint.isInherited
        return key
    }

    private static func action(_ letter: String) -> ForeignKey.Action {
        ["r": .restrict, "c": .cascade, "n": .setNull, "d": .setDefault][letter] ?? .noAction
    }
}
