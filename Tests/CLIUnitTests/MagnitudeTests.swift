import Testing

@testable import CLI

/// Large numbers as people read them.
struct MagnitudeTests {
    @Test(arguments: [
        (0, "0"), (9_999, "9999"), (10_000, "10 k"), (12_400_000, "12.4 M"), (123_456_789, "123 M"),
        (3_000_000_000, "3 G"),
    ])
    func counts(_ count: Int, _ text: String) { #expect(Magnitude.count(count) == text) }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (8_192, "8.1 kB"), (3_100_000_000, "3.1 GB"), (2_000_000_000_000, "2 TB"),
    ])
    func bytes(_ bytes: Int, _ text: String) { #expect(Magnitude.bytes(bytes) == text) }

    @Test(arguments: [
        (0, "less than a second"), (999, "less than a second"), (44_300, "about 44 s"), (119_999, "about 120 s"),
        (150_000, "about 2 min"), (7_200_000, "about 2 h"), (400_000_000, "about 110 h"),
    ])
    func durations(_ milliseconds: Int, _ text: String) { #expect(Magnitude.duration(milliseconds) == text) }
}
