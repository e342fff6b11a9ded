extension String {

    /// The name as an identifier in SQL.
    ///
    /// No name with a NUL can come from a database or a configuration; one that did would become the empty
    /// identifier, which every engine refuses.
    public var quotedAsIdentifier: String { (try? Identifier(self))?.quoted ?? "\"\"" }
}
