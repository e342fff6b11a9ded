/// Reads and writes which seeds a database has.
struct SeedStore {
    let driver: any Driver
    let tables: TableNames

    private var seeds: String { driver.qualified(tables.seeds) }

    /// Every seed that was run, by name.
    func rows() throws(DriverError) -> [String: SeedRow] {
        let columns = HistorySchema(tables: tables, dialect: driver.dialect).reading(HistorySchema.seedColumns)
        let rows = try driver.query("SELECT \(columns) FROM \(seeds)").map { row in
            SeedRow(
                name: row.text(0) ?? "", checksum: row.text(1) ?? "", rows: row.integer(2) ?? 0,
                appliedAt: row.text(3) ?? "")
        }
        return Dictionary(rows.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Writes the row of a seed that was run.
    ///
    /// Run again, the same seed finds most of its rows there: the number is that of the rows it once brought.
    func record(_ row: SeedRow) throws(DriverError) {
        try driver.execute(
            """
            INSERT INTO \(seeds) AS s (name, checksum, rows, applied_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (name) DO UPDATE SET
              rows = CASE WHEN s.checksum = excluded.checksum AND s.rows > excluded.rows
                THEN s.rows ELSE excluded.rows END,
              checksum = excluded.checksum, applied_at = excluded.applied_at
            """,
            [.text(row.name), .text(row.checksum), .integer(row.rows), .text(row.appliedAt)])
    }
}
