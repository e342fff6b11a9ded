internal import SQLText

extension SourceText {
    /// Reads the bytes of a script; `file` is the name that people see.
    init(script bytes: [UInt8], in file: String, _ dialect: Dialect) throws(MartletError) {
        do throws(SourceTextError) {
            try self.init(bytes: bytes, name: file, dialect: dialect)
        } catch {
            throw MartletError(error, in: file, at: error.position(in: bytes))
        }
    }
}

extension SourceTextError {
    /// The line and column of the byte in question; `nil` if the whole file is meant.
    fileprivate func position(in bytes: [UInt8]) -> SourcePosition? {
        switch self {
        case .invalidUTF8(let offset), .containsNUL(let offset):
            // All before it is text.
            let text = try? SourceText(bytes: Array(bytes[..<offset]), name: "")
            return text.map { $0.position(of: SourceOffset(utf8: $0.utf8.count)) }
        case .utf16: return nil
        }
    }
}

extension MartletError {
    /// What is wrong with the bytes of a file that should be text.
    init(_ error: SourceTextError, in file: String, at position: SourcePosition? = nil) {
        let place = SourceLocation(file: file, position: position)
        let word = file.quotedForShell
        switch error {
        case .invalidUTF8(let offset):
            self.init(
                .notUTF8, "the file is not valid UTF-8: byte \(offset) begins no character", at: place,
                notes: ["nothing was changed"], help: "convert it, for example: iconv -f LATIN1 -t UTF-8 \(word) > NEW")
        case .containsNUL(let offset):
            self.init(
                .notUTF8, "the file holds a NUL byte at \(offset)", at: place, notes: ["nothing was changed"],
                help: "write zeros as a blob literal: x'00'")
        case .utf16:
            self.init(
                .notUTF8, "the file is UTF-16", at: place, notes: ["nothing was changed"],
                help: "convert it: iconv -f UTF-16 -t UTF-8 \(word) > NEW")
        }
    }
}
