internal import CPostgres
public import MartletCore
internal import SQLText

extension PostgresConnection {
    /// What the server's catalogues say is wrong with the database: damage it has met, work that was left half done; then
    /// what would make it faster.
    public func selfCheck(_ progress: (String) -> Void) throws(DriverError) -> [CheckFinding] {
        progress("damage that the server has met")
        var findings = try damage()
        progress("indexes and constraints that do not hold")
        findings += try invalidIndexes() + unprovenConstraints()
        progress("tables that a crash would empty")
        findings += try unloggedTables() + preparedTransactions()
        progress("advice")
        findings += try advice()
        return findings
    }

    /// Pages whose checksums were wrong when they were read.
    private func damage() throws(DriverError) -> [CheckFinding] {
        let rows = try query(
            """
            SELECT checksum_failures, checksum_last_failure FROM pg_catalog.pg_stat_database
            WHERE datid \(equals) $1 AND checksum_failures OPERATOR(pg_catalog.>) 0
            """, [.integer(facts.database)])
        return rows.map { row in
            CheckFinding(
                .damage,
                "\(row.integer(0) ?? 0) pages were read whose checksums were wrong, the last at \(row.text(1) ?? "?")",
                help: "look at the server's disk and log; restore the newest backup, or see which tables: pg_amcheck")
        }
    }

    /// What CREATE INDEX CONCURRENTLY leaves when it fails: an index that every change keeps up, and no query uses.
    private func invalidIndexes() throws(DriverError) -> [CheckFinding] {
        try query(
            """
            SELECT n.nspname, c.relname, t.relname FROM pg_catalog.pg_index AS i
              JOIN pg_catalog.pg_class AS c ON c.oid \(equals) i.indexrelid
              JOIN pg_catalog.pg_class AS t ON t.oid \(equals) i.indrelid
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
            WHERE NOT i.indisvalid AND c.relkind \(equals) 'i' ORDER BY 1, 2
            """
        ).map { row in
            let name = place(row)
            return CheckFinding(
                .violation, "the index \(name) on \(row.text(2) ?? "") is not valid: it was not made to its end",
                help: "DROP INDEX CONCURRENTLY \(name); then make it again")
        }
    }

    /// Constraints that were added without looking at the rows that were there.
    private func unprovenConstraints() throws(DriverError) -> [CheckFinding] {
        // Since 18 one may be written down and not be enforced, by its author's choice.
        let isMeant = pq.pointee.PQserverVersion(try connection()) >= 180_000 ? "AND k.conenforced" : ""
        return try query(
            """
            SELECT n.nspname, t.relname, k.conname FROM pg_catalog.pg_constraint AS k
              JOIN pg_catalog.pg_class AS t ON t.oid \(equals) k.conrelid
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) t.relnamespace
            WHERE NOT k.convalidated \(isMeant) ORDER BY 1, 2, 3
            """
        ).map { row in
            let name = (row.text(2) ?? "").quotedAsIdentifier
            return CheckFinding(
                .violation, "the constraint \(row.text(2) ?? "") on \(place(row)) was never proved for old rows",
                help: "ALTER TABLE \(place(row)) VALIDATE CONSTRAINT \(name);")
        }
    }

    /// Tables that the server empties when it starts after a crash, and that no standby has.
    private func unloggedTables() throws(DriverError) -> [CheckFinding] {
        try query(
            """
            SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
            WHERE c.relpersistence \(equals) 'u' AND c.relkind IN ('r', 'p') ORDER BY 1, 2
            """
        ).map { row in
            CheckFinding(
                .advice, "the table \(place(row)) is unlogged: a crash of the server empties it",
                help: "ALTER TABLE \(place(row)) SET LOGGED;")
        }
    }

    /// Transactions that somebody prepared and nobody ended: they hold their locks for ever.
    private func preparedTransactions() throws(DriverError) -> [CheckFinding] {
        try query(
            """
            SELECT gid, prepared FROM pg_catalog.pg_prepared_xacts
            WHERE database \(equals) pg_catalog.current_database() ORDER BY prepared
            """
        ).map { row in
            let name = "'\((row.text(0) ?? "").replacing("'", with: "''"))'"
            return CheckFinding(
                .violation, "a prepared transaction, \(name), holds its locks since \(row.text(1) ?? "?")",
                help: "ask whose it is; then COMMIT PREPARED \(name); or ROLLBACK PREPARED \(name);")
        }
    }

    private func place(_ row: Row) -> String {
        (row.text(0) ?? "").quotedAsIdentifier + "." + (row.text(1) ?? "").quotedAsIdentifier
    }
}
