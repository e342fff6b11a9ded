internal import SQLText

/// The findings that a project lives with: those that were there when lint came.
///
/// A text with a line for each, `CODE FINGERPRINT FILE`, in order; lines that begin with `#` are comments.
public struct FindingBaseline: Sendable, Hashable {
    /// A line that is none of a baseline.
    public struct Fault: Error, Sendable, Hashable {
        /// Its number, from 1.
        public let line: Int
    }

    private struct Entry: Sendable, Hashable {
        let code: String
        let fingerprint: String
        let file: String

        var line: String { "\(code) \(fingerprint) \(file)" }

        init(_ placed: PlacedFinding) {
            code = placed.finding.code
            fingerprint = placed.fingerprint
            file = placed.location.file
        }

        init?(_ line: Substring) {
            let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
            guard parts.count == 3 else { return nil }
            (code, fingerprint, file) = (parts[0], parts[1], parts[2])
        }
    }

    /// How often each of them is there.
    private var counts: [Entry: Int] = [:]

    /// A baseline of findings.
    public init(_ findings: [PlacedFinding]) {
        for finding in findings { counts[Entry(finding), default: 0] += 1 }
    }

    /// Reads a baseline.
    public init(text: String) throws(Fault) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty && !line.hasPrefix("#") {
            guard let entry = Entry(line) else { throw Fault(line: index + 1) }
            counts[entry, default: 0] += 1
        }
    }

    /// The baseline as it is written: the same findings always yield the same text.
    public var text: String {
        let lines = counts.flatMap { Array(repeating: $0.key.line, count: $0.value) }.sorted()
        let head = "# Findings that this project lives with. martlet lint --write-baseline writes them anew."
        return ([head] + lines).joined(separator: "\n") + "\n"
    }

    /// Splits findings into those that are new and the number of those that are in the baseline.
    public func removingKnown(from findings: [PlacedFinding]) -> (new: [PlacedFinding], knownCount: Int) {
        var left = counts
        let new = findings.filter { placed in
            let entry = Entry(placed)
            guard let count = left[entry], count > 0 else { return true }
            left[entry] = count - 1
            return false
        }
        return (new, findings.count - new.count)
    }

    /// How many of its entries none of these findings is.
    public func staleCount(among findings: [PlacedFinding]) -> Int {
        var left = counts
        for placed in findings { if let count = left[Entry(placed)] { left[Entry(placed)] = max(count - 1, 0) } }
        return left.values.reduce(0, +)
    }
}
