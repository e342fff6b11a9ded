/// The version of an engine, as far as it is known: `15`, `15.4`, `3.40.1`.
public struct EngineVersion: Sendable, Hashable, Comparable {
    /// The numbers between the dots; at least one.
    public let numbers: [Int]

    /// Makes a version of its numbers.
    public init(_ first: Int, _ others: Int...) { numbers = [first] + others }

    /// Reads one to four numbers with dots between them; `nil` if it is anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ? Int(part) : nil
        }
        guard !parts.contains(nil), parts.count <= 4 else { return nil }
        numbers = parts.compactMap(\.self)
    }

    /// The first number: what a release of PostgreSQL is called by.
    public var major: Int { numbers.first ?? 0 }

    /// Whether one version is older than another; a number that is missing is 0.
    public static func < (left: EngineVersion, right: EngineVersion) -> Bool {
        for index in 0..<max(left.numbers.count, right.numbers.count) {
            let mine = index < left.numbers.count ? left.numbers[index] : 0
            let other = index < right.numbers.count ? right.numbers[index] : 0
            if mine != other { return mine < other }
        }
        return false
    }
}

extension EngineVersion: CustomStringConvertible {
    /// The numbers with dots between them.
    public var description: String { numbers.map(String.init).joined(separator: ".") }
}
