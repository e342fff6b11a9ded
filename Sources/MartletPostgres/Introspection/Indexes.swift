internal import SQLText
internal import SchemaModel

extension CatalogQuery {
    /// Indexes, also those of constraints.
    ///
    /// A column by itself is told by its number. Whatever else a part has, an expression, a collation or an operator
    /// class that is not the type's own, is cut from the statement as the server writes it, which knows what it can
    /// leave out.
    static func indexes(_ version: Int) -> CatalogQuery {
        // By sets, not index by index: there are more of them than of anything but columns.
        let isUnusual = """
            i.indexprs IS NOT NULL OR i.indexrelid IN (SELECT x.indexrelid
              FROM pg_catalog.pg_index AS x
                JOIN pg_catalog.pg_attribute AS part ON part.attrelid = x.indexrelid AND part.attnum <= x.indnkeyatts
                JOIN pg_catalog.pg_opclass AS o ON o.oid = x.indclass[part.attnum - 1]
                JOIN pg_catalog.pg_attribute AS a
                  ON a.attrelid = x.indrelid AND a.attnum = x.indkey[part.attnum - 1]
              WHERE x.indexrelid >= \(firstNumber) AND (NOT o.opcdefault OR a.attcollation <> part.attcollation
                OR part.attoptions IS NOT NULL OR a.atttypid <> o.opcintype AND NOT (
                  a.atttypid = 'pg_catalog.varchar'::pg_catalog.regtype
                  AND o.opcintype = 'pg_catalog.text'::pg_catalog.regtype)))
            """
        return CatalogQuery(
            """
            SELECT i.indexrelid, i.indrelid, c.relnamespace, c.relname, i.indisunique, am.amname, i.indnkeyatts,
              i.indkey, i.indoption, pg_catalog.pg_get_expr(i.indpred, i.indrelid),
              \(version >= 15 ? "i.indnullsnotdistinct" : "false"), i.indisvalid, c.relkind = 'I',
              pn.nspname, p.relname, c.reloptions,
              CASE WHEN \(isUnusual) THEN pg_catalog.pg_get_indexdef(i.indexrelid) END,
              i.indisclustered, i.indisreplident, s.spcname,
              gathered.targets
            FROM pg_catalog.pg_index AS i
              JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
              JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
              JOIN pg_catalog.pg_am AS am ON am.oid = c.relam
              LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
              LEFT JOIN (SELECT a.attrelid,
                  pg_catalog.array_agg(a.attnum::pg_catalog.text || ':' || a.attstattarget::pg_catalog.text) AS targets
                FROM pg_catalog.pg_attribute AS a WHERE a.attnum > 0 AND a.attstattarget >= 0
                GROUP BY a.attrelid) AS gathered ON gathered.attrelid = i.indexrelid
              LEFT JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = c.oid
              LEFT JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent
              LEFT JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
            WHERE \(isPeoples)
            """
        ) { catalog, row in
            catalog.addIndex(row)
        }
    }
}

extension Catalog {
    fileprivate mutating func addIndex(_ row: CatalogRow) {
        var row = row
        let (number, relation) = (row.number(), row.number())
        let name = name(row.number(), row.text())
        guard let place = places[relation], let table = relationNames[relation] else { return }
        var index = Index(name.name, [])
        read(&row, &index, on: relation)
        noteUses(of: name, on: relation, isClustered: row.flag(), identifiesRows: row.flag())
        if let tablespace = row.optional() {
            omit("tablespace", "\(name)", because: "it is in \(tablespace), which is the server's and not written")
        }
        let targets = row.list().map { $0.split(separator: ":").compactMap { Int($0) } }
        for target in targets where index.parts.indices.contains(target[0] - 1) {
            index.parts[target[0] - 1].statistics = target[1]
        }
        // The constraint has a comment of its own; that on its index is told with what is left.
        if let key = keyPlaces[number] {
            if !targets.isEmpty {
                omit(
                    "index", "\(name)",
                    because: "how much is gathered of one of its parts (SET STATISTICS) is not read")
            }
            return complete(key, index)
        }
        index.comment = comment(CatalogNumber.relation, number)
        references[CatalogAddress(CatalogNumber.relation, number)] = ObjectReference(
            .index, table, detail: index.name)
        append(index, to: place)
    }

    private func read(_ row: inout CatalogRow, _ index: inout Index, on relation: Int) {
        (index.isUnique, index.method) = (row.flag(), row.text())
        let (count, columns, flags) = (row.number(), row.numbers(), row.numbers())
        index.predicate = row.optional().map(ExpressionText.expression)
        index.nullsAreEqual = row.flag()
        let (isValid, isOnPartitioned) = (row.flag(), row.flag())
        index.isValid = isValid || isOnPartitioned
        index.isOnParentAlone = !isValid && isOnPartitioned
        let parentSchema = row.optional()
        index.parent = row.optional().map { ObjectName(schema: parentSchema, $0) }
        index.options = row.options()
        index.included = self.columns(Array(columns.dropFirst(count)), of: relation)
        let named = zip(columns.prefix(count), flags).map { column, flags in
            (name: column == 0 ? nil : self.columns([column], of: relation).first, flags: flags)
        }
        index.parts = IndexText(row.optional()).parts(named)
    }

    /// Notes what else an index is for.
    private mutating func noteUses(of index: ObjectName, on relation: Int, isClustered: Bool, identifiesRows: Bool) {
        guard isClustered || identifiesRows else { return }
        if case .view(let view) = places[relation], isClustered { schema.views[view].clusteredOn = index.name }
        changeTable(relation) { table in
            if isClustered { table.traits.clusteredOn = index.name }
            if identifiesRows { table.traits.replicaIdentity = "USING INDEX \(index.name.quotedName(.postgres))" }
        }
    }

    private mutating func append(_ index: Index, to place: RelationPlace) {
        switch place {
        case .table(let table): schema.tables[table].indexes.append(index)
        case .view(let view): schema.views[view].indexes.append(index)
        case .sequence, .type: break
        }
    }

    /// What only the index says of a key.
    private mutating func complete(_ key: KeyPlace, _ index: Index) {
        func complete(_ key: inout Key) {
            key.included = index.included
            key.nullsAreEqual = index.nullsAreEqual
            key.options = index.options
        }
        switch key {
        case .primary(let table):
            guard var primary = schema.tables[table].primaryKey else { return }
            complete(&primary)
            schema.tables[table].primaryKey = primary
        case .unique(let table, let place): complete(&schema.tables[table].uniqueKeys[place])
        case .exclusion: break
        }
    }
}
