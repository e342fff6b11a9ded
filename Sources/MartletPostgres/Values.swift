internal import CPostgres
internal import MartletCore

/// The number of a type in the catalogue, the same in every database.
///
/// Source: <https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat>.
enum TypeNumber {
    static let boolean: Oid = 16
    static let bytes: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let oid: Oid = 26
    static let float4: Oid = 700
    static let float8: Oid = 701
    /// The server finds out by itself.
    static let unsaid: Oid = 0
}

/// Values on their way to `$1` and so on.
struct BoundValues: ~Copyable {
    private(set) var types: [Oid] = []
    private(set) var lengths: [Int32] = []
    private(set) var formats: [Int32] = []
    private var bytes: [UInt8] = []
    private var starts: [Int?] = []

    init(_ values: [Value]) throws(DriverError) {
        for value in values { try add(value) }
    }

    private mutating func add(_ value: Value) throws(DriverError) {
        switch value {
        case .null: add(TypeNumber.unsaid, nil)
        // Without a type, so that each takes that of the place where it stands: a 1 can be true, a text can be a time.
        case .integer(let number): add(TypeNumber.unsaid, Array(String(number).utf8))
        case .real(let number): add(TypeNumber.unsaid, Array(Self.text(of: number).utf8))
        case .text(let text): add(TypeNumber.unsaid, try Self.checked(text))
        case .blob(let blob): add(TypeNumber.bytes, blob, format: 1)
        }
    }

    private mutating func add(_ type: Oid, _ value: [UInt8]?, format: Int32 = 0) {
        types.append(type)
        lengths.append(Int32(clamping: value?.count ?? 0))
        formats.append(format)
        starts.append(value == nil ? nil : bytes.count)
        if let value {
            bytes += value
            bytes.append(0)
        }
    }

    /// PostgreSQL takes `inf` as SQL writes it.
    static func text(of number: Double) -> String {
        number.isNaN ? "NaN" : number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : String(number)
    }

    /// The bytes of a text, none of which may be NUL: PostgreSQL has no such texts.
    static func checked(_ text: String) throws(DriverError) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard !bytes.contains(0) else { throw DriverError(.sql, "a text for PostgreSQL cannot hold a NUL character") }
        return bytes
    }

    /// Hands over a pointer to each value; `nil` for null.
    borrowing func withPointers<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        bytes.withUnsafeBytes { bytes in
            let pointers = starts.map { start in
                start.flatMap { start in
                    bytes.baseAddress.map { ($0 + start).assumingMemoryBound(to: CChar.self) }
                }
            }
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}

/// The columns of a result, by which its rows are read.
struct ResultColumns {
    private let types: [Oid]

    init(_ result: OpaquePointer, _ pq: LibPQ) {
        types = (0..<pq.pointee.PQnfields(result)).map { pq.pointee.PQftype(result, $0) }
    }

    /// One row of a result with these columns.
    func row(_ number: Int32, of result: OpaquePointer, _ pq: LibPQ) -> Row {
        var values: [Value] = []
        values.reserveCapacity(types.count)
        for (column, type) in types.enumerated() {
            let column = Int32(column)
            guard pq.pointee.PQgetisnull(result, number, column) == 0,
                let start = pq.pointee.PQgetvalue(result, number, column)
            else {
                values.append(.null)
                continue
            }
            let bytes = UnsafeRawBufferPointer(start: start, count: Int(pq.pointee.PQgetlength(result, number, column)))
            values.append(Self.value(bytes, type))
        }
        return Row(values)
    }

    /// A value from the text that the server sent.
    private static func value(_ bytes: UnsafeRawBufferPointer, _ type: Oid) -> Value {
        switch type {
        case TypeNumber.boolean: return .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
        case TypeNumber.bytes: return .blob(blob(bytes))
        case TypeNumber.int2, TypeNumber.int4, TypeNumber.int8, TypeNumber.oid:
            if let number = Int64(text(bytes)) { return .integer(number) }
        case TypeNumber.float4, TypeNumber.float8:
            if let number = Double(text(bytes)) { return .real(number) }
        default: break
        }
        return .text(text(bytes))
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Bytes from `\xde01`.
    ///
    /// The older form, with `\336`, has to be asked for (`bytea_output = escape`), and is not what Martlet's own tables
    /// hold; it comes back as it stands there.
    private static func blob(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        guard bytes.starts(with: "\\x".utf8) else { return Array(bytes) }
        var blob: [UInt8] = []
        blob.reserveCapacity(bytes.count / 2)
        var index = 2
        while index + 1 < bytes.count, let high = digit(bytes[index]), let low = digit(bytes[index + 1]) {
            blob.append(high << 4 | low)
            index += 2
        }
        return blob
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
