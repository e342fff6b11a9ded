import Glibc

/// A moment: whole milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
    public let milliseconds: Int64

    /// Makes a moment of `milliseconds` since 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Makes a moment of `seconds` since 1970-01-01T00:00:00Z.
    public init(seconds: Int64) { self.milliseconds = seconds * 1000 }

    /// Whether `left` is the earlier moment.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// Milliseconds from `other` to this moment.
    public func milliseconds(since other: Timestamp) -> Int64 { milliseconds - other.milliseconds }

    /// RFC 3339 in UTC, to the second: `2026-11-21T09:31:02Z`.
    public var rfc3339: String { formatted(dateSeparator: "-", middle: "T", timeSeparator: ":", end: "Z") }

    /// RFC 3339 in UTC, to the millisecond: `2026-11-21T09:31:02.250Z`.
    public var rfc3339Milliseconds: String {
        let fraction = Self.padded(Int(Self.floorRemainder(milliseconds, 1000)), 3)
        return formatted(dateSeparator: "-", middle: "T", timeSeparator: ":", end: "." + fraction + "Z")
    }

    /// Date and time in digits alone, as a version: `20261121093102`.
    public var compact: String { formatted(dateSeparator: "", middle: "", timeSeparator: "", end: "") }

    /// The date in digits alone: `20261121`.
    public var compactDate: String {
        let date = CivilDate(daysSinceEpoch: Self.floorQuotient(milliseconds, Self.millisecondsPerDay))
        return date.formatted(separator: "")
    }

    /// RFC 3339 in UTC, to the second.
    public var description: String { rfc3339 }

    private static let millisecondsPerDay: Int64 = 86_400_000

    private func formatted(dateSeparator: String, middle: String, timeSeparator: String, end: String) -> String {
        let days = Self.floorQuotient(milliseconds, Self.millisecondsPerDay)
        let seconds = Int((milliseconds - days * Self.millisecondsPerDay) / 1000)
        var text = CivilDate(daysSinceEpoch: days).formatted(separator: dateSeparator)
        text += middle + Self.padded(seconds / 3600, 2)
        text += timeSeparator + Self.padded(seconds / 60 % 60, 2)
        text += timeSeparator + Self.padded(seconds % 60, 2)
        return text + end
    }

    static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    private static func floorQuotient(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }

    private static func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        value - floorQuotient(value, divisor) * divisor
    }
}

extension Timestamp {
    /// Reads what `rfc3339` and `rfc3339Milliseconds` write, and SQLite's `YYYY-MM-DD HH:MM:SS[.SSS]`; all in UTC.
    ///
    /// Digits beyond milliseconds are cut off. Anything else, also another time zone, is `nil`.
    public init?(parsing text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
            reader.skip("-"), let day = reader.number(digits: 2), reader.skip("T") || reader.skip(" "),
            let hour = reader.number(digits: 2), reader.skip(":"), let minute = reader.number(digits: 2),
            reader.skip(":"), let second = reader.number(digits: 2)
        else { return nil }
        var fraction = 0
        if reader.skip(".") {
            guard let read = reader.milliseconds() else { return nil }
            fraction = read
        }
        _ = reader.skip("Z")
        let date = CivilDate(year: Int64(year), month: month, day: day)
        guard reader.isAtEnd, date.isValid, hour < 24, minute < 60, second < 60 else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        self.init(milliseconds: seconds * 1000 + Int64(fraction))
    }
}

/// Where the engine reads the time: the system's clock, or a fixed one in tests.
public struct WallClock: Sendable {
    /// The moment now.
    public let now: @Sendable () -> Timestamp
    /// How many seconds the local time is ahead of UTC at a moment.
    private let offset: @Sendable (Timestamp) -> Int64

    /// Makes a clock of closures.
    /// - Parameter offset: how many seconds the local time is ahead of UTC at a moment.
    public init(
        now: @escaping @Sendable () -> Timestamp, offset: @escaping @Sendable (Timestamp) -> Int64 = { _ in 0 }
    ) {
        self.now = now
        self.offset = offset
    }

    /// What a clock on the wall shows now, as if it were UTC: for names of files that people read, as `date` gives them.
    var onTheWall: Timestamp {
        let now = now()
        return Timestamp(milliseconds: now.milliseconds + offset(now) * 1000)
    }

    /// The system's clock, in the time zone of the process.
    public static let system = WallClock(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        },
        offset: { moment in
            var (time, local) = (time_t(moment.milliseconds / 1000), tm())
            return localtime_r(&time, &local) == nil ? 0 : Int64(local.tm_gmtoff)
        })

    /// A clock that stands still.
    public static func fixed(_ moment: Timestamp) -> WallClock { WallClock(now: { moment }) }
}
