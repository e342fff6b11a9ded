/// Durations as they are written in files and options.
package enum DurationText {
    /// What is accepted, in words.
    package static let form = "a whole number and ms, s, m or h, such as 250ms, 5s, 2m or 1h"

    /// Reads `250ms`, `5s`, `2m` or `1h`; a whole number and a unit, nothing else, up to 24 days.
    package static func parse(_ text: String) -> Duration? {
        let digits = text.utf8.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        let unit = units.first { $0.name == text[digits.endIndex...] }
        guard let count = Int64(Substring(digits)), let unit else { return nil }
        let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        // SQLite and PostgreSQL keep time limits as milliseconds in 32 bits.
        guard !overflow, milliseconds <= Int64(Int32.max) else { return nil }
        return .milliseconds(milliseconds)
    }

    /// Writes a duration as it could be read, in the largest unit that needs no fraction: `90s`, `2m`.
    package static func text(_ duration: Duration) -> String {
        let milliseconds = Int64(duration.wholeMilliseconds)
        let unit = units.last { milliseconds % $0.milliseconds == 0 && milliseconds >= $0.milliseconds }
        guard let unit else { return "\(milliseconds)ms" }
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000),
    ]
}
