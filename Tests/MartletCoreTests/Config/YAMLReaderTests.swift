import MartletCore
import SQLText
import Testing

@Suite struct YAMLReaderTests {
    private func read(_ text: String) throws(MartletError) -> YAMLNode {
        try YAMLReader.read(ConfigText(bytes: Array(text.utf8), name: "martlet.yaml"))
    }

    @Test func everythingIsTextAndHasAPlace() throws {
        let node = try read("a: 010\nb:\n  - yes\n  - \"no\"\né漢: {c: ~}\n")
        guard case .mapping(let root) = node else { throw NothingThrown() }
        #expect(root.entries.map(\.key.text) == ["a", "b", "é漢"])
        guard case .scalar(let number) = root.entries[0].value, case .sequence(let list) = root.entries[1].value,
            case .scalar(let yes) = list.items[0], case .scalar(let no) = list.items[1],
            case .mapping(let inner) = root.entries[2].value, case .scalar(let null) = inner.entries[0].value
        else { throw NothingThrown() }
        #expect(number.text == "010" && number.position == SourcePosition(line: 1, column: 4) && number.length == 3)
        #expect(yes.text == "yes" && !yes.isQuoted && yes.position == SourcePosition(line: 3, column: 5))
        #expect(no.text == "no" && no.isQuoted && no.length == 4 && no.isVerbatim)
        #expect(null.isNull && null.position == SourcePosition(line: 5, column: 9))
    }

    @Test func textInSeveralLinesIsNotVerbatim() throws {
        let node = try read("a: |\n  one\n  two\nb: \"x\\ty\"\n")
        guard case .mapping(let root) = node, case .scalar(let block) = root.entries[0].value,
            case .scalar(let escaped) = root.entries[1].value
        else { throw NothingThrown() }
        #expect(block.text == "one\ntwo\n" && block.isQuoted && !block.isVerbatim)
        #expect(escaped.text == "x\ty" && !escaped.isVerbatim)
    }

    @Test(arguments: [
        ("a: &x 1\n", 1, 4, "anchors (&name) are not supported here"),
        ("a: 1\nb: *x\n", 2, 4, "aliases (*name) are not supported here"),
        ("a: !!str 1\n", 1, 4, "tags (!name) are not supported here"),
        ("a: !x {}\n", 1, 4, "tags (!name) are not supported here"),
        ("a: &x []\n", 1, 4, "anchors (&name) are not supported here"),
        ("a: 1\nb: 2\na: 3\n", 3, 1, "the key 'a' is given twice"),
        ("a: 1\n---\nb: 2\n", 2, 1, "a second document begins here: one file holds one"),
        ("? [a]\n: 1\n", 1, 3, "a key must be text"),
        ("? \n: 1\n", 1, 2, "a key must be text"),
        ("%YAML 1.1\n---\na: 1\n", 1, 1, "YAML directives are not supported"),
        ("a:\n\tb: 1\n", 2, 1, "not valid YAML: found character that cannot start any token"),
        ("a: b: c\n", 1, 5, "not valid YAML: mapping values are not allowed in this context"),
        ("a: 1\nb: \"x\nc: 2\n", 2, 4, "not valid YAML: found unexpected end of stream while scanning a quoted scalar"),
        ("a: [1, 2\nb: 1\n", 2, 2, "not valid YAML: did not find expected ',' or ']'"),
        ("a: 1\n b: 2\n", 2, 3, "not valid YAML: mapping values are not allowed in this context"),
        ("é: 1\n\u{7}b: 2\n", 2, 1, "not valid YAML: control characters are not allowed"),
        ("{", 1, 2, "not valid YAML: did not find expected node content"),
        ("{\n", 2, 1, "not valid YAML: did not find expected node content"),
        ("a: 1 # é\u{2028}b: 2\n", 1, 9, "U+2028 ends a line in YAML, and nowhere else"),
        ("a: '\u{2029}'\n", 1, 5, "U+2029 ends a line in YAML, and nowhere else"),
        ("a: \u{85}b\n", 1, 4, "U+0085 ends a line in YAML, and nowhere else"),
    ])
    func whatIsNotStrictIsRefusedWithItsPlace(text: String, line: Int, column: Int, message: String) throws {
        let error = try diagnostic { () throws(MartletError) in try read(text) }
        #expect(error.code == .config)
        #expect(error.message == message)
        #expect(error.location?.file == "martlet.yaml")
        #expect(error.location?.position == SourcePosition(line: line, column: column))
    }

    @Test func errorsHelpWhereTheyCan() throws {
        let tab = try diagnostic { () throws(MartletError) in try read("a:\n\tb: 1\n") }
        #expect(tab.help == "indent with spaces, not tabs")
        let colon = try diagnostic { () throws(MartletError) in try read("a: b: c\n") }
        #expect(colon.help == "put a value that holds ': ' in quotes")
        let twice = try diagnostic { () throws(MartletError) in try read("a: 1\nb: 2\na: 3\n") }
        #expect(twice.notes == ["first given at martlet.yaml:1:1"])
        let bracket = try diagnostic { () throws(MartletError) in try read("a: [1, 2\nb: 1\n") }
        #expect(bracket.notes == ["while parsing a flow sequence that begins in line 1"])
    }

    @Test func nestingHasALimit() throws {
        #expect(throws: Never.self) { try read(String(repeating: "[", count: 32) + String(repeating: "]", count: 32)) }
        let error = try diagnostic { () throws(MartletError) in try read(String(repeating: "[", count: 900)) }
        #expect(error.message == "more than 32 levels of nesting")
        #expect(error.location?.position == SourcePosition(line: 1, column: 34))
    }

    @Test func sizeHasALimit() throws {
        let error = try diagnostic { () throws(MartletError) in try read(String(repeating: "#", count: (1 << 20) + 1)) }
        #expect(error.message == "martlet.yaml is larger than 1 MiB, too large for a configuration")
    }

    @Test(arguments: ["", "\n\n", "# only a comment\n"])
    func emptyFileIsAnError(text: String) throws {
        let error = try diagnostic { () throws(MartletError) in try read(text) }
        #expect(error.message == "martlet.yaml is empty")
        #expect(error.help == "martlet init writes one to start from")
    }

    @Test(
        arguments: [
            ([0x61, 0x3a, 0x20, 0xff], "martlet.yaml is not UTF-8: the byte at offset 3 is wrong"),
            ([0x61, 0x00], "martlet.yaml holds a NUL character at byte offset 1"),
            ([0xff, 0xfe, 0x61, 0x00], "martlet.yaml is UTF-16, not UTF-8"),
        ] as [([UInt8], String)])
    func whatIsNotUTF8IsRefused(bytes: [UInt8], message: String) throws {
        let error = try diagnostic { () throws(MartletError) in try ConfigText(bytes: bytes, name: "martlet.yaml") }
        #expect(error.message == message)
        #expect(error.help == "save the file as UTF-8")
    }

    @Test func byteOrderMarkAndCarriageReturnsAreNoMatter() throws {
        let error = try diagnostic { () throws(MartletError) in try read("\u{feff}a: 1\r\nb: *x\r\n") }
        #expect(error.location?.position == SourcePosition(line: 2, column: 4))
        #expect(error.location?.excerpt == "b: *")
    }

    /// Whatever is cut off or changed, the answer is a value or an error with a place, never a crash.
    @Test func damagedFilesNeverCrash() {
        let text = Array("a: &x [1, {b: \"c\\n\"}, 'd']\n? e\n: |\n  f\n---\n- !t *x\n".utf8)
        for cut in 0...text.count {
            _ = try? YAMLReader.read(ConfigText(bytes: Array(text[..<cut]), name: "f"))
            for byte in "\t:[]{}\"'&*!|>%@`#-?\n".utf8 where cut < text.count {
                var changed = text
                changed[cut] = byte
                _ = try? YAMLReader.read(ConfigText(bytes: changed, name: "f"))
            }
        }
    }
}
