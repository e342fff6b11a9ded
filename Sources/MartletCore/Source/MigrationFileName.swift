/// The name of a file in a migration folder: `NNN_description.sql`, or `.down.sql` for the way back.
struct MigrationFileName: Hashable {
    var version: MigrationVersion
    /// The words between the version and the ending.
    var title: String
    var isDown: Bool

    /// Reads a name; `nil` if it is not the name of a migration.
    init?(_ name: String) {
        guard name.hasSuffix(".sql") else { return nil }
        let digits = name.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return nil }
        var rest = name.dropFirst(digits.count).dropLast(".sql".count)
        isDown = rest.hasSuffix(".down")
        if isDown { rest = rest.dropLast(".down".count) }
        guard rest.isEmpty || rest.first == "_", !rest.contains(".") else { return nil }
        version = MigrationVersion(String(digits))
        title = String(rest.dropFirst()).replacing("_", with: " ")
    }

    /// Files that are nobody's migration and nobody's mistake: notes and hidden files.
    static func isBeside(_ name: String) -> Bool {
        name.hasPrefix(".") || name.hasSuffix(".md") || name.hasPrefix("README")
    }
}
