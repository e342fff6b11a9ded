extension JSONValue {
    /// The JSON of a value: names of properties in small letters with underscores, keys of dictionaries as they are.
    package init(encoding value: some Encodable) throws {
        let node = EncodingNode()
        try node.encode(value)
        self = node.json
    }
}

/// One value of a document that is being written: an object, a list or a single one, whichever it turns out to be.
private final class EncodingNode: Encoder {
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    fileprivate var single = JSONValue.null
    private var members: [String: EncodingNode]?
    private var items: [EncodingNode]?

    /// What was written.
    var json: JSONValue {
        if let members { return .object(members.mapValues(\.json)) }
        return items.map { .array($0.map(\.json)) } ?? single
    }

    func encode(_ value: some Encodable) throws {
        // A dictionary's keys are data, not names of properties.
        if let dictionary = value as? [String: String] {
            single = .object(dictionary.mapValues(JSONValue.string))
        } else {
            try value.encode(to: self)
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        members = members ?? [:]
        return KeyedEncodingContainer(EncodedObject<Key>(node: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        items = items ?? []
        return EncodedList(node: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { EncodedValue(node: self) }

    /// The node of a member, which is there from now on.
    fileprivate func member(_ key: some CodingKey) -> EncodingNode {
        let node = EncodingNode()
        members?[key.stringValue.withUnderscores] = node
        return node
    }

    /// The node of one more item.
    fileprivate func item() -> EncodingNode {
        let node = EncodingNode()
        items?.append(node)
        return node
    }

    fileprivate var itemCount: Int { items?.count ?? 0 }
}

private struct EncodedObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: EncodingNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { node.member(key).single = .null }

    func encode(_ value: some Encodable, forKey key: Key) throws { try node.member(key).encode(value) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        node.member(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { node.member(key).unkeyedContainer() }

    func superEncoder() -> any Encoder { node }

    func superEncoder(forKey key: Key) -> any Encoder { node.member(key) }
}

private struct EncodedList: UnkeyedEncodingContainer {
    let node: EncodingNode
    var codingPath: [any CodingKey] { [] }
    var count: Int { node.itemCount }

    func encodeNil() { node.item().single = .null }

    func encode(_ value: some Encodable) throws { try node.item().encode(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        node.item().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { node.item().unkeyedContainer() }

    func superEncoder() -> any Encoder { node.item() }
}

private struct EncodedValue: SingleValueEncodingContainer {
    let node: EncodingNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { node.single = .null }
    func encode(_ value: Bool) { node.single = .bool(value) }
    func encode(_ value: String) { node.single = .string(value) }
    func encode(_ value: Double) { node.single = .number(value) }
    func encode(_ value: Float) { node.single = .number(Double(value)) }
    func encode(_ value: Int) { node.single = .integer(value) }
    func encode(_ value: Int8) { integer(value) }
    func encode(_ value: Int16) { integer(value) }
    func encode(_ value: Int32) { integer(value) }
    func encode(_ value: Int64) { integer(value) }
    func encode(_ value: UInt) { integer(value) }
    func encode(_ value: UInt8) { integer(value) }
    func encode(_ value: UInt16) { integer(value) }
    func encode(_ value: UInt32) { integer(value) }
    func encode(_ value: UInt64) { integer(value) }
    func encode(_ value: some Encodable) throws { try node.encode(value) }

    /// A number; one that no integer of JSON's readers has room for, as text.
    private func integer(_ value: some BinaryInteger) {
        node.single = Int(exactly: value).map(JSONValue.integer) ?? .string(String(value))
    }
}

extension String {
    /// `defaultValue` as `default_value`, `isWithoutRowID` as `is_without_row_id`.
    fileprivate var withUnderscores: String {
        // By bytes, as a schema has a hundred thousand of them: the names of properties have no other letters.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count + 4)
        var isBehindCapital = true
        for byte in utf8 {
            let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            if isCapital, !isBehindCapital { bytes.append(UInt8(ascii: "_")) }
            bytes.append(isCapital ? byte | 0x20 : byte)
            isBehindCapital = isCapital
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
