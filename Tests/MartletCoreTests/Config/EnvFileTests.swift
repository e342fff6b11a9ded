import MartletCore
import SQLText
import Testing

@Suite struct EnvFileTests {
    private func read(_ text: String) throws(MartletError) -> [String: String] {
        try EnvFile(bytes: Array(text.utf8), name: "config/.env").variables
    }

    @Test(arguments: [
        ("A=1", "1"), ("A=", ""), ("export A=1", "1"), ("  A = 1  ", "1"), ("A=a b", "a b"), ("A=a # c", "a"),
        ("A=a#b", "a#b"), ("A=#b", "#b"), ("A= # c", ""), ("A='a # $B ${C} \\n'", "a # $B ${C} \\n"),
        (#"A="a\n\t\"\\\$b\x""#, "a\n\t\"\\$b\\x"), ("A=\"two\nlines\"", "two\nlines"), ("A='x' # c", "x"),
        ("A=$HOME", "$HOME"), ("A=x=y", "x=y"), ("A=it's", "it's"), ("\u{feff}A=1\r\n", "1"), ("A=é漢", "é漢"),
        ("A=\"\"", ""), ("\tA\t=\t1", "1"), ("A=postgres://u:p@h/d?x=1", "postgres://u:p@h/d?x=1"),
    ])
    func valueIsRead(text: String, value: String) throws { #expect(try read(text) == ["A": value]) }

    @Test func commentsAndEmptyLinesAreSkipped() throws {
        #expect(try read("# c\n\n  # d\nA=1\n\n_B2='x'\nexport=3") == ["A": "1", "_B2": "x", "export": "3"])
        #expect(try read("") == [:])
    }

    @Test(arguments: [
        ("A=1\nB", 2, 1, "this line is not NAME=VALUE"), ("1A=x", 1, 1, "this line is not NAME=VALUE"),
        ("A-B=x", 1, 1, "this line is not NAME=VALUE"), ("export A", 1, 1, "this line is not NAME=VALUE"),
        ("=x", 1, 1, "this line is not NAME=VALUE"), ("A=1\n  A=2", 2, 3, "A is set twice"),
        ("A=1\nB='x\ny", 2, 3, "the quote that begins the value of B is never closed"),
        ("A=\"x", 1, 3, "the quote that begins the value of A is never closed"),
        ("A='x' y", 1, 6, "there is text after the closing quote of A"),
        ("A=\"x\\", 1, 3, "the quote that begins the value of A is never closed"),
    ])
    func mistakeIsRefusedWithItsPlaceAndWithoutTheValue(text: String, line: Int, column: Int, message: String) throws {
        let error = try diagnostic { () throws(MartletError) in try read(text) }
        #expect(error.code == .environment)
        #expect(error.message == message)
        #expect(
            error.location == SourceLocation(file: "config/.env", position: SourcePosition(line: line, column: column)))
    }

    @Test func fileThatIsNoTextIsRefused() throws {
        let error = try diagnostic { () throws(MartletError) in try EnvFile(bytes: [0xff], name: ".env") }
        #expect(error.message == ".env is not UTF-8 text")
        let large = [UInt8](repeating: 0x23, count: (1 << 20) + 1)
        let size = try diagnostic { () throws(MartletError) in try EnvFile(bytes: large, name: ".env") }
        #expect(size.message == ".env is larger than 1 MiB, too large for a file of variables")
    }

    @Test func missingFileIsNoErrorAndAFolderIs() throws {
        let folder = try TemporaryFolder()
        #expect(try EnvFile.load(folder.path.appending(".env"), shownAs: ".env") == nil)
        let error = try diagnostic { () throws(MartletError) in try EnvFile.load(folder.path, shownAs: ".env") }
        #expect(error.code == .environment)
        #expect(error.message == "\(folder.path) is a folder, not a file")
    }
}
