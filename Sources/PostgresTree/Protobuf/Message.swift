/// The namespace of what `pg_query.proto` declares.
enum Proto {}

/// The fields of a message, each with its number.
protocol ProtoMessage: RawRepresentable<Int>, CaseIterable {}

/// A message of libpg_query, read where it lies: a field is looked for each time it is asked for.
///
/// What nobody asks for is stepped over whole, however deep it goes.
/// Coding: <https://protobuf.dev/programming-guides/encoding/>
struct Message<Field: ProtoMessage> {
    let bytes: UnsafeRawBufferPointer

    /// A text; empty if it is not there, as the format has it.
    func string(_ field: Field) -> String {
        first(field).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// A text, `nil` if it is empty.
    func name(_ field: Field) -> String? {
        let text = string(field)
        return text.isEmpty ? nil : text
    }

    func int(_ field: Field) -> Int {
        var reader = FieldReader(bytes)
        while let next = reader.next() {
            if next.number == field.rawValue { return next.value }
        }
        return 0
    }

    func flag(_ field: Field) -> Bool { int(field) != 0 }

    /// The value of an enumeration; `nil` for one that nobody reads.
    func value<Value: RawRepresentable<Int>>(_ field: Field) -> Value? { Value(rawValue: int(field)) }

    func message<Inner: ProtoMessage>(_ field: Field, _ type: Inner.Type) -> Message<Inner>? {
        first(field).map { Message<Inner>(bytes: $0) }
    }

    func node(_ field: Field) -> Node? { first(field).flatMap { Node($0) } }

    func nodes(_ field: Field) -> [Node] { all(field).compactMap { Node($0) } }

    func messages<Inner: ProtoMessage>(_ field: Field, _ type: Inner.Type) -> [Message<Inner>] {
        nodes(field).map { $0.message(type) }
    }

    /// The texts of a list of `String` nodes.
    func strings(_ field: Field) -> [String] {
        nodes(field).filter { $0.kind == .string }.map { $0.message(Proto.String.self).string(.sval) }
    }

    private func first(_ field: Field) -> UnsafeRawBufferPointer? {
        var reader = FieldReader(bytes)
        while let next = reader.next() {
            if next.number == field.rawValue { return next.body }
        }
        return nil
    }

    func all(_ field: Field) -> [UnsafeRawBufferPointer] {
        var reader = FieldReader(bytes)
        var found: [UnsafeRawBufferPointer] = []
        while let next = reader.next() {
            if next.number == field.rawValue, let body = next.body { found.append(body) }
        }
        return found
    }
}

/// A message that says of what kind it is.
struct Node {
    let kind: NodeKind?
    let body: UnsafeRawBufferPointer

    /// Reads a `Node`; `nil` for the empty one that stands for NULL.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var reader = FieldReader(bytes)
        guard let field = reader.next(), let body = field.body else { return nil }
        kind = NodeKind(rawValue: field.number)
        self.body = body
    }

    /// The node as the message of its kind.
    func message<Field: ProtoMessage>(_ type: Field.Type) -> Message<Field> { Message(bytes: body) }
}

/// Goes from field to field of a message.
struct FieldReader {
    private var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    /// The next field: a number, or bytes.
    mutating func next() -> (number: Int, value: Int, body: UnsafeRawBufferPointer?)? {
        guard !rest.isEmpty else { return nil }
        let tag = varint()
        let value = varint()
        guard tag & 7 == 2 else { return (tag >> 3, value, nil) }
        let body = UnsafeRawBufferPointer(rebasing: rest.prefix(value))
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(value))
        return (tag >> 3, value, body)
    }

    private mutating func varint() -> Int {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var index = 0
        while index < rest.count {
            let byte = rest[index]
            index += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(index))
        return Int(truncatingIfNeeded: value)
    }
}
