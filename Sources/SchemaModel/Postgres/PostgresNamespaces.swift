extension PostgresDDL {
    /// The schema that every new database has.
    static let usualNamespace = "public"

    /// Makes a schema.
    public static func createNamespace(_ namespace: Namespace) -> String { "CREATE SCHEMA \(name(namespace.name))" }

    /// Installs an extension, in the version that the server has: a schema outlives the server that it came from.
    ///
    /// Many servers give every new database some.
    /// - Parameter hasNamespace: whether its schema is there before, and not made by the extension itself.
    public static func createExtension(_ extension: Extension, hasNamespace: Bool) -> String {
        let place = hasNamespace ? " WITH SCHEMA \(name(`extension`.namespace))" : ""
        return "CREATE EXTENSION IF NOT EXISTS \(name(`extension`.name))\(place)"
    }
}
