public import Testing

/// A page of the documentation, as far as tests read it: its fenced blocks and its code spans.
public struct MarkdownPage: Sendable, CustomTestStringConvertible {
    /// What stands between two fences.
    public struct Block: Sendable {
        /// The first word behind the opening fence: `console`, `sql`; empty if there is none.
        public var language: String
        /// The file that the block is, from `title="…"` behind the language.
        public var title: String?
        /// The number of its first line in the page, from 1.
        public var line: Int
        /// Its lines.
        public var lines: [String]

        /// Its text, with an end of line behind each line.
        public var text: String { lines.map { $0 + "\n" }.joined() }
    }

    /// Its path from the root of the repository.
    public let path: String
    /// Its lines.
    public let lines: [String]
    /// Its blocks, in order.
    public let blocks: [Block]
    /// The code spans of its prose.
    public let codeSpans: [String]

    /// Reads a page; one that is not there is empty.
    public init(_ path: String) {
        let text = TextFile.read(MartletBinary.packageRoot + "/" + path) ?? ""
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var blocks: [Block] = []
        var open: Block?
        var prose = ""
        for (index, line) in lines.enumerated() {
            if open == nil, let hidden = line.wholeMatch(of: /<!-- (\$ .*) -->/) {
                // What a reader need not see, such as the damage that is to be repaired.
                let lines = [String(hidden.1), "…"]
                blocks.append(Block(language: "console", title: nil, line: index + 1, lines: lines))
                continue
            }
            guard line.hasPrefix("```") else {
                if open == nil { prose += line + "\n" } else { open?.lines.append(line) }
                continue
            }
            if let block = open {
                blocks.append(block)
                open = nil
            } else {
                let words = line.dropFirst(3).split(separator: " ", maxSplits: 1)
                open = Block(
                    language: words.first.map(String.init) ?? "",
                    title: line.firstMatch(of: /title="([^"]+)"/).map { String($0.1) }, line: index + 2, lines: [])
            }
        }
        self.blocks = blocks
        // A span may go on in the next line, but not beyond its paragraph.
        codeSpans = prose.matches(of: /`([^`]+)`/).map {
            $0.1.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
    }

    /// The name of the page in the output of a test.
    public var testDescription: String { path }

    /// The pages of the documentation, and those beside it that show commands.
    public static let all: [MarkdownPage] = {
        let found = Program.run(
            ["find", "docs", "Projects", "Sources", "README.md", "CONTRIBUTING.md", "SECURITY.md", "-name", "*.md"],
            in: MartletBinary.packageRoot)
        return found.output.split(separator: "\n").sorted().map { MarkdownPage(String($0)) }
    }()

    /// The pages below a folder.
    public static func all(in folder: String) -> [MarkdownPage] { all.filter { $0.path.hasPrefix(folder + "/") } }
}
