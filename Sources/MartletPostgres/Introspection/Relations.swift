internal import SQLText
internal import SchemaModel

extension CatalogQuery {
    /// Tables, views and sequences, each with what it has once.
    ///
    /// Those of extensions too, to which others may refer.
    static let relations = CatalogQuery(
        """
        SELECT c.oid, c.relnamespace, c.relname, c.relkind, e.objid IS NOT NULL, c.relpersistence = 'u',
          c.reloptions, t.reloptions, am.amname, s.spcname,
          CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END, c.relispopulated,
          c.relrowsecurity, c.relforcerowsecurity, c.relreplident,
          CASE c.relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
          pg_catalog.pg_get_expr(c.relpartbound, c.oid),
          ot.typnamespace, ot.typname, fs.srvname, f.ftoptions
        FROM pg_catalog.pg_class AS c
          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
          LEFT JOIN pg_catalog.pg_depend AS e ON e.classid = \(number(of: "pg_class"))
            AND e.objid = c.oid AND e.deptype = 'e'
          LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
          LEFT JOIN pg_catalog.pg_am AS am ON am.oid = c.relam AND am.amname <> 'heap'
          LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
          LEFT JOIN pg_catalog.pg_type AS ot ON ot.oid = c.reloftype
          LEFT JOIN pg_catalog.pg_foreign_table AS f ON f.ftrelid = c.oid
          LEFT JOIN pg_catalog.pg_foreign_server AS fs ON fs.oid = f.ftserver
        WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND \(isPeoples)
        """
    ) { catalog, row in
        var row = row
        let number = row.number()
        let name = catalog.name(row.number(), row.text())
        catalog.relationNames[number] = name
        let kind = row.text()
        guard !row.flag(), kind == "S" || !catalog.isOwn(name) else { return }
        let relation = RelationRow(
            number: number, name: name, kind: kind, isUnlogged: row.flag(), row: row)
        switch kind {
        case "S": catalog.unlogged[number] = relation.isUnlogged
        case "v", "m": catalog.addView(relation)
        default: catalog.addTable(relation)
        }
    }

    /// Which table has the columns of which others, in order.
    static let inheritance = CatalogQuery(
        """
        SELECT i.inhrelid, i.inhparent FROM pg_catalog.pg_inherits AS i
          JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relkind IN ('r', 'p', 'f')
        ORDER BY i.inhrelid, i.inhseqno
        """
    ) { catalog, row in
        var row = row
        let (child, parent) = (row.number(), row.number())
        guard let parent = catalog.relationNames[parent] else { return }
        catalog.changeTable(child) { table in
            if table.partition != nil {
                table.partition?.table = parent
            } else {
                table.parents.append(parent)
            }
        }
    }
}

/// What every relation has, and the rest of its row.
private struct RelationRow {
    let number: Int
    let name: ObjectName
    let kind: String
    let isUnlogged: Bool
    var row: CatalogRow
}

extension Catalog {
    fileprivate mutating func addTable(_ relation: RelationRow) {
        var row = relation.row
        var table = Table(relation.name)
        table.kind = relation.kind == "p" ? .partitioned : relation.kind == "f" ? .foreign : .ordinary
        table.traits.isUnlogged = relation.isUnlogged
        table.traits.options = row.options()
        for (name, value) in row.options() { table.traits.options["toast." + name] = value }
        table.traits.accessMethod = row.optional()
        omitTablespace(row.optional(), of: relation)
        _ = row.optional()
        _ = row.optional()
        table.traits.hasRowSecurity = row.flag()
        table.traits.forcesRowSecurity = row.flag()
        switch row.text() {
        case _ where table.kind == .foreign: break
        case "f": table.traits.replicaIdentity = "FULL"
        case "n": table.traits.replicaIdentity = "NOTHING"
        default: break
        }
        table.partitioning = row.optional()
        // Which table it is a partition of comes with the inheritance.
        if let bound = row.optional() { table.partition = Partition(of: relation.name, bound: bound) }
        let (typeNamespace, type) = (row.number(), row.optional())
        table.traits.ofType = type.map { name(typeNamespace, $0) }
        table.traits.server = row.optional()
        table.traits.serverOptions = row.options()
        table.comment = comment(CatalogNumber.relation, relation.number)
        table.grants = grants(CatalogNumber.relation, relation.number)
        schema.tables.append(table)
        places[relation.number] = .table(schema.tables.count - 1)
        references[CatalogAddress(CatalogNumber.relation, relation.number)] = ObjectReference(
            .table, relation.name)
    }

    fileprivate mutating func addView(_ relation: RelationRow) {
        var row = relation.row
        var options = row.options()
        for (name, value) in row.options() { options["toast." + name] = value }
        let method = row.optional()
        omitTablespace(row.optional(), of: relation)
        var view = View(relation.name, query: ExpressionText.settled(StatementText.withoutSemicolon(row.text())))
        view.isMaterialized = relation.kind == "m"
        view.accessMethod = method
        view.isPopulated = row.flag() || !view.isMaterialized
        _ = (row.flag(), row.flag())
        let identity = row.text()
        if view.isMaterialized { view.replicaIdentity = ["f": "FULL", "n": "NOTHING"][identity] }
        view.checkOption = options.removeValue(forKey: "check_option")?.uppercased()
        view.options = options
        view.comment = comment(CatalogNumber.relation, relation.number)
        view.grants = grants(CatalogNumber.relation, relation.number)
        schema.views.append(view)
        places[relation.number] = .view(schema.views.count - 1)
        references[CatalogAddress(CatalogNumber.relation, relation.number)] = ObjectReference(
            .view, relation.name)
    }

    private mutating func omitTablespace(_ tablespace: String?, of relation: RelationRow) {
        guard let tablespace else { return }
        omit(
            "tablespace", "\(relation.name)",
            because: "it is in \(tablespace), which is the server's and not written")
    }
}
