import SQLText

/// A file of variables, `.env`: one `NAME=VALUE` per line.
///
/// `export` may stand before the name. A value is bare text up to ` #`, text in single quotes taken as it is, or text
/// in double quotes with `\n`, `\r`, `\t`, `\"`, `\\` and `\$`; quoted text may span lines. Nothing is expanded:
/// `$HOME` is five characters. Errors name the variable and the line, and never show a value.
package struct EnvFile: Sendable, Hashable {
    /// The variables.
    package let variables: [String: String]
    /// The file as shown to people.
    package let name: String

    /// Reads the bytes of a file.
    package init(bytes: [UInt8], name: String) throws(MartletError) {
        guard bytes.count <= ConfigText.sizeLimit else {
            throw MartletError(.environment, "\(name) is larger than 1 MiB, too large for a file of variables")
        }
        let source: SourceText
        do throws(SourceTextError) {
            source = try SourceText(bytes: bytes, name: name)
        } catch {
            throw MartletError(.environment, "\(name) is not UTF-8 text", help: "save the file as UTF-8")
        }
        var parser = EnvParser(text: source.string.unicodeScalars, name: name)
        self.name = name
        variables = try parser.parse()
    }

    /// Reads a file; `nil` if there is none.
    package static func load(_ path: FilePath, shownAs name: String) throws(MartletError) -> EnvFile? {
        guard try FileSystem.info(of: path) != nil else { return nil }
        let bytes: [UInt8]
        do throws(MartletError) {
            bytes = try FileSystem.read(path, limit: ConfigText.sizeLimit)
        } catch {
            throw MartletError(error.diagnostics.map { Diagnostic(.environment, $0.message, help: $0.help) })
        }
        return try EnvFile(bytes: bytes, name: name)
    }
}

private struct EnvParser {
    private let text: [Unicode.Scalar]
    private let name: String
    private var index = 0
    private var line = 1
    private var lineStart = 0

    init(text: String.UnicodeScalarView, name: String) {
        self.text = Array(text)
        self.name = name
    }

    private var current: Unicode.Scalar? { index < text.count ? text[index] : nil }
    private var position: SourcePosition { SourcePosition(line: line, column: index - lineStart + 1) }

    mutating func parse() throws(MartletError) -> [String: String] {
        var variables: [String: String] = [:]
        var lines: [String: Int] = [:]
        while current != nil {
            skipBlanks()
            if current == "#" { skipLine() }
            if current == "\n" {
                advance()
                continue
            }
            if current == nil { break }
            let start = position
            let key = try key(at: start)
            if let first = lines.updateValue(start.line, forKey: key) {
                throw fault("\(key) is set twice", at: start, notes: ["first set in line \(first)"])
            }
            variables[key] = try value(of: key)
        }
        return variables
    }

    private mutating func key(at start: SourcePosition) throws(MartletError) -> String {
        var key = word()
        if key == "export", current == " " || current == "\t" {
            skipBlanks()
            key = word()
        }
        let isSound = key.utf8.first.map { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") } ?? false
        skipBlanks()
        // The line is not shown, not even its beginning: it may be the second line of a secret.
        guard isSound, current == "=" else {
            throw fault("this line is not NAME=VALUE", at: start, help: "start a comment with #")
        }
        advance()
        skipBlanks()
        return key
    }

    private mutating func value(of key: String) throws(MartletError) -> String {
        guard let quote = current, quote == "\"" || quote == "'" else { return bareValue() }
        let start = position
        advance()
        var value = String.UnicodeScalarView()
        while let scalar = current, scalar != quote {
            advance()
            if scalar == "\\", quote == "\"", let escaped = current {
                advance()
                value.append(contentsOf: Self.unescaped(escaped))
            } else {
                value.append(scalar)
            }
        }
        guard current == quote else {
            throw fault("the quote that begins the value of \(key) is never closed", at: start)
        }
        advance()
        let end = position
        skipBlanks()
        if current == "#" { skipLine() }
        guard current == nil || current == "\n" else {
            throw fault("there is text after the closing quote of \(key)", at: end)
        }
        return String(value)
    }

    private mutating func bareValue() -> String {
        var value = String.UnicodeScalarView()
        var previous = text[index - 1]  // `=` or the blank after it
        while let scalar = current, scalar != "\n" {
            if scalar == "#", previous == " " || previous == "\t" {
                skipLine()
                break
            }
            value.append(scalar)
            previous = scalar
            advance()
        }
        while let last = value.last, last == " " || last == "\t" { value.removeLast() }
        return String(value)
    }

    private static func unescaped(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
        switch scalar {
        case "n": "\n".unicodeScalars
        case "r": "\r".unicodeScalars
        case "t": "\t".unicodeScalars
        case "\"", "\\", "$": String(scalar).unicodeScalars
        default: "\\\(scalar)".unicodeScalars
        }
    }

    private mutating func word() -> String {
        var word = String.UnicodeScalarView()
        while let scalar = current, Interpolation.isNameScalar(scalar) {
            word.append(scalar)
            advance()
        }
        return String(word)
    }

    private mutating func advance() {
        if current == "\n" {
            line += 1
            lineStart = index + 1
        }
        index += 1
    }

    private mutating func skipBlanks() {
        while current == " " || current == "\t" { advance() }
    }

    private mutating func skipLine() {
        while let scalar = current, scalar != "\n" { advance() }
    }

    private func fault(
        _ message: String, at position: SourcePosition, notes: [String] = [], help: String? = nil
    ) -> MartletError {
        MartletError(
            .environment, message, at: SourceLocation(file: name, position: position), notes: notes, help: help)
    }
}
