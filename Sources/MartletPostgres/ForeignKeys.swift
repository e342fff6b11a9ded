internal import CPostgres
public import MartletCore
internal import SQLText

extension PostgresConnection {
    /// Nothing to turn on; turning off is refused.
    ///
    /// PostgreSQL needs no such thing to change a table, and lets only a superuser do it.
    public func enforceForeignKeys(_ enforced: Bool) throws(DriverError) {
        _ = try connection()
        guard !isInTransaction else {
            throw DriverError(.misuse, "foreign keys can only be switched outside a transaction")
        }
        guard enforced else {
            throw DriverError(.unsupported, "PostgreSQL always enforces foreign keys")
        }
    }

    /// True if a constraint that was put off is broken now.
    public func hasBrokenDeferredKeys() throws(DriverError) -> Bool { try brokenConstraint() != nil }

    /// Has the server look at once at what it would look at when the transaction is committed.
    ///
    /// In a savepoint that is undone: afterwards the constraints are put off again, and looked at once more.
    /// Source: <https://www.postgresql.org/docs/current/sql-set-constraints.html>.
    private func brokenConstraint() throws(DriverError) -> DriverError? {
        guard isInTransaction else { return nil }
        let undo = "ROLLBACK TO SAVEPOINT martlet_constraints; RELEASE SAVEPOINT martlet_constraints"
        do throws(DriverError) {
            try run("SAVEPOINT martlet_constraints; SET CONSTRAINTS ALL IMMEDIATE; \(undo)")
            return nil
        } catch {
            // A transaction that was spoilt before has no such savepoint.
            guard isInTransaction, error.serverCode != "25P02" else { throw error }
            try run(undo)
            // What a trigger that is a constraint says is its author's choice; all else is a fault of another kind.
            guard error.serverCode?.hasPrefix("23") == true || error.serverCode == "P0001" else { throw error }
            return error
        }
    }

    /// Rows that break the first foreign key that was put off and is broken now.
    public func brokenForeignKeys(limit: Int) throws(DriverError) -> [BrokenForeignKey] {
        guard let fields = try brokenConstraint()?.fields, let table = fields.table, let name = fields.constraint,
            let key = try foreignKey(name, of: table, in: fields.schema ?? schema)
        else { return [] }
        return try rows(breaking: key, limit: limit)
    }

    /// A foreign key, as the catalogue has it.
    private struct ForeignKey {
        var schema: String
        var table: String
        var columns: [String]
        var parentSchema: String
        var parent: String
        var parentColumns: [String]
    }

    private func foreignKey(_ name: String, of table: String, in schema: String) throws(DriverError) -> ForeignKey? {
        let rows = try query(
            """
            SELECT pn.nspname, p.relname, ca.attname, pa.attname
            FROM pg_catalog.pg_constraint AS k
              JOIN pg_catalog.pg_class AS c ON c.oid \(equals) k.conrelid
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
              JOIN pg_catalog.pg_class AS p ON p.oid \(equals) k.confrelid
              JOIN pg_catalog.pg_namespace AS pn ON pn.oid \(equals) p.relnamespace
              CROSS JOIN LATERAL pg_catalog.generate_subscripts(k.conkey, 1) AS place
              JOIN pg_catalog.pg_attribute AS ca ON ca.attrelid \(equals) c.oid AND ca.attnum \(equals) k.conkey[place]
              JOIN pg_catalog.pg_attribute AS pa ON pa.attrelid \(equals) p.oid AND pa.attnum \(equals) k.confkey[place]
            WHERE k.contype \(equals) 'f' AND k.conname \(equals) $1 AND c.relname \(equals) $2 AND n.nspname \(equals) $3 ORDER BY place
            """, [.text(name), .text(table), .text(schema)])
        guard let first = rows.first else { return nil }
        return ForeignKey(
            schema: schema, table: table, columns: rows.compactMap { $0.text(2) }, parentSchema: first.text(0) ?? "",
            parent: first.text(1) ?? "", parentColumns: rows.compactMap { $0.text(3) })
    }

    private func rows(breaking key: ForeignKey, limit: Int) throws(DriverError) -> [BrokenForeignKey] {
        let columns = key.columns.map { "c." + $0.quotedAsIdentifier }
        let pairs = zip(columns, key.parentColumns).map { "p.\($1.quotedAsIdentifier) = \($0)" }
        let found = try query(
            """
            SELECT \(columns.map { "CAST(\($0) AS pg_catalog.text)" }.joined(separator: ", "))
            FROM \(key.schema.quotedAsIdentifier).\(key.table.quotedAsIdentifier) AS c
            WHERE \(columns.map { "\($0) IS NOT NULL" }.joined(separator: " AND "))
              AND NOT EXISTS (SELECT 1 FROM \(key.parentSchema.quotedAsIdentifier).\(key.parent.quotedAsIdentifier) AS p
                              WHERE \(pairs.joined(separator: " AND ")))
            LIMIT $1
            """, [.integer(limit)])
        return found.map { row in
            let values = key.columns.enumerated().map { index, column in
                let value = Excerpt.of(PrintableText.escaping(row.text(index) ?? ""), lines: 1, characters: 40)
                return "\(column) = \(value)"
            }
            return BrokenForeignKey(
                table: key.table, row: nil, parent: key.parent, key: values.joined(separator: ", "))
        }
    }

    /// None: the server's own message names the row, and nothing can be asked in a transaction that an error has spoilt.
    public func rowsBroken(
        by sql: UnsafeBufferPointer<UInt8>, limit: Int
    ) throws(DriverError) -> [BrokenForeignKey] { [] }

    /// How many rows each table that refers to `table` has.
    public func rowCountsOfReferrers(to table: String) throws(DriverError) -> [String: Int] {
        let referrers = try query(
            """
            SELECT DISTINCT cn.nspname, c.relname FROM pg_catalog.pg_constraint AS k
              JOIN pg_catalog.pg_class AS c ON c.oid \(equals) k.conrelid
              JOIN pg_catalog.pg_namespace AS cn ON cn.oid \(equals) c.relnamespace
              JOIN pg_catalog.pg_class AS p ON p.oid \(equals) k.confrelid
              JOIN pg_catalog.pg_namespace AS pn ON pn.oid \(equals) p.relnamespace
            WHERE k.contype \(equals) 'f' AND p.relname \(equals) $1 AND pn.nspname \(equals) $2
            """, [.text(table), .text(schema)])
        var counts: [String: Int] = [:]
        for row in referrers {
            guard let space = row.text(0), let name = row.text(1) else { continue }
            let place = space.quotedAsIdentifier + "." + name.quotedAsIdentifier
            counts[space == schema ? name : "\(space).\(name)"] =
                try query("SELECT pg_catalog.count(*) FROM \(place)").first?.integer(0)
        }
        return counts
    }
}
