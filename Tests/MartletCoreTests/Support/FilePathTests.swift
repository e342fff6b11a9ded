import MartletCore
import Testing

@Suite struct FilePathTests {
    @Test func emptyTextAndNULAreRefused() throws {
        #expect(FilePath(String()) == nil)
        #expect(FilePath(String("a\0b")) == nil)
        #expect(try diagnostic { () throws(MartletError) in try FilePath(validating: "") }.message == "a path is empty")
        let withNUL = try diagnostic { () throws(MartletError) in try FilePath(validating: "a\0b") }
        #expect(withNUL.message == "a path holds a NUL character")
        #expect(withNUL.code == .usage)
    }

    @Test(arguments: [
        ("a/b/c.sql", "c.sql", "a/b"), ("c", "c", "."), ("/c", "c", "/"), ("/", "/", "/"), ("//", "/", "/"),
        ("a/b/", "b", "a"), ("a//b", "b", "a"), ("é/漢.sql", "漢.sql", "é"), ("..", "..", "."),
    ])
    func nameAndParentSplitAPath(path: String, name: String, parent: String) throws {
        let path = try FilePath(validating: path)
        #expect(path.name == name)
        #expect(path.parent.string == parent)
    }

    @Test(arguments: [
        ("a/001_x.down.sql", "001_x.down", "sql"), ("a.b/c", "c", nil), (".env", ".env", nil), ("a.", "a", ""),
        ("..", "..", nil), ("x.tar.gz", "x.tar", "gz"),
    ])
    func stemAndExtensionSplitAName(path: String, stem: String, ending: String?) throws {
        let path = try FilePath(validating: path)
        #expect(path.stem == stem)
        #expect(path.extension == ending)
    }

    @Test(arguments: [
        ("a/./b//c", "a/b/c"), ("a/../b", "b"), ("a/..", "."), ("../a", "../a"), ("../../a/..", "../.."), ("/..", "/"),
        ("/../a", "/a"), ("./", "."), ("/a/", "/a"), ("a/b/../../..", ".."), ("...", "..."), ("/", "/"),
    ])
    func normalizingRemovesDotsAndSlashes(path: String, expected: String) throws {
        #expect(try FilePath(validating: path).normalized.string == expected)
    }

    @Test(arguments: [
        ("x.db", "/p", "/p/x.db"), ("/x.db", "/p", "/x.db"), ("../x", "/p/q", "/p/x"), (".", "/p", "/p"),
        ("x", "/", "/x"), ("a", "b", "b/a"),
    ])
    func resolvingStartsFromTheBase(path: String, base: String, expected: String) throws {
        #expect(try FilePath(validating: path).resolved(against: FilePath(validating: base)).string == expected)
    }

    @Test(arguments: [
        ("/p/db/a.sql", "/p", "db/a.sql"), ("/p", "/p/", "."), ("/pq/a", "/p", "/pq/a"), ("/a", "/", "a"),
        ("/p/../x", "/p", "/x"), ("/p/a\u{1b}[2J\n", "/p", "a\\u{1b}[2J\\n"), ("/p/-rf", "/p", "-rf"),
        ("/p/\u{202e}lqs", "/p", "\\u{202e}lqs"),
    ])
    func displayIsRelativeAndEscaped(path: String, root: String, expected: String) throws {
        #expect(try FilePath(validating: path).display(relativeTo: FilePath(validating: root)) == expected)
    }

    @Test func appendingAddsOneSlash() {
        #expect(FilePath("a").appending("b").string == "a/b")
        #expect(FilePath("a/").appending("b").string == "a/b")
        #expect(FilePath("/").appending("b").string == "/b")
        #expect(FilePath("a").appending("").string == "a")
    }

    @Test(arguments: [
        ("/a/b", "/a", true), ("/a", "/a", true), ("/ab", "/a", false), ("/", "/a", false), ("/a", "/", true),
    ])
    func insideIsDecidedOnWholeComponents(path: String, folder: String, expected: Bool) throws {
        #expect(try FilePath(validating: path).isInside(FilePath(validating: folder)) == expected)
    }
}
