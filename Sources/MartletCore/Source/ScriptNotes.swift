internal import SQLText

/// What the comment lines at the top of a script say of it beside its name, for people.
struct ScriptNotes: Sendable, Hashable {
    /// When it was written, as `-- Date:` or `-- Created:` has it; empty without such a line.
    var date = ""
    /// What it changes, an entry each, as `-- Changes:` lists them.
    var changes: [String] = []
    /// What there is to say of its safety, an entry each, as `-- Safety:` lists it.
    var safety: [String] = []
    /// What `-- Data Migration:` says it does to rows; `nil` without that line.
    var dataMigration: String?

    /// Notes of a script that says nothing.
    init() {}

    /// Reads the lines above the first that is neither blank nor a comment.
    init(_ bytes: some Collection<UInt8>, in file: String) {
        let top = RevisionHeader.top(of: bytes)
        guard let text = try? SourceText(bytes: top, name: file) else { return }
        var reader = ScriptNotesReader(text: text)
        text.forEachHeaderLine { reader.take($0, $1) }
        self = reader.notes
    }
}

/// Gathers notes line by line.
struct ScriptNotesReader {
    let text: SourceText
    private(set) var notes = ScriptNotes()
    private var list: WritableKeyPath<ScriptNotes, [String]>?
    /// Where the line before ends.
    private var end = 0

    init(text: SourceText) { self.text = text }

    mutating func take(_ line: CommentLine, _ directive: Directive?) {
        // A blank line ends a list.
        if text.utf8[end..<line.range.lowerBound].count(where: { $0 == UInt8(ascii: "\n") }) > 1 { list = nil }
        end = line.range.upperBound
        guard case .header(let key, let value)? = directive?.kind else { return takeItem(line) }
        list = nil
        switch key.lowercased() {
        case "date": notes.date = value
        case "created" where notes.date.isEmpty: notes.date = value
        case "data migration": notes.dataMigration = value
        case "changes": begin(\.changes, value)
        case "safety": begin(\.safety, value)
        default: break
        }
    }

    private mutating func begin(_ list: WritableKeyPath<ScriptNotes, [String]>, _ value: String) {
        self.list = list
        if !value.isEmpty { notes[keyPath: list].append(value) }
    }

    private mutating func takeItem(_ line: CommentLine) {
        let content = text.text(in: line.content)
        guard let list, content.hasPrefix("- ") else {
            list = nil
            return
        }
        notes[keyPath: list].append(content.dropFirst(2).trimmingBlanks)
    }
}

extension SourceText {
    /// Calls `body` with each comment line, and with the directive that it is, if it is one.
    func forEachHeaderLine(_ body: (CommentLine, Directive?) -> Void) {
        let keys = Dictionary(Directive.all(in: self).map { ($0.line, $0) }) { first, _ in first }
        for line in CommentLines.all(in: self) { body(line, keys[line]) }
    }
}
