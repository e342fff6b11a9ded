internal import SQLText

/// The comment lines at the top of a file that make it a revision of a graph.
struct RevisionHeader: Sendable {
    let revision: Revision
    /// Where `-- Revision:` stands.
    let place: SourceLocation
    /// Where each parent is named, in their order.
    let parentPlaces: [SourceLocation]

    /// No more than this is looked through for a header, in bytes.
    static let limit = 1 << 16

    /// Reads the lines above the first that is neither blank nor a comment.
    ///
    /// - Returns: `nil` if none of them is `-- Revision:`, so that the file is no revision.
    /// - Throws: what is wrong with the lines of one that is.
    static func read(_ bytes: some Collection<UInt8>, in file: String) throws(MartletError) -> RevisionHeader? {
        // What is no text is told by whoever reads the whole file.
        let top = top(of: bytes)
        guard mentionsRevision(top), let text = try? SourceText(bytes: top, name: file) else { return nil }
        var reader = HeaderReader(text: text)
        text.forEachHeaderLine { reader.take($0, $1) }
        return try reader.header()
    }

    /// Most files are none, and are left here.
    private static func mentionsRevision(_ bytes: [UInt8]) -> Bool {
        let word = Array("revision".utf8)
        guard bytes.count >= word.count else { return false }
        return (0...bytes.count - word.count).contains { start in
            word.indices.allSatisfy { bytes[start + $0] | 0x20 == word[$0] }
        }
    }

    /// The lines that may be the header, without the rest of the file.
    static func top(of bytes: some Collection<UInt8>) -> [UInt8] {
        var top: [UInt8] = []
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let rest = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        for line in rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let visible = line.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
            guard visible.isEmpty || visible.starts(with: "--".utf8) else { break }
            top += line + [UInt8(ascii: "\n")]
        }
        return top
    }
}

/// Gathers what the lines of a header say.
private struct HeaderReader {
    let text: SourceText
    private var id: (text: String, place: SourceLocation)?
    private var parents: [(id: MigrationVersion, place: SourceLocation)] = []
    private var notes: ScriptNotesReader
    private var problems: [Diagnostic] = []

    init(text: SourceText) {
        self.text = text
        notes = ScriptNotesReader(text: text)
    }

    mutating func take(_ line: CommentLine, _ directive: Directive?) {
        notes.take(line, directive)
        guard case .header(let key, let value)? = directive?.kind else { return }
        switch key.lowercased() {
        case "revision": takeRevision(value, line)
        case "parent": takeParents(value, line)
        case let word where word == "revises" || Lookalike.isNear(word, "parent") || Lookalike.isNear(word, "revision"):
            let meant = Lookalike.isNear(key, "revision") ? "Revision" : "Parent"
            problem(
                .directive, "there is no directive `\(key):` in a revision", line,
                "did you mean `-- \(meant): \(value)`?")
        default: break
        }
    }

    private mutating func takeRevision(_ value: String, _ line: CommentLine) {
        if id != nil {
            problem(.directive, "a second `-- Revision:` line", line, "a file is one revision: keep one of them")
        } else if !Revision.isIdentifier(value) {
            problem(
                .directive, "`\(PrintableText.escaping(value))` is no id of a revision", line,
                "an id is letters and digits: -- Revision: 25698f3f906f")
        }
        id = id ?? (value, place(line))
    }

    /// `-- Parent: None` says that there is none, as Alembic writes it.
    private mutating func takeParents(_ value: String, _ line: CommentLine) {
        guard !value.lowercased().hasPrefix("none") else { return }
        for item in value.split(separator: ",").map({ $0.trimmingBlanks }) where !item.isEmpty {
            guard Revision.isIdentifier(item) else {
                problem(
                    .directive, "`\(PrintableText.escaping(item))` is no id of a revision", line,
                    "several parents are separated by commas: -- Parent: 25698f3f906f, d8cfd3cb4083")
                continue
            }
            let parent = MigrationVersion(item)
            if !parents.contains(where: { $0.id == parent }) { parents.append((parent, place(line))) }
        }
    }

    private func place(_ line: CommentLine) -> SourceLocation {
        text.location(of: line.offset, length: text.text(in: line.range).unicodeScalars.count)
    }

    private mutating func problem(_ code: ErrorCode, _ message: String, _ line: CommentLine, _ help: String) {
        problems.append(
            Diagnostic(code, message, at: place(line), notes: [Diagnostic.nothingChanged], help: help))
    }

    func header() throws(MartletError) -> RevisionHeader? {
        guard let id else { return nil }
        if !problems.isEmpty { throw MartletError(problems) }
        let revision = Revision(
            id: MigrationVersion(id.text), parents: parents.map(\.id), date: notes.notes.date,
            changes: notes.notes.changes, safety: notes.notes.safety)
        return RevisionHeader(revision: revision, place: id.place, parentPlaces: parents.map(\.place))
    }
}
