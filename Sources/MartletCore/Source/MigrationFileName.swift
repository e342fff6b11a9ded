/// The name of a file in a migration folder: `NNN_description.sql`, or `.down.sql` for the way back.
struct MigrationFileName: Hashable {
    /// The whole name.
    let name: String
    let version: MigrationVersion
    let isDown: Bool
    /// Whether there is no file, but a migration written in Swift.
    var isCode = false
    /// Where in the name's bytes the words between the version and the ending are.
    private let words: Range<Int>
    /// The words, where another tool's layout says what they are.
    private var statedTitle: String?

    /// The words between the version and the ending.
    var title: String {
        if let statedTitle { return statedTitle }
        let bytes = name.utf8.dropFirst(words.lowerBound).prefix(words.count)
        return String(decoding: bytes.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }, as: UTF8.self)
    }

    /// Reads a name; `nil` if it is not the name of a migration.
    init?(_ name: String) {
        // Bytes, not characters: a folder may have tens of thousands of names.
        let bytes = name.utf8
        let digits = bytes.prefix(while: \.isDigit)
        guard !digits.isEmpty, bytes.end(in: ".sql") else { return nil }
        var rest = bytes[digits.endIndex...].dropLast(4)
        isDown = rest.end(in: ".down")
        if isDown { rest = rest.dropLast(5) }
        guard rest.isEmpty || rest.first == UInt8(ascii: "_"), !rest.contains(UInt8(ascii: ".")) else { return nil }
        self.name = name
        version = MigrationVersion(String(Substring(digits)))
        let start = digits.count + (rest.isEmpty ? 0 : 1)
        words = start..<digits.count + rest.count
    }

    /// The file that leads forward in another tool's layout, by its path from the folder on.
    init(_ migration: LayoutMigration) {
        name = migration.up
        version = MigrationVersion(migration.version)
        isDown = false
        words = 0..<0
        statedTitle = migration.title
    }

    /// Reads the name of a migration written in Swift, which is that of a file without its ending.
    init?(_ code: SwiftMigration) {
        self.init(code.name + ".sql")
        guard !isDown else { return nil }
        isCode = true
    }

    /// Reads the name that a file has if it is a revision: `25698f3f906f_initial.sql`; `nil` if it cannot be one.
    init?(revision name: String) {
        let bytes = name.utf8
        let id = bytes.prefix { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: ".") }
        guard Revision.isIdentifier(Substring(id)), bytes.end(in: ".sql") else { return nil }
        var rest = bytes[id.endIndex...].dropLast(4)
        isDown = rest.end(in: ".down")
        if isDown { rest = rest.dropLast(5) }
        guard !rest.contains(UInt8(ascii: ".")) else { return nil }
        self.name = name
        version = MigrationVersion(String(Substring(id)))
        words = id.count + (rest.isEmpty ? 0 : 1)..<id.count + rest.count
    }

    /// Files that are nobody's migration and nobody's mistake: notes and hidden files.
    static func isBeside(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: ".") || name.utf8.end(in: ".md") || name.utf8.starts(with: "README".utf8)
    }
}

/// A file whose name has a version, and whose text cannot be run.
struct UnusableFile: Sendable, Hashable {
    let version: MigrationVersion
    /// What its name says it does.
    let description: String
    /// Its place in the graph, where the folder is one.
    var revision: Revision?
}

// MARK: Other names

extension MigrationFileName {
    /// Why a name is none of a migration or a seed.
    static func objection(to entry: DirectoryEntry) -> String {
        let name = entry.name
        if entry.kind == .folder { return "it is a folder, and folders in this one are not read" }
        guard name.utf8.end(in: ".sql") else { return "its name does not end in .sql" }
        let rest = name.utf8.drop(while: \.isDigit)
        if rest.count == name.utf8.count { return "its name does not begin with a version" }
        if name.utf8.end(in: ".up.sql") { return "the way forward has no .up in its name" }
        if rest.first == UInt8(ascii: "_") { return "there is a dot in its description" }
        return "no underscore stands between its version and its description"
    }

    /// What to do with such a file.
    /// - Parameter isEmbedded: whether its folder is a part of the program, which has no configuration.
    static func advice(for entry: DirectoryEntry, isEmbedded: Bool = false) -> String {
        let isSQL = entry.kind != .folder && entry.name.lowercased().utf8.end(in: ".sql")
        let rename = "rename it to NNN_description.sql, or "
        if isEmbedded { return (isSQL ? rename : "") + "take it out of the folder" }
        return (isSQL ? rename : "move it elsewhere, or ") + "list it under `ignore:` in martlet.yaml"
    }
}

extension BidirectionalCollection<UInt8> {
    /// Whether they end in this text, byte for byte: to Swift, a letter may be one character with the dot behind it.
    fileprivate func end(in text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
