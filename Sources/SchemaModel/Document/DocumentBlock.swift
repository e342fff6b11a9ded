internal import SQLText

/// A part of a document, whatever format it is written in.
enum DocumentBlock: Sendable, Hashable {
    /// A heading from level 1 on; with the object that it begins to describe.
    case heading(Int, [DocumentText], of: DocumentTarget? = nil)
    /// Sentences. Lines of their own stay such.
    case paragraph([[DocumentText]])
    /// What is said of the whole document.
    case quotation([DocumentText])
    /// Items, with numbers or without.
    case list([[DocumentText]], isNumbered: Bool = false)
    /// Rows below a heading for each column.
    case table([String], [[[DocumentText]]])
    /// Text that stands as it is, and its language.
    case code(String, language: String)
    /// A picture of the whole schema, or of a table and its neighbours.
    case diagram(of: ObjectName?)
    /// A line between two parts.
    case rule
}

/// A piece of text in one manner.
enum DocumentText: Sendable, Hashable {
    case plain(String)
    case strong(String)
    case emphasis(String)
    /// Names and SQL.
    case code(String)
    /// Leads to where an object is described.
    case link([DocumentText], DocumentTarget)
}

extension DocumentText: ExpressibleByStringLiteral {
    /// Plain text.
    init(stringLiteral text: String) { self = .plain(text) }
}

/// An object that has a place of its own in a document.
enum DocumentTarget: Sendable, Hashable {
    case table(ObjectName)
    case view(ObjectName)
    /// A part of the first page.
    case section(String)
}

extension [DocumentText] {
    /// Several texts with a comma between them.
    static func joined(_ texts: [[DocumentText]], with separator: String = ", ") -> [DocumentText] {
        texts.enumerated().flatMap { $0.offset == 0 ? $0.element : [.plain(separator)] + $0.element }
    }

    /// Names, a comma between them.
    static func names(_ names: [String]) -> [DocumentText] { joined(names.map { [.code($0)] }) }
}

extension [DocumentText] {
    /// Sentences of a person, with what stands between backticks as code.
    static func prose(_ text: String) -> [DocumentText] {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        let isPaired = parts.count % 2 == 1 && !parts.enumerated().contains { $0.offset % 2 == 1 && $0.element.isEmpty }
        if !isPaired { return [.plain(text)] }
        return parts.enumerated().filter { !$0.element.isEmpty }.map { place, part in
            place % 2 == 1 ? .code(String(part)) : .plain(String(part))
        }
    }
}

extension DocumentBlock {
    /// A heading that content is to come under.
    static func label(_ text: String) -> DocumentBlock { .paragraph([[.strong(text + ":")]]) }

    /// The paragraphs of a text that somebody wrote; blanks before a line would make it code in Markdown.
    static func paragraphs(_ text: String?) -> [DocumentBlock] {
        guard let text else { return [] }
        let parts = text.visibleLines.split { $0.allSatisfy { $0 == " " } }
        return parts.map { .paragraph($0.map { line in .prose(String(line.drop { $0 == " " })) }) }
    }
}
