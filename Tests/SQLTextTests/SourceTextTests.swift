import Testing

@testable import SQLText

@Suite struct SourceTextTests {
    static let normalised: [(raw: String, normal: String)] = [
        ("", ""),
        ("a\nb", "a\nb"),
        ("a\r\nb\r\n", "a\nb\n"),
        ("a\rb\r", "a\nb\n"),
        ("a\r\r\n\n\rb", "a\n\n\n\nb"),
        ("\r\n", "\n"),
        ("\u{FEFF}SELECT 1", "SELECT 1"),
        ("\u{FEFF}", ""),
        ("\u{FEFF}\u{FEFF}a", "\u{FEFF}a"),
        ("a\u{FEFF}b", "a\u{FEFF}b"),
        (
            "\u{FF01}é漢🎉\r\nnaïve long enough for eight bytes at a time\r",
            "\u{FF01}é漢🎉\nnaïve long enough for eight bytes at a time\n"
        ),
    ]

    @Test(arguments: normalised)
    func lineEndsAndByteOrderMarkAreNormalised(_ raw: String, _ normal: String) throws {
        let text = try SourceText(bytes: Array(raw.utf8), name: "a.sql")
        #expect(text.string == normal)
        #expect(text == SourceText(raw, name: "a.sql"))
        #expect(text.name == "a.sql")
    }

    @Test(arguments: normalised, 1...5)
    func piecesOfAnySizeAreNormalisedAsTheWhole(_ sample: (raw: String, normal: String), _ piece: Int) throws {
        let source = PiecewiseSource(Array(sample.raw.utf8), pieceBytes: piece)
        var text: [UInt8] = []
        try TextWindows(windowBytes: piece).run(read: source.read(into:)) { window in
            #expect(window.offset == text.count)
            text += window.bytes
            return window.bytes.count
        }
        #expect(String(decoding: text, as: UTF8.self) == sample.normal)
    }

    @Test func normalBytesAreNotCopied() throws {
        let bytes = Array("SELECT 'naïve 漢';\n".utf8)
        let text = try SourceText(bytes: bytes, name: "a.sql")
        let before = bytes.withUnsafeBufferPointer { $0.baseAddress }
        #expect(text.utf8.withUnsafeBufferPointer { $0.baseAddress } == before)
    }

    static let broken: [(bytes: [UInt8], error: SourceTextError)] = [
        ([0x61, 0x80], .invalidUTF8(byteOffset: 1)),
        ([0xC3], .invalidUTF8(byteOffset: 0)),
        ([0x61, 0xE6, 0xBC], .invalidUTF8(byteOffset: 1)),
        ([0xC0, 0xAF], .invalidUTF8(byteOffset: 0)),
        ([0xC1, 0xBF], .invalidUTF8(byteOffset: 0)),
        ([0xE0, 0x80, 0xAF], .invalidUTF8(byteOffset: 0)),
        ([0xED, 0xA0, 0x80], .invalidUTF8(byteOffset: 0)),
        ([0xF0, 0x80, 0x80, 0x80], .invalidUTF8(byteOffset: 0)),
        ([0xF4, 0x90, 0x80, 0x80], .invalidUTF8(byteOffset: 0)),
        ([0xF5, 0x80, 0x80, 0x80], .invalidUTF8(byteOffset: 0)),
        ([0xF0, 0x9F, 0x8E, 0x41], .invalidUTF8(byteOffset: 0)),
        (Array("Stra\u{DF}e is Latin-1".unicodeScalars.map { UInt8($0.value) }), .invalidUTF8(byteOffset: 4)),
        ([0xEF, 0xBB, 0xBF, 0x0D, 0x0A, 0x0D, 0x0A, 0xFF], .invalidUTF8(byteOffset: 7)),
        ([0x00], .containsNUL(byteOffset: 0)),
        (Array("0123456789\r\nabcdefgh\0".utf8), .containsNUL(byteOffset: 20)),
        ([0xFF, 0xFE, 0x61, 0x00], .utf16),
        ([0xFE, 0xFF, 0x00, 0x61], .utf16),
        ([0xFF, 0xFE], .utf16),
    ]

    @Test(arguments: broken)
    func brokenBytesAreRefusedWithTheirPlaceInTheFile(_ bytes: [UInt8], _ error: SourceTextError) {
        #expect(throws: error) { try SourceText(bytes: bytes, name: "a.sql") }
        for piece in 1...4 {
            let source = PiecewiseSource(bytes, pieceBytes: piece)
            #expect(throws: error) { try TextWindows(windowBytes: 4).run(read: source.read(into:)) { $0.bytes.count } }
        }
    }

    @Test func everyBytePairIsJudgedAsTheStandardLibraryJudgesIt() {
        // All pairs behind every kind of lead byte; a tail of ASCII keeps the fast path busy.
        for lead in [[], [0xC3], [0xE0], [0xE6], [0xED], [0xEE], [0xF0], [0xF1], [0xF4]] as [[UInt8]] {
            for first in stride(from: UInt8(1), to: 255, by: 1) where first != 0x0D {
                for second in [0x20, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xFF] as [UInt8] {
                    let bytes = [0x61] + lead + [first, second] + Array("\u{BC}\u{1F389} and some more".utf8)
                    let isValid = String(validating: bytes, as: UTF8.self) != nil
                    #expect(((try? SourceText(bytes: bytes, name: "x")) != nil) == isValid, "\(bytes)")
                }
            }
        }
    }

    @Test func stringWithNULKeepsItVisible() {
        #expect(SourceText("a\0b\r\n", name: "x").string == "a\u{FFFD}b\n")
    }

    // é is two bytes, 漢 three, 🎉 four; the last e takes a combining accent.
    static let sample = SourceText("é漢🎉x\n\nSELECT '漢' e\u{301};", name: "a.sql")

    @Test(arguments: [
        (0, 1, 1), (2, 1, 2), (5, 1, 3), (9, 1, 4), (10, 1, 5), (11, 2, 1), (12, 3, 1), (20, 3, 9), (23, 3, 10),
        (25, 3, 12), (26, 3, 13),
        (28, 3, 14), (29, 3, 15), (1000, 3, 15), (-5, 1, 1),
    ])
    func columnsCountUnicodeScalars(_ offset: Int, _ line: Int, _ column: Int) {
        #expect(Self.sample.position(of: SourceOffset(utf8: offset)) == SourcePosition(line: line, column: column))
    }

    @Test func locationHoldsTheLineItStandsOn() {
        let place = Self.sample.location(of: SourceOffset(utf8: 20), length: 3)
        #expect(place.file == "a.sql")
        #expect(place.position == SourcePosition(line: 3, column: 9))
        #expect(place.excerpt == "SELECT '漢' e\u{301};")
        #expect(place.length == 3)
        #expect(Self.sample.location(of: SourceOffset(utf8: 11)).excerpt == "")
        #expect(SourceText("", name: "x").location(of: SourceOffset(utf8: 0)).excerpt == "")
    }

    @Test(arguments: [0, 2, 5, 9, 10, 11, 12, 20, 23, 25, 26, 28, 29, 40])
    func placeInAStreamIsThePlaceInTheText(_ offset: Int) throws {
        for window in [3, 7, 100] {
            let source = PiecewiseSource(Array("\u{FEFF}".utf8) + Self.sample.utf8)
            let place = try TextWindows(windowBytes: window).location(
                of: SourceOffset(utf8: offset), length: 2, name: "a.sql", read: source.read(into:))
            #expect(place == Self.sample.location(of: SourceOffset(utf8: offset), length: 2))
        }
    }

    @Test(arguments: [(1, 0, 0), (2, 0, 2), (3, 0, 5), (4, 0, 9), (9, 12, 20), (10, 12, 23), (99, 0, 29), (0, 5, 5)])
    func charactersAreCountedFromOneAsPostgreSQLDoes(_ number: Int, _ base: Int, _ offset: Int) {
        #expect(Self.sample.offset(ofCharacter: number, after: SourceOffset(utf8: base)).utf8 == offset)
    }

    @Test func rangesAreCutToTheText() {
        #expect(Self.sample.text(in: 0..<2) == "é")
        #expect(Self.sample.text(in: 28..<99) == ";")
        #expect(Self.sample.text(in: 90..<99) == "")
    }
}
