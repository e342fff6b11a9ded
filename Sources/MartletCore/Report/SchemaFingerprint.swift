public import SchemaModel

extension Schema {
    /// A checksum of everything that the schema says: the SHA-256 of its JSON, as 64 hexadecimal digits.
    ///
    /// Equal for equal schemas, however their databases were made. What a schema leaves out (`omissions`) has no part in
    /// it, nor have comments in the statements of SQLite. Another version of Martlet may know more of the same database and come to another one.
    /// - Throws: `internal-fault`, if the schema cannot be written as JSON.
    public func fingerprint() throws(MartletError) -> String {
        var described = withoutStatementComments
        described.omissions = []
        return SHA256Digest(of: try described.json().compact).hex
    }

    /// The schema as JSON: names of properties with underscores, in order.
    func json() throws(MartletError) -> JSONValue {
        do {
            return try JSONValue(encoding: self)
        } catch {
            throw MartletError(.internalFault, "the schema cannot be written as JSON: \(error)")
        }
    }
}
