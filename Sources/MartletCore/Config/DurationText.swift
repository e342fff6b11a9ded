/// Durations as they are written in files and options.
package enum DurationText {
    /// What is accepted, in words.
    package static let form = "a whole number and ms, s, m or h, such as 250ms, 5s, 2m or 1h"

    /// Reads `250ms`, `5s`, `2m` or `1h`; a whole number and a unit, nothing else, up to 24 days.
    package static func parse(_ text: String) -> Duration? {
        let digits = text.utf8.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard let count = Int64(Substring(digits)), let unit = milliseconds(in: text[digits.endIndex...]) else {
            return nil
        }
        let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit)
        // SQLite and PostgreSQL keep time limits as milliseconds in 32 bits.
        guard !overflow, milliseconds <= Int64(Int32.max) else { return nil }
        return .milliseconds(milliseconds)
    }

    private static func milliseconds(in unit: Substring) -> Int64? {
        switch unit {
        case "ms": 1
        case "s": 1000
        case "m": 60_000
        case "h": 3_600_000
        default: nil
        }
    }
}
