internal import SQLText
internal import SchemaModel

extension CatalogQuery {
    /// The columns of tables, views and composite types.
    static func columns(_ version: Int) -> CatalogQuery {
        let compression = version >= 14 ? "a.attcompression" : "NULL"
        return CatalogQuery(
            """
            SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
              d.oid, pg_catalog.pg_get_expr(d.adbin, d.adrelid), NULLIF(a.attgenerated, ''),
              NULLIF(a.attidentity, ''), a.attislocal, l.collnamespace, l.collname, kept.is_unusual,
              CASE WHEN kept.is_unusual THEN a.attstorage END,
              CASE WHEN kept.is_unusual THEN a.attstorage <> t.typstorage END,
              CASE WHEN kept.is_unusual THEN \(compression) END,
              CASE WHEN kept.is_unusual THEN COALESCE(a.attstattarget, -1) END, a.attoptions, a.attfdwoptions
            FROM pg_catalog.pg_attribute AS a
              JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
              JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
              JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
              LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
              LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation AND l.oid <> t.typcollation
              CROSS JOIN LATERAL (SELECT a.attstorage <> t.typstorage OR a.attoptions IS NOT NULL
                OR a.attfdwoptions IS NOT NULL OR COALESCE(a.attstattarget, -1) <> -1
                OR COALESCE(\(compression), '') <> '' AS is_unusual) AS kept
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND \(isPeoples)
            ORDER BY a.attrelid, a.attnum
            """
        ) { catalog, row in
            var row = row
            let (relation, number, name) = (row.number(), row.number(), row.text())
            catalog.setColumnName(name, number, of: relation)
            guard let place = catalog.places[relation] else { return }
            var column = Column(name, row.text())
            column.isNullable = !row.flag()
            catalog.readValue(&row, relation, number, &column)
            column.isInherited = !row.flag()
            let (namespace, collation) = (row.number(), row.optional())
            column.collation = collation.map { Catalog.name(catalog.namespaces[namespace], $0) }
            if row.flag() { column.storage = ColumnStorage(&row) }
            column.comment = catalog.comment(CatalogNumber.relation, relation, number)
            column.grants = catalog.grants(CatalogNumber.relation, relation, number)
            catalog.append(column, to: place)
        }
    }
}

extension Catalog {
    fileprivate mutating func setColumnName(_ name: String, _ number: Int, of relation: Int) {
        // In place, for there are many.
        columnNames[relation, default: []].append(at: number, name)
    }

    /// Reads the default, the expression or the numbers of a column.
    fileprivate mutating func readValue(
        _ row: inout CatalogRow, _ relation: Int, _ number: Int, _ column: inout Column
    ) {
        let (value, expression, generated, identity) = (
            row.number(), row.optional(), row.text(), row.text()
        )
        if let expression {
            if generated.isEmpty {
                column.defaultValue = expression
            } else {
                column.generated = Generated(
                    ExpressionText.expression(expression), isStored: generated == "s")
            }
            if let table = relationNames[relation] {
                references[CatalogAddress(CatalogNumber.columnDefault, value)] = ObjectReference(
                    .column, table, detail: column.name)
            }
        }
        // A partition takes the numbers of its table, and has no sequence.
        guard !identity.isEmpty, let table = relationNames[relation],
            let (sequence, _) = identities[CatalogAddress(CatalogNumber.relation, relation, number)]
        else { return }
        column.identity = Identity(isAlways: identity == "a", numbers: sequence.numbers)
        column.identity?.comment = sequence.comment
        column.identity?.grants = sequence.grants
        if sequence.name != ServerName.made(table, column.name, "seq") {
            column.identity?.sequence = sequence.name
        }
    }

    fileprivate mutating func append(_ column: Column, to place: RelationPlace) {
        switch place {
        case .table(let index): schema.tables[index].columns.append(column)
        case .view(let index): schema.views[index].columns.append(column)
        case .type(let index): schema.types[index].attributes.append(column)
        case .sequence: break
        }
    }
}

extension [String] {
    /// Adds a name with its number, over the gaps of columns that are gone; the first has the number 1.
    fileprivate mutating func append(at number: Int, _ name: String) {
        while count < number { append("") }
        append(name)
    }
}

extension ColumnStorage {
    /// The rest of a column's row.
    fileprivate init(_ row: inout CatalogRow) {
        self.init()
        let (letter, isOwn) = (row.text(), row.flag())
        if isOwn { mode = ["p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"][letter] }
        compression = ["p": "pglz", "l": "lz4"][row.text()]
        let target = row.number()
        if target != -1 { statistics = target }
        options = row.options()
        serverOptions = row.options()
    }
}
