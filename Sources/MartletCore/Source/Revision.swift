/// A revision of a graph: what the header lines of its file say.
public struct Revision: Sendable, Hashable {
    /// The id, in letters and digits.
    public let id: MigrationVersion
    /// The revisions it is built on: none for the first, several for one that merges branches.
    public let parents: [MigrationVersion]
    /// When it was written, as `-- Date:` has it; empty without that line.
    public let date: String
    /// What it changes, an entry each, as `-- Changes:` lists them.
    public let changes: [String]
    /// What there is to say of its safety, an entry each, as `-- Safety:` lists it.
    public let safety: [String]

    /// Makes a revision.
    public init(
        id: MigrationVersion, parents: [MigrationVersion] = [], date: String = "", changes: [String] = [],
        safety: [String] = []
    ) {
        self.id = id
        self.parents = parents
        self.date = date
        self.changes = changes
        self.safety = safety
    }

    /// Whether a text can be the id of one.
    static func isIdentifier(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0.isDigit || isLetter($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }
}
