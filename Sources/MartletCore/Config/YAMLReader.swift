import CYAML
import SQLText

/// Reads the strict part of YAML that configuration needs: one document of mappings, lists and text.
///
/// Anchors, aliases, tags, directives, keys given twice and keys that are no text are refused.
package struct YAMLReader: ~Copyable {
    /// How deep mappings and lists may stand in each other.
    package static var maximumDepth: Int { 32 }

    private let file: ConfigText
    private var events: YAMLEvents

    /// Reads `file`.
    package static func read(_ file: ConfigText) throws(MartletError) -> YAMLNode {
        var reader = YAMLReader(file)
        return try reader.document()
    }

    private init(_ file: ConfigText) {
        self.file = file
        events = YAMLEvents(file)
    }

    private mutating func document() throws(MartletError) -> YAMLNode {
        if let end = file.foreignLineEnd {
            throw file.fault(
                "\(end.name) ends a line in YAML, and nowhere else", at: end.position,
                help: "write a line feed or a space in its place", isStrict: true)
        }
        _ = try events.next()  // the start of the stream
        var event = try events.next()
        if event.type == YAML_STREAM_END_EVENT {
            throw MartletError(.config, "\(file.name) is empty", help: "martlet init writes one to start from")
        }
        if event.hasDirectives {
            throw file.fault("YAML directives are not supported", at: SourcePosition(line: 1, column: 1))
        }
        event = try events.next()
        let root = try node(event, depth: 0)
        _ = try events.next()  // the end of the document
        event = try events.next()
        guard event.type == YAML_STREAM_END_EVENT else {
            throw file.fault("a second document begins here: one file holds one", at: event.position, length: 3)
        }
        return root
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(MartletError) -> YAMLNode {
        if let feature = event.refusedFeature {
            throw file.fault(
                "\(feature) are not supported here", at: event.position, help: "write the value itself")
        }
        guard depth <= Self.maximumDepth else {
            throw file.fault("more than \(Self.maximumDepth) levels of nesting", at: event.position)
        }
        switch event.type {
        case YAML_SCALAR_EVENT: return .scalar(event.scalar)
        case YAML_SEQUENCE_START_EVENT: return .sequence(try sequence(event, depth: depth))
        case YAML_MAPPING_START_EVENT: return .mapping(try mapping(event, depth: depth))
        default: throw file.fault("a value was expected here", at: event.position)
        }
    }

    private mutating func sequence(_ start: YAMLEvent, depth: Int) throws(MartletError) -> YAMLSequence {
        var items: [YAMLNode] = []
        while true {
            let event = try events.next()
            if event.type == YAML_SEQUENCE_END_EVENT { break }
            items.append(try node(event, depth: depth + 1))
        }
        return YAMLSequence(items: items, position: start.position)
    }

    private mutating func mapping(_ start: YAMLEvent, depth: Int) throws(MartletError) -> YAMLMapping {
        var entries: [YAMLMapping.Entry] = []
        var seen = SeenKeys()
        while true {
            let event = try events.next()
            if event.type == YAML_MAPPING_END_EVENT { break }
            guard case .scalar(let key) = try node(event, depth: depth + 1), !key.isNull else {
                throw file.fault("a key must be text", at: event.position)
            }
            if let first = seen.insert(key, after: entries) {
                throw file.fault(
                    "the key \(ConfigText.shown(key.text)) is given twice", at: key,
                    notes: ["first given at \(file.name):\(first.line):\(first.column)"])
            }
            entries.append(.init(key: key, value: try node(events.next(), depth: depth + 1)))
        }
        return YAMLMapping(entries: entries, position: start.position)
    }
}

/// Finds a key that is given twice.
private struct SeenKeys {
    // A set type of its own costs the start of the program more than looking through a few keys.
    private var positions: [String: SourcePosition] = [:]

    /// Where the key was given before; `nil` if it is new.
    mutating func insert(_ key: YAMLScalar, after entries: [YAMLMapping.Entry]) -> SourcePosition? {
        if entries.count < 32 { return entries.first { $0.key.text == key.text }?.key.position }
        if positions.isEmpty { for entry in entries { positions[entry.key.text] = entry.key.position } }
        return positions.updateValue(key.position, forKey: key.text)
    }
}

/// One event of the parser, copied out of it.
private struct YAMLEvent {
    var type: yaml_event_type_t
    var position: SourcePosition
    var scalar = YAMLScalar(
        text: "", isQuoted: false, position: SourcePosition(line: 1, column: 1), length: 1, isVerbatim: false)
    /// What the event uses that is not part of our YAML, in words.
    var refusedFeature: String?
    var hasDirectives = false

    init(_ event: yaml_event_t) {
        type = event.type
        position = SourcePosition(line: event.start_mark.line + 1, column: event.start_mark.column + 1)
        let data = event.data
        switch type {
        case YAML_SCALAR_EVENT:
            refusedFeature = Self.feature(anchor: data.scalar.anchor, tag: data.scalar.tag)
            scalar = Self.scalar(event, at: position)
        case YAML_SEQUENCE_START_EVENT:
            refusedFeature = Self.feature(anchor: data.sequence_start.anchor, tag: data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT:
            refusedFeature = Self.feature(anchor: data.mapping_start.anchor, tag: data.mapping_start.tag)
        case YAML_ALIAS_EVENT:
            refusedFeature = "aliases (*name)"
        case YAML_DOCUMENT_START_EVENT:
            let start = data.document_start
            hasDirectives = start.version_directive != nil || start.tag_directives.start != start.tag_directives.end
        default:
            break
        }
    }

    private static func feature(
        anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?
    ) -> String? {
        if anchor != nil { return "anchors (&name)" }
        return tag != nil ? "tags (!name)" : nil
    }

    private static func scalar(_ event: yaml_event_t, at position: SourcePosition) -> YAMLScalar {
        let scalar = event.data.scalar
        let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
        let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
        let isOneLine = event.start_mark.line == event.end_mark.line
        let width = isOneLine ? event.end_mark.column - event.start_mark.column : 1
        return YAMLScalar(
            text: text, isQuoted: !isPlain, position: position, length: max(width, 1),
            isVerbatim: isOneLine && text.unicodeScalars.count == (isPlain ? width : width - 2))
    }
}

/// The parser, and the bytes it reads.
private struct YAMLEvents: ~Copyable {
    // The parser keeps a pointer to itself, so it must not move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private let file: ConfigText

    init(_ file: ConfigText) {
        self.file = file
        parser = .allocate(capacity: 1)
        bytes = .allocate(capacity: file.source.utf8.count)
        _ = bytes.initialize(from: file.source.utf8)
        let status = yaml_parser_initialize(parser)
        precondition(status == 1, "out of memory")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        bytes.deallocate()
    }

    mutating func next() throws(MartletError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw fault() }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(event)
    }

    private func fault() -> MartletError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
        if parser.pointee.error == YAML_READER_ERROR {
            let offset = SourceOffset(utf8: parser.pointee.problem_offset)
            return file.fault("not valid YAML: \(problem)", at: file.source.position(of: offset), isStrict: true)
        }
        let context = parser.pointee.context.map { String(cString: $0) }
        // What is never closed is noticed at the end of the file; it was opened at the other mark.
        let isAtEnd = problem.contains("unexpected end of stream") || problem.contains("unexpected document indicator")
        let mark = isAtEnd && context != nil ? parser.pointee.context_mark : parser.pointee.problem_mark
        let position = SourcePosition(line: mark.line + 1, column: mark.column + 1)
        let begun = parser.pointee.context_mark.line + 1
        let notes =
            isAtEnd || begun == position.line ? [] : context.map { ["\($0) that begins in line \(begun)"] } ?? []
        return file.fault(
            "not valid YAML: \(problem)" + (isAtEnd ? context.map { " \($0)" } ?? "" : ""), at: position,
            notes: notes, help: help(problem, at: position), isStrict: true)
    }

    private func help(_ problem: String, at position: SourcePosition) -> String? {
        if problem == "found character that cannot start any token" {
            let character = file.line(position.line)?.unicodeScalars.dropFirst(position.column - 1).first
            return character == "\t" ? "indent with spaces, not tabs" : "put the value in quotes"
        }
        return problem.hasPrefix("mapping values are not allowed") ? "put a value that holds ': ' in quotes" : nil
    }
}
