public import SQLText

/// A migration that is written in Swift: a closure that gets the database, in one transaction with the migration's row in
/// the history.
///
/// ```swift
/// SwiftMigration("0003_fill_in_slugs") { database in
///     for row in try database.query("SELECT id, title FROM posts") {
///         try database.execute("UPDATE posts SET slug = $1 WHERE id = $2", [.text(slug(row.text(1))), row.values[0]])
///     }
/// }
/// ```
///
/// Its name is that of a file without the ending, and has its place in the order of the files. A closure has no text that
/// could be kept or compared: an `edition` stands for it, which its author changes where the code does something else.
///
/// The closure may be run again from the start, where a lock was not to be had or the database was lost meanwhile: what
/// it does outside the database has to bear that.
public final class SwiftMigration: Sendable {
    /// What a migration does.
    public typealias Body = @Sendable (MigrationDatabase) throws -> Void

    /// Its version and description, as a file has them in its name: `0003_fill_in_slugs`.
    public let name: String
    /// What stands for the code where the history is compared with it.
    public let edition: String
    /// The environments it is meant for; empty for all.
    public let environments: Set<String>
    /// Whether foreign keys are enforced while it runs; they are checked before the commit if they are not.
    public let foreignKeys: Bool
    /// Where it is written.
    public let location: SourceLocation
    let up: Body
    let down: Body?

    /// Makes a migration.
    /// - Parameters:
    ///   - name: its version and description, as a file has them in its name: `0003_fill_in_slugs`.
    ///   - edition: any text; a database that has it applied in another edition says that it was edited.
    ///   - environments: the environments it is meant for; none means all.
    ///   - foreignKeys: whether foreign keys are enforced while it runs. On SQLite nothing may drop a table otherwise.
    ///   - up: the way forward.
    ///   - down: the way back; without it, the migration cannot be undone.
    public init(
        _ name: String, edition: String = "1", environments: Set<String> = [], foreignKeys: Bool = true,
        fileID: String = #fileID, line: Int = #line, up: @escaping Body, down: Body? = nil
    ) {
        self.name = name
        self.edition = edition
        self.environments = environments
        self.foreignKeys = foreignKeys
        location = SourceLocation(file: fileID, position: SourcePosition(line: line, column: 1))
        self.up = up
        self.down = down
    }
}

extension SwiftMigration: Hashable {
    /// Whether both are the same one; closures cannot be compared.
    public static func == (left: SwiftMigration, right: SwiftMigration) -> Bool {
        left === right
    }

    /// Feeds what is compared.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(self))
    }
}
