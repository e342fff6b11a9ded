internal import SQLText

/// A migration that a tool runs and that is no SQL: one of goose in Go, one of Flyway in Java.
struct CodeMigration: Sendable, Hashable {
    /// The path of its file from the folder on.
    let path: String
    let version: String
    /// Whose it is.
    let layout: LayoutName
    /// What the tool orders it by.
    let order: VersionOrder
    /// The first migration of SQL that the tool runs after it.
    let following: MigrationVersion?

    /// Whether one of these versions is it, however it is spelt.
    func isAmong(_ versions: [MigrationVersion]) -> Bool {
        let place = order.place(of: version)
        return versions.contains { order.place(of: $0.text) == place }
    }

    /// What a person is told of it.
    /// - Parameter next: what would be run without it, though the tool runs it after that.
    func diagnostic(at location: SourceLocation, before next: MigrationVersion? = nil) -> Diagnostic {
        let name = PrintableText.escaping(path)
        return Diagnostic(
            .unsupported,
            next.map { "`\(name)` is no SQL, and \(layout.rawValue) runs it before \($0), which may need it" }
                ?? "`\(name)` is no SQL: \(layout.rawValue) runs it, and Martlet does not",
            severity: next == nil ? .warning : .error, at: location,
            notes: next == nil ? [] : [Diagnostic.nothingChanged],
            help: "run it with \(layout.rawValue), then: martlet adopt; or do in SQL what it does, and list it under "
                + "`ignore:` in martlet.yaml")
    }
}

extension LayoutFile {
    /// The file of SQL that would be the same migration to a tool; `nil` if it is none that the tool runs as code.
    /// - Parameter endings: what the names of code end in: `.go`.
    func asSQL(instead endings: [String]) -> LayoutFile? {
        // Go keeps its tests beside what they test.
        guard !name.utf8.hasEnding("_test.go"), let ending = endings.first(where: name.utf8.hasEnding) else {
            return nil
        }
        return LayoutFile(path: path.dropLast(ending.count) + ".sql", location: location)
    }
}
