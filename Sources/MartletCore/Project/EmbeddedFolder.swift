/// A folder of SQL that is a part of the program: names and texts, which are read as files on the disk are.
///
/// The plugin `EmbedMigrations` makes one of each folder of a target; by hand it is a list of names and texts.
public struct EmbeddedFolder: Sendable, Hashable {
    /// One file of it.
    public struct File: Sendable, Hashable {
        /// The name, with its ending: `0001_create_users.sql`.
        public let name: String
        /// The text, byte for byte as the file on the disk has it.
        public let text: String

        /// Makes a file.
        public init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }
    }

    /// What the folder is called in messages: `Migrations` in `Migrations/0001_create_users.sql:3:1`.
    public var name: String
    /// Its files, in any order.
    public var files: [File]

    /// Makes a folder.
    public init(_ name: String, _ files: [File] = []) {
        self.name = name
        self.files = files
    }
}

extension EmbeddedFolder: ExpressibleByDictionaryLiteral {
    /// Makes a folder, called `embedded`, of texts by their names.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init("embedded", elements.map { File($0, $1) })
    }
}

/// What the program brings along for a database, in place of the files of its folders.
public struct EmbeddedScripts: Sendable, Hashable {
    /// Its migrations; `nil` if they are in a folder on the disk.
    public var migrations: EmbeddedFolder?
    /// Its seeds; `nil` if they are in a folder on the disk, or nowhere.
    public var seeds: EmbeddedFolder?
    /// Its migrations that are written in Swift, beside those of the folder.
    public var code: [SwiftMigration] = []

    /// Makes one that brings nothing along.
    public init() {}
}
