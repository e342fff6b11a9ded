/// Durations for people.
enum HumanDuration {
    private static let limit = Duration.seconds(3600 * 1_000_000)

    /// Writes a duration for people: `<1 ms`, `18 ms`, `1.4 s`, `2 min 5 s`, `1 h 3 min`.
    static func format(_ duration: Duration) -> String {
        // A history may hold any number; beyond this limit they are all the same.
        let (seconds, attoseconds) = min(duration, limit).components
        let milliseconds = seconds * 1000 + (attoseconds + 500_000_000_000_000) / 1_000_000_000_000_000
        if milliseconds < 1 { return "<1 ms" }
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        if milliseconds < 59_950 {
            let tenths = (milliseconds + 50) / 100
            return "\(tenths / 10).\(tenths % 10) s"
        }
        let whole = (milliseconds + 500) / 1000
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}
