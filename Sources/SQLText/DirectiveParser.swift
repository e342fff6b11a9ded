/// Reads the text of one comment line.
///
/// Works on bytes, as most comments of most files are no directives.
struct DirectiveParser {
    typealias Result = (kind: Directive.Kind, options: [DirectiveOption])

    private let bytes: UnsafeBufferPointer<UInt8>
    private let offset: Int

    init(_ content: UnsafeBufferPointer<UInt8>, at offset: Int) {
        bytes = content
        self.offset = offset
    }

    func parse() -> Result? {
        let found = known()
        switch found?.kind {
        case nil, .header: return mistaken() ?? found
        default: return found
        }
    }

    private func known() -> Result? {
        if hasPrefix("martlet") { return martlet(wordEnd: 7) }
        if hasPrefix("migrate:"), bytes.count > 8, !bytes[8].isSpace { return mark("migrate:", .dbmate) }
        if hasPrefix("rollback"), let marker = rollback(wordEnd: 8) { return marker }
        return header()
    }

    // MARK: Section marks and options

    /// `martlet:up`, `martlet: key=value`.
    ///
    /// Whatever else has the name and a colon, or the name and what only could stand behind one, is a
    /// mistake: to skip it in silence would run a file in another way than it says.
    private func martlet(wordEnd: Int) -> Result? {
        let colon = skipSpace(from: wordEnd)
        guard colon < bytes.count, bytes[colon] == Byte.colon else {
            let word = text(colon..<wordLimit(from: colon)).lowercased()
            guard colon > wordEnd else { return header() }
            if word.contains("=") { return unknown(0..<bytes.count, "martlet: " + text(colon..<bytes.count)) }
            guard word == "up" || word == "down", wordLimit(from: colon) == bytes.count else { return header() }
            return unknown(0..<bytes.count, "martlet:" + word)
        }
        let start = skipSpace(from: colon + 1)
        if colon == wordEnd, start == colon + 1, start < bytes.count { return mark("martlet:", .martlet) }
        let word = text(start..<wordLimit(from: start)).lowercased()
        if word == "up" || word == "down" { return unknown(0..<wordLimit(from: start), "martlet:" + word) }
        guard colon == wordEnd, isExactly("martlet:", upTo: colon + 1) else {
            return unknown(0..<colon + 1, "martlet:")
        }
        return options(from: start, separator: Byte.equals, as: .options)
    }

    private func mark(_ prefix: StaticString, _ style: DirectiveStyle) -> Result {
        let start = prefix.utf8CodeUnitCount
        let end = wordLimit(from: start)
        let word = text(start..<end)
        let separator = style == .martlet ? Byte.equals : Byte.colon
        if isExactly(prefix, upTo: start) {
            if word == "up" { return options(from: end, separator: separator, as: .up(style)) }
            if word == "down" { return options(from: end, separator: separator, as: .down(style)) }
            if word == "allow", style == .martlet { return (.allowance(text(skipSpace(from: end)..<bytes.count)), []) }
        }
        if style == .martlet, word.utf8.contains(Byte.equals) { return unknown(0..<end, "martlet: " + word) }
        let known = closestMatch(to: word, among: style == .martlet ? ["up", "down", "allow"] : ["up", "down"])
        return unknown(0..<end, known.map { "\(prefix)" + $0 })
    }

    private func options(from start: Int, separator: UInt8, as kind: Directive.Kind) -> Result {
        var options: [DirectiveOption] = []
        var index = skipSpace(from: start)
        while index < bytes.count {
            var keyEnd = index
            while keyEnd < bytes.count, !bytes[keyEnd].isSpace, bytes[keyEnd] != separator { keyEnd += 1 }
            let place = SourceOffset(utf8: offset + index)
            guard keyEnd > index else { return (.malformed(.missingKey, place), []) }
            let key = text(index..<keyEnd)
            var value: String?
            index = keyEnd
            if keyEnd < bytes.count, bytes[keyEnd] == separator {
                guard let range = valueRange(from: keyEnd + 1) else {
                    return (.malformed(.unterminatedQuote, SourceOffset(utf8: offset + keyEnd + 1)), [])
                }
                value = text(range.inner)
                index = range.end
            }
            options.append(DirectiveOption(key: key, value: value, offset: place))
            index = skipSpace(from: index)
        }
        return (kind, options)
    }

    /// A value runs to the next blank, or from one quotation mark to the next of its kind.
    private func valueRange(from start: Int) -> (inner: Range<Int>, end: Int)? {
        guard start < bytes.count, bytes[start] == Byte.doubleQuote || bytes[start] == Byte.quote else {
            let end = wordLimit(from: start)
            return (start..<end, end)
        }
        guard let close = bytes[(start + 1)...].firstIndex(of: bytes[start]) else { return nil }
        return (start + 1..<close, close + 1)
    }

    // MARK: Rollback and headers

    private func rollback(wordEnd: Int) -> Result? {
        if wordEnd < bytes.count, bytes[wordEnd] == Byte.colon {
            return (.rollback(rest: text(skipSpace(from: wordEnd + 1)..<bytes.count)), [])
        }
        let next = skipSpace(from: wordEnd)
        let isAlone = next == bytes.count
        guard isAlone || (next > wordEnd && bytes[next] == Byte.colon) else { return nil }
        return unknown(0..<(isAlone ? next : next + 1), "ROLLBACK:")
    }

    /// `Key: value`, where the key is one to three words; a colon inside a URL makes no header.
    private func header() -> Result? {
        var words = 0
        var index = 0
        while words < 3, index < bytes.count, bytes[index].isLetter {
            while index < bytes.count, bytes[index].isLetter || bytes[index].isDigit || isJoiner(bytes[index]) {
                index += 1
            }
            words += 1
            guard index < bytes.count else { return nil }
            if bytes[index] == Byte.colon {
                let start = skipSpace(from: index + 1)
                let isURL = start == index + 1 && start < bytes.count && bytes[start] == Byte.slash
                return isURL ? nil : (.header(key: text(0..<index), value: text(start..<bytes.count)), [])
            }
            guard bytes[index] == Byte.space else { return nil }
            index += 1
        }
        return nil
    }

    private func isJoiner(_ byte: UInt8) -> Bool { byte == Byte.minus || byte == Byte.underscore }

    // MARK: Mistakes

    /// What is no directive of Martlet's, but is not likely to be prose.
    ///
    /// Most comments are, and are left after their first byte or because of their length.
    private func mistaken() -> Result? {
        guard let first = bytes.first, bytes.count <= 200, Self.suspects.contains(first) else { return nil }
        let content = text(0..<bytes.count)
        if let tool = ForeignMark.tool(content) { return (.foreign(tool: tool), []) }
        return Lookalike(content).map { (.lookalike($0), []) }
    }

    /// What a mark of another tool, or a misspelt directive, begins with.
    private static let suspects = Set("rRdDmMuUlL+/@!-=*#~".utf8)

    // MARK: Bytes

    private func hasPrefix(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        return bytes.count >= count && isWord(UnsafeBufferPointer(rebasing: bytes[..<count]), word)
    }

    private func isExactly(_ prefix: StaticString, upTo end: Int) -> Bool {
        bytes[..<end].elementsEqual(UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount))
    }

    private func skipSpace(from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index].isSpace { index += 1 }
        return index
    }

    private func wordLimit(from start: Int) -> Int {
        var index = start
        while index < bytes.count, !bytes[index].isSpace { index += 1 }
        return index
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func unknown(_ range: Range<Int>, _ suggestion: String?) -> Result {
        (.unknown(text(range), suggestion: suggestion), [])
    }
}
