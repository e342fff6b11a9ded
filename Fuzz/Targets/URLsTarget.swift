@testable import MartletCore

/// URLs of databases: a URL, or the parts of one around a password, cut at NUL.
enum URLsTarget {
    static func check(_ input: [UInt8]) throws {
        let texts = FuzzInput(input).texts
        try checkURL(texts[0])
        if texts.count >= 3 { try checkSecrets(around: texts) }
    }

    private static let base: FilePath = "/base"

    private static func checkURL(_ text: String) throws {
        let redacted = ConnectionURL.redacted(text)
        try require(!redacted.unicodeScalars.contains(where: PrintableText.isHarmful), "not safe to show: \(redacted)")
        let url: ConnectionURL
        do throws(MartletError) {
            url = try ConnectionURL.parse(text, relativeTo: base)
        } catch {
            try require(error.diagnostics.map(\.code) == [.badURL], "\(error)")
            let message = "\(error.diagnostics[0].message) \(error.diagnostics[0].help ?? "")"
            return try require(
                !message.unicodeScalars.contains(where: PrintableText.isHarmful), "not safe to show: \(message)")
        }
        try require(
            !url.description.unicodeScalars.contains(where: PrintableText.isHarmful), "not safe to show: \(url)")
        guard let file = url.file else {
            // What is shown of a server's URL leaves out most parameters, and is for people only.
            if case .postgres = url.target { return }
            return try require(try ConnectionURL.parse("\(url)", relativeTo: base) == url, "\(url) is another URL")
        }
        try require(file.isAbsolute && file.normalized == file, "the file is \(file)")
        let written = "sqlite:" + encoded(file.string) + (url.isReadOnly ? "?mode=ro" : "")
        try require(try ConnectionURL.parse(written, relativeTo: "/other") == url, "\(written) is not \(url)")
    }

    private static func encoded(_ path: String) -> String {
        path.utf8.reduce(into: "") { text, byte in
            let isPlain = byte > 0x20 && byte < 0x7F && !"%?".utf8.contains(byte)
            let digits = String(byte, radix: 16)
            text += isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.utf8.count == 1 ? "0" : "") + digits
        }
    }

    // MARK: Secrets

    private static let secret = "canary"

    /// Wherever a password may stand in a URL, neither the text for people nor an error shows it.
    private static func checkSecrets(around texts: [String]) throws {
        let (user, tail, host) = (texts[0], texts[1], texts[2])
        guard !texts.contains(where: { $0.lowercased().contains("ca") || $0.lowercased().contains("ry") }) else {
            return
        }
        for scheme in ["postgres", "postgresql", "sqlite", "mysql", "Postgres"] {
            // A user with a slash in it begins a path: such a text has no password there.
            let isUser = !user.utf8.contains { "/?#@".utf8.contains($0) }
            if isUser { try checkSecret("\(scheme)://\(user):\(secret)\(tail)@\(host)") }
            try checkSecret("\(scheme)://\(host.filter { $0 != "?" })?password=\(secret)\(tail.filter { $0 != "&" })")
        }
    }

    private static func checkSecret(_ text: String) throws {
        let redacted = ConnectionURL.redacted(text)
        try require(!redacted.contains(secret), "\(text) is shown as \(redacted)")
        do {
            let url = try ConnectionURL.parse(text, relativeTo: base)
            var dumped = ""
            dump(url, to: &dumped)
            // What SQLite takes for the path of a file is none of a server's passwords.
            let isFile = text.hasPrefix("sqlite") && url.file != nil
            try require(isFile || !"\(url)\(dumped)".contains(secret), "\(text) is read as \(url)")
        } catch let error as MartletError {
            try require(!"\(error)".contains(secret), "\(text): \(error)")
        }
    }
}
