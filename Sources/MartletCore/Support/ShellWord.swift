extension String {
    /// The text as one word of a shell's command line, for commands that people are told to type.
    package var quotedForShell: String {
        let isPlain = !isEmpty && utf8.allSatisfy { Self.isPlainInShell($0) }
        if isPlain { return self }
        // By scalars: a quote with a combining accent is another character to Swift, and a quote to the shell.
        return "'" + unicodeScalars.reduce(into: "") { $0 += $1 == "'" ? "'\\''" : String($1) } + "'"
    }

    private static func isPlainInShell(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
            true
        default: "_-./:=,+@%".utf8.contains(byte)
        }
    }
}
