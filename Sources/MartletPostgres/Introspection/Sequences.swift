internal import SQLText
internal import SchemaModel

extension CatalogQuery {
    /// Sequences, with the column that they go with.
    static let sequences = CatalogQuery(
        """
        SELECT s.seqrelid, pg_catalog.format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax,
          s.seqcache, s.seqcycle, d.refobjid, d.refobjsubid, d.deptype = 'i'
        FROM pg_catalog.pg_sequence AS s
          LEFT JOIN pg_catalog.pg_depend AS d ON d.classid = \(number(of: "pg_class"))
            AND d.objid = s.seqrelid AND d.refclassid = \(number(of: "pg_class"))
            AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
        """
    ) { catalog, row in
        var row = row
        let number = row.number()
        // Only what the relations told of: neither temporary nor an extension's.
        guard let name = catalog.relationNames[number], let isUnlogged = catalog.unlogged[number] else {
            return
        }
        let numbers = Numbering(&row)
        let (table, column, isIdentity) = (row.number(), row.number(), row.flag())
        if let owner = catalog.relationNames[table], catalog.places[table] == nil, catalog.isOwn(owner) {
            return
        }
        var sequence = NumberSequence(name, numbers)
        sequence.isUnlogged = isUnlogged
        sequence.comment = catalog.comment(CatalogNumber.relation, number)
        sequence.grants = catalog.grants(CatalogNumber.relation, number)
        if isIdentity {
            catalog.identities[CatalogAddress(CatalogNumber.relation, table, column)] = (sequence, number)
            return
        }
        catalog.schema.sequences.append(sequence)
        let place = catalog.schema.sequences.count - 1
        catalog.places[number] = .sequence(place)
        if table != 0 {
            catalog.sequenceOwners[place] = CatalogAddress(CatalogNumber.relation, table, column)
        }
        catalog.references[CatalogAddress(CatalogNumber.relation, number)] = ObjectReference(
            .sequence, name)
    }
}

extension Numbering {
    /// The numbers of a row, from its type on.
    fileprivate init(_ row: inout CatalogRow) {
        self.init(row.text())
        start = Int64(row.number())
        increment = Int64(row.number())
        minimum = Int64(row.number())
        maximum = Int64(row.number())
        cache = Int64(row.number())
        cycles = row.flag()
    }
}

extension Catalog {
    /// Names the columns that sequences go with, when the columns are known.
    mutating func nameSequenceOwners() {
        for (place, owner) in sequenceOwners {
            guard let table = relationNames[owner.object],
                let column = columns([owner.part], of: owner.object).first
            else { continue }
            schema.sequences[place].owner = ObjectReference(.column, table, detail: column)
        }
    }
}
