internal import MartletCore
internal import SQLText

extension SQLiteBackups {
    /// What is set in the file itself, for good, most of it before the first table is made: the encoding before whatever
    /// reads the schema, the journal mode last, as with a write-ahead log the others cannot be set any more.
    ///
    /// `user_version` is not among them: it counts what is in the database.
    private static let lasting = ["encoding", "page_size", "auto_vacuum", "application_id", "journal_mode"]

    func makeEmpty(_ file: FilePath, like url: ConnectionURL) throws(DriverError) {
        guard let model = url.file else { return }
        let old = BareDatabase(adopting: try openHandle(.file(model), ConnectOptions(.read)))
        defer { old.close() }
        let new = BareDatabase(adopting: try openHandle(.file(file), ConnectOptions(.write)))
        defer { new.close() }
        for setting in Self.lasting {
            guard let value = try old.rows("PRAGMA \(setting)").first?.text(0) else { continue }
            // All other journal modes are those of a connection.
            if setting == "journal_mode", value != "wal" { continue }
            try new.rows("PRAGMA \(setting) = \(value.quotedAsIdentifier)")
            // The encoding is written down with the first table.
            if setting == "application_id" { for sql in ["CREATE TABLE t (x)", "DROP TABLE t"] { try new.rows(sql) } }
        }
    }
}
