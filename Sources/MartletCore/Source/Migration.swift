public import SQLText

/// One migration file.
///
/// A class, as it travels inside every status and plan, thousands at a time; it never changes.
public final class Migration: Sendable {
    /// The version its name begins with.
    public let version: MigrationVersion
    /// What it does: its header, its first comment, or its file's name in words.
    public let description: String
    /// The file as shown to people, relative to the project.
    public let file: String
    /// The digest of the normalised text: `v1:sha256:…`.
    public let checksum: String
    /// What is in it; `nil` if the history already knows this text, which is then not read any further.
    public let script: MigrationScript?
    /// Its place in the graph of revisions; `nil` in a folder of numbered files.
    public let revision: Revision?
    /// What it was made of, if it is written in Swift.
    public let code: SwiftMigration?
    /// In whose layout its folder is.
    let layout: LayoutName
    /// Whether it stands for all versions before it.
    let isBaseline: Bool

    init(
        version: MigrationVersion, description: String, file: String, checksum: String, script: MigrationScript?,
        revision: Revision? = nil, code: SwiftMigration? = nil, layout: LayoutName = .martlet, isBaseline: Bool = false
    ) {
        self.version = version
        self.description = description
        self.file = file
        self.checksum = checksum
        self.script = script
        self.revision = revision
        self.code = code
        self.layout = layout
        self.isBaseline = isBaseline
    }

    /// The same migration with other scripts.
    func replacing(_ script: MigrationScript) -> Migration {
        Migration(
            version: version, description: description, file: file, checksum: checksum, script: script,
            revision: revision, code: code, layout: layout, isBaseline: isBaseline)
    }

    /// The file, for messages that mean no line of it; of code, where it is written.
    public var location: SourceLocation { code?.location ?? SourceLocation(file: file) }

    /// Whether the migration is meant for a database of this environment.
    public func belongs(to environment: String?) -> Bool {
        guard let environments = script?.options.environments, !environments.isEmpty else { return true }
        return environment.map(environments.contains) ?? false
    }

    /// The scripts to keep in the history.
    var recordedScripts: RecordedScripts {
        RecordedScripts(up: script?.upText, down: script?.downText)
    }
}

/// What is in a migration file.
public final class MigrationScript: Sendable {
    /// What the file says of how it is run.
    public let options: ScriptOptions
    /// What must be applied before it.
    public let dependencies: [Dependency]
    /// The way forward.
    public let up: Script
    /// The way back; `nil` if the file has none.
    public let down: Script?
    /// The digest of the up statements without comments and white space; `nil` for a file too large to hold.
    public let tokenChecksum: String?
    /// The up text, if it is short enough to keep.
    let upText: String?
    /// The down text, if there is one and it is short enough to keep.
    let downText: String?
    /// The mark under which the way back stands in the same file, or would stand.
    let wayBackMark: String

    init(
        options: ScriptOptions, dependencies: [Dependency], up: Script, down: Script?, tokenChecksum: String?,
        upText: String?, downText: String?, wayBackMark: String = "-- ROLLBACK:"
    ) {
        self.options = options
        self.dependencies = dependencies
        self.up = up
        self.down = down
        self.tokenChecksum = tokenChecksum
        self.upText = upText
        self.downText = downText
        self.wayBackMark = wayBackMark
    }

    /// The same with other statements; what the history keeps stays.
    func replacing(up: Script, down: Script?) -> MigrationScript {
        MigrationScript(
            options: options, dependencies: dependencies, up: up, down: down, tokenChecksum: tokenChecksum,
            upText: upText, downText: downText, wayBackMark: wayBackMark)
    }
}

extension Migration {
    /// Where its way back stands, or would stand; `nil` if its layout has none.
    var placeOfWayBack: String? { layout.placeOfWayBack(from: file, mark: script?.wayBackMark ?? "-- ROLLBACK:") }

    /// What to do if it has none.
    var adviceOnWayBack: String {
        if code != nil { return "give it a way back: SwiftMigration(…) { … } down: { … }" }
        let wayOut = script?.options.isIrreversible == true ? "" : ", or say so: -- martlet: irreversible"
        return (placeOfWayBack.map { "write one into \($0)" } ?? "\(layout.rawValue) knows of none") + wayOut
    }
}

/// One seed file: data, run once for each text it has.
public struct Seed: Sendable {
    /// The file's name without its ending.
    public let name: String
    /// What it does, in words.
    public let description: String
    /// The file as shown to people, relative to the project.
    public let file: String
    /// The digest of the normalised text.
    public let checksum: String
    /// Its statements.
    public let script: Script

    /// Whether the seed is meant for a database of this environment.
    public func belongs(to environment: String?) -> Bool {
        script.options.environments.isEmpty || environment.map(script.options.environments.contains) ?? false
    }
}

/// How digests are written into tables: with the rule they were made by, so that a later rule does not void them.
enum Checksum {
    static func text(_ digest: SHA256Digest) -> String { prefix + digest.hex }

    /// Whether `text` says this digest.
    static func text(_ text: String, says digest: SHA256Digest) -> Bool {
        text.hasPrefix(prefix) && digest.isWritten(in: text.utf8.dropFirst(prefix.utf8.count))
    }

    private static let prefix = "v1:sha256:"

    /// Whether `text` was written by the rule of a newer version, so that nothing can be compared with it here.
    static func isOfNewerRule(_ text: String) -> Bool {
        // Asked of every row of a history: the usual answer comes first, and from bytes.
        if text.utf8.starts(with: "v1:".utf8) { return false }
        // Whatever else stands there was written by a script, and is compared as it is.
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text.utf8.first == UInt8(ascii: "v") else {
            return false
        }
        let number = text.utf8[..<colon].dropFirst()
        return !number.isEmpty && number.allSatisfy(\.isDigit)
    }

    /// The digest of a script's statements alone.
    static func tokens(of text: SourceText) -> String {
        var hasher = SHA256Digest.Hasher()
        TokenNormalForm.feed(text) { hasher.update(UnsafeRawBufferPointer($0)) }
        return self.text(hasher.digest())
    }
}
