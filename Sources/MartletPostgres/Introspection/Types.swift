internal import SQLText
internal import SchemaModel

extension CatalogQuery {
    /// Enumerations, domains, composite types and ranges; without the row types of tables, arrays and multiranges.
    static func types(_ version: Int) -> CatalogQuery {
        CatalogQuery(
            """
            SELECT t.oid, t.typnamespace, t.typname, t.typtype, t.typrelid, t.typnotnull,
              pg_catalog.format_type(t.typbasetype, t.typtypmod), pg_catalog.pg_get_expr(t.typdefaultbin, 0),
              ln.nspname, l.collname, pg_catalog.format_type(r.rngsubtype, NULL), opn.nspname, op.opcname,
              rn.nspname, rl.collname, \(routine("r.rngcanonical")),
              \(routine("r.rngsubdiff")),
              \(version >= 14 ? "r.rngmultitypid::pg_catalog.regtype" : "NULL")
            FROM pg_catalog.pg_type AS t
              JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
              LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
              LEFT JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
              LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = t.typcollation AND l.oid <> b.typcollation
              LEFT JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace
              LEFT JOIN pg_catalog.pg_range AS r ON r.rngtypid = t.oid
              LEFT JOIN pg_catalog.pg_opclass AS op ON op.oid = r.rngsubopc AND NOT op.opcdefault
              LEFT JOIN pg_catalog.pg_namespace AS opn ON opn.oid = op.opcnamespace
              LEFT JOIN pg_catalog.pg_type AS rt ON rt.oid = r.rngsubtype
              LEFT JOIN pg_catalog.pg_collation AS rl ON rl.oid = r.rngcollation AND rl.oid <> rt.typcollation
              LEFT JOIN pg_catalog.pg_namespace AS rn ON rn.oid = rl.collnamespace
            WHERE (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c')
              AND \(isPeoples) AND \(isNoMember("pg_type", "t.oid"))
            """
        ) { catalog, row in
            catalog.addType(row)
        }
    }

    /// The values of enumerations.
    static let enumerationLabels = CatalogQuery(
        "SELECT e.enumtypid, e.enumlabel FROM pg_catalog.pg_enum AS e ORDER BY e.enumtypid, e.enumsortorder"
    ) { catalog, row in
        var row = row
        guard let place = catalog.typePlaces[row.number()] else { return }
        catalog.schema.types[place].labels.append(row.text())
    }
}

extension Catalog {
    fileprivate mutating func addType(_ row: CatalogRow) {
        var row = row
        let number = row.number()
        let name = name(row.number(), row.text())
        let kinds: [String: UserType.Kind] = [
            "e": .enumeration, "d": .domain, "c": .composite, "r": .range,
        ]
        var type = UserType(name, kinds[row.text()] ?? .composite)
        let relation = row.number()
        let domain = domain(&row)
        if type.kind == .domain { type.domain = domain }
        if type.kind == .range { type.options = Self.rangeOptions(&row, name) }
        // The comment on a composite type is that of its type; its columns have theirs as a table's have.
        type.comment = comment(CatalogNumber.type, number)
        type.grants = grants(CatalogNumber.type, number)
        schema.types.append(type)
        let place = schema.types.count - 1
        typePlaces[number] = place
        references[CatalogAddress(CatalogNumber.type, number)] = ObjectReference(.type, name)
        if type.kind == .composite {
            places[relation] = .type(place)
            relationNames[relation] = name
            references[CatalogAddress(CatalogNumber.relation, relation)] = ObjectReference(.type, name)
        }
    }

    private func domain(_ row: inout CatalogRow) -> Domain {
        let isNullable = !row.flag()
        var domain = Domain(row.text())
        domain.isNullable = isNullable
        domain.defaultValue = row.optional()
        let namespace = row.optional()
        domain.collation = row.optional().map { Catalog.name(namespace, $0) }
        return domain
    }

    /// A range's options as in CREATE TYPE; the name of the multirange where it is not the usual one.
    private static func rangeOptions(_ row: inout CatalogRow, _ name: ObjectName) -> [String: String] {
        var options = ["subtype": row.text()]
        let operators = row.optional()
        options["subtype_opclass"] = row.optional().map {
            Catalog.name(operators, $0).quoted(.postgres)
        }
        let collations = row.optional()
        options["collation"] = row.optional().map {
            Catalog.name(collations, $0).quoted(.postgres)
        }
        options["canonical"] = row.optional()
        options["subtype_diff"] = row.optional()
        let multirange = row.optional()
        if let multirange, multirange != multirangeName(name).quoted(.postgres) {
            options["multirange_type_name"] = multirange
        }
        return options
    }

    /// `range` becomes `multirange`, and what has none gets `_multirange` behind it.
    ///
    /// Source: <https://www.postgresql.org/docs/current/sql-createtype.html>.
    private static func multirangeName(_ range: ObjectName) -> ObjectName {
        let name = range.name
        guard let place = name.firstRange(of: "range") else {
            return ObjectName(schema: range.schema, name + "_multirange")
        }
        return ObjectName(schema: range.schema, name.replacingCharacters(in: place, with: "multirange"))
    }
}

extension String {
    fileprivate func firstRange(of word: String) -> Range<Index>? { ranges(of: word).first }

    fileprivate func replacingCharacters(in range: Range<Index>, with word: String) -> String {
        String(self[..<range.lowerBound]) + word + self[range.upperBound...]
    }
}
