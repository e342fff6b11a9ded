internal import SQLText

/// The name of a repeatable's file: `R__words.sql`, as Flyway has it.
///
/// A repeatable has no version. What stands for one is the name without its ending, which can be none of a numbered
/// file nor of a revision, as both end before an underscore.
struct RepeatableName: Sendable, Hashable {
    /// The file's path from the folder on.
    let path: String
    /// `R__words`.
    let version: MigrationVersion
    /// The words.
    let title: String

    /// Reads a file's path; `nil` if it is not that of a repeatable.
    init?(_ path: String) {
        let name = LayoutFile(path: path).name
        guard name.hasPrefix("R__"), name.lowercased().utf8.hasEnding(".sql") else { return nil }
        let stem = name.dropLast(4)
        let words = stem.dropFirst(3)
        // A way back, or forward, by a name that says so: a repeatable has neither.
        guard !words.isEmpty, !words.utf8.hasEnding(".down"), !words.utf8.hasEnding(".up") else { return nil }
        self.path = path
        version = MigrationVersion(String(stem))
        title = String(words.map { $0 == "_" ? " " : $0 })
    }
}
