/// The message of `pg_query_scan`, as far as it is needed.
///
/// Fields: <https://github.com/pganalyze/libpg_query/blob/15-4.0.0/protobuf/pg_query.proto>; their coding:
/// <https://protobuf.dev/programming-guides/encoding/>
enum ScanResult {
    /// Start, end, token and kind of keyword of each token.
    static func tokens(_ message: UnsafeRawBufferPointer) -> [[Int]] {
        var tokens: [[Int]] = []
        var reader = FieldReader(bytes: message[...])
        while let field = reader.next() {
            guard field.number == 2, let body = field.body else { continue }
            var token = [0, 0, 0, 0]
            var inner = FieldReader(bytes: body)
            while let part = inner.next() {
                switch part.number {
                case 1: token[0] = part.value
                case 2: token[1] = part.value
                case 4: token[2] = part.value
                case 5: token[3] = part.value
                default: continue
                }
            }
            tokens.append(token)
        }
        return tokens
    }
}

private struct FieldReader {
    var bytes: Slice<UnsafeRawBufferPointer>

    /// The next field: a number, or bytes.
    mutating func next() -> (number: Int, value: Int, body: Slice<UnsafeRawBufferPointer>?)? {
        guard !bytes.isEmpty else { return nil }
        let tag = varint()
        let value = varint()
        guard tag & 7 == 2 else { return (tag >> 3, value, nil) }
        defer { bytes = bytes.dropFirst(value) }
        return (tag >> 3, value, bytes.prefix(value))
    }

    private mutating func varint() -> Int {
        var value = 0
        var shift = 0
        while let byte = bytes.popFirst() {
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        return value
    }
}
