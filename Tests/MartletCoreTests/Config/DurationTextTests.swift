import MartletCore
import Testing

@Suite struct DurationTextTests {
    @Test(arguments: [("5s", 5000), ("250ms", 250), ("2m", 120_000), ("1h", 3_600_000), ("0s", 0), ("007s", 7000)])
    func durationIsRead(text: String, milliseconds: Int) {
        #expect(DurationText.parse(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: ["5s", "250ms", "2m", "1h", "0ms", "90s", "1500ms"])
    func durationIsWrittenAsItCouldBeRead(text: String) throws {
        #expect(DurationText.text(try #require(DurationText.parse(text))) == text)
    }

    @Test(arguments: [
        "", "5", "s", "5 s", "-5s", "+5s", "1.5s", "5S", "5sec", "1h30m", "٥s", "25d", "600h", "99999999999999999999s",
    ])
    func anythingElseIsRefused(text: String) { #expect(DurationText.parse(text) == nil) }
}
