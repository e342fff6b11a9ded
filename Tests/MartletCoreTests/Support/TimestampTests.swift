import Glibc
import Testing

@testable import MartletCore

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (951_868_799, "2000-02-29T23:59:59Z"),
        (951_868_800, "2000-03-01T00:00:00Z"), (1_795_253_462, "2026-11-21T09:31:02Z"),
        (2_147_483_648, "2038-01-19T03:14:08Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"), (13_574_563_200, "2400-02-29T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"), (-2_208_988_800, "1900-01-01T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
    ])
    func knownMomentsAreWrittenAndReadBack(seconds: Int64, text: String) {
        #expect(Timestamp(seconds: seconds).rfc3339 == text)
        #expect(Timestamp(parsing: text) == Timestamp(seconds: seconds))
    }

    /// Every day from 1970 to 2400 against the system's own calendar.
    @Test func everyDayAgreesWithTheSystem() {
        for day in 0...157_421 as ClosedRange<Int64> {
            var seconds = time_t(day * 86_400)
            var parts = tm()
            gmtime_r(&seconds, &parts)
            let date = CivilDate(daysSinceEpoch: day)
            guard date.year == Int64(parts.tm_year) + 1900, date.month == Int(parts.tm_mon) + 1,
                date.day == Int(parts.tm_mday), date.daysSinceEpoch == day, date.isValid
            else {
                Issue.record("day \(day) is \(date)")
                return
            }
        }
    }

    @Test func allFormsOfOneMoment() {
        let moment = Timestamp(milliseconds: 1_795_253_462_250)
        #expect(moment.description == "2026-11-21T09:31:02Z")
        #expect(moment.rfc3339Milliseconds == "2026-11-21T09:31:02.250Z")
        #expect(moment.compact == "20261121093102")
        #expect(moment.compactDate == "20261121")
        #expect(Timestamp(milliseconds: -1).rfc3339Milliseconds == "1969-12-31T23:59:59.999Z")
        #expect(Timestamp(milliseconds: 7).rfc3339Milliseconds == "1970-01-01T00:00:00.007Z")
    }

    @Test(arguments: [
        ("2026-11-21 09:31:02", 1_795_253_462_000), ("2026-11-21 09:31:02.25", 1_795_253_462_250),
        ("2026-11-21T09:31:02.250999Z", 1_795_253_462_250), ("2026-11-21T09:31:02.250Z", 1_795_253_462_250),
        ("1970-01-01 00:00:00.001", 1),
    ])
    func ownAndSQLiteFormsAreRead(text: String, milliseconds: Int64) {
        #expect(Timestamp(parsing: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-02-29 00:00:00", "2100-02-29T00:00:00Z", "2026-13-01 00:00:00", "2026-00-01 00:00:00",
        "2026-04-31 00:00:00", "2026-11-21 24:00:00", "2026-11-21 00:60:00", "2026-11-21 00:00:60",
        "2026-11-21T09:31:02+01:00", "2026-11-21 09:31:02.", "2026-11-21 09:31:02 ", "26-11-21 09:31:02",
        "2026-11-21T09:31:02ZZ", "٢٠٢٦-11-21 09:31:02", "2026-11-21  9:31:02",
    ])
    func anythingElseIsRefused(text: String) { #expect(Timestamp(parsing: text) == nil) }

    @Test func clocksTellTheTimeTheyAreMadeFor() {
        let before = Int64(time(nil)) * 1000
        let now = WallClock.system.now()
        #expect(now.milliseconds >= before - 1000 && now.milliseconds < before + 60_000)
        #expect(WallClock.fixed(Timestamp(seconds: 5)).now() == Timestamp(seconds: 5))
        #expect(Timestamp(seconds: 1) < Timestamp(seconds: 2))
        let east = WallClock(now: { Timestamp(seconds: 1_800_000_000) }, offset: { _ in 14 * 3600 })
        #expect(east.onTheWall.compact == "20270115220000" && east.now().compact == "20270115080000")
        #expect(Timestamp(seconds: 2).milliseconds(since: Timestamp(seconds: 1)) == 1000)
    }
}
