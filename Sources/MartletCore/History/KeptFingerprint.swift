/// What the schema was at the end of a run, as the newest row of the history keeps it.
struct KeptFingerprint: Sendable, Hashable {
    /// The schema's fingerprint.
    let digest: String
    /// Who has read the schema: another version of Martlet or of the server may read the same one otherwise.
    let reader: String

    /// The fingerprint of a schema that was read through a connection.
    init(digest: String, server: ServerDescription) {
        self.digest = digest
        reader = "martlet \(MartletVersion.current), \(server.engine) \(server.version)"
    }

    /// Reads what is in the column; `nil` if Martlet did not write it.
    init?(_ text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        (digest, reader) = (parts[0], parts[1])
    }

    /// As it stands in the column.
    var text: String { "\(Self.prefix)\(digest) \(reader)" }

    private static let prefix = "v1:sha256:"
}

extension HistoryStore {
    /// The fingerprint that the newest row keeps, if it keeps one.
    func fingerprint() throws(DriverError) -> KeptFingerprint? {
        try driver.query(
            "SELECT schema_fingerprint FROM \(name) WHERE id = (\(HistoryChain.newestID(in: self)))"
        ).first?.text(0).flatMap(KeptFingerprint.init)
    }

    /// Writes it into the newest row, on which no other is built yet; the row is to be sealed anew.
    func keep(_ fingerprint: KeptFingerprint) throws(DriverError) {
        try driver.execute(
            "UPDATE \(name) SET schema_fingerprint = $1 WHERE id = (\(HistoryChain.newestID(in: self)))",
            [.text(fingerprint.text)])
    }
}
