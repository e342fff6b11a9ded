/// The published shapes of what Martlet prints, as a validator reads them.
public enum JSONSchema: String, Sendable, CaseIterable {
    /// The document of `--json`, and the last line of `--format ndjson`.
    case outcome
    /// Every other line of `--format ndjson`.
    case event

    /// The file of the schema.
    public var path: String { MartletBinary.packageRoot + "/docs/reference/\(rawValue).schema.json" }

    /// Checks documents, by name; what the validator says, with its status.
    public func validate(_ documents: [String: String]) throws -> ProgramResult {
        let folder = ScratchFolder()
        for (name, text) in documents { folder.write(name, text) }
        return Program.run(
            [try PythonTools.path("check-jsonschema"), "--schemafile", path]
                + documents.keys.sorted().map(folder.path))
    }

    /// Checks one line each.
    public func validate(lines: [String]) throws -> ProgramResult {
        try validate(Dictionary(uniqueKeysWithValues: lines.enumerated().map { ("\($0.offset).json", $0.element) }))
    }

    /// Checks that the file is a schema itself.
    public func validateItself() throws -> ProgramResult {
        Program.run([try PythonTools.path("check-jsonschema"), "--check-metaschema", path])
    }
}
