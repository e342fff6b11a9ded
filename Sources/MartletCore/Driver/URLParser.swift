import SQLText

/// What is wrong with a URL; it holds no part of the text that could be secret.
struct URLFault: Error {
    var message: String
    var help: String?
}

/// Reads the text of a `ConnectionURL`.
struct URLParser {
    let text: String
    let base: FilePath

    func parse() throws(URLFault) -> ConnectionURL {
        guard !text.isEmpty else { throw URLFault(message: "the URL is empty", help: Self.example) }
        guard let scheme = Self.scheme(of: text) else { throw withoutScheme() }
        switch scheme {
        case "sqlite", "sqlite3":
            return try sqlite(text.utf8.dropFirst(scheme.utf8.count + 1))
        case "postgres", "postgresql":
            return try PostgresURLParser(rest: text.utf8.dropFirst(scheme.utf8.count + 1)).parse()
        case "file":
            throw URLFault(
                message: "file: URIs are not supported",
                help: "write the path after sqlite: — sqlite:data/app.db, or sqlite:/var/lib/app.db")
        default:
            throw unknownScheme(scheme)
        }
    }

    private static let example = "write sqlite:data/app.db, or postgres://role@host/database"

    /// The scheme in small letters, if the text begins with one.
    static func scheme(of text: String) -> String? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon != text.startIndex else { return nil }
        let scheme = text[..<colon].lowercased()
        guard let first = scheme.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return nil }
        let isSound = scheme.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"),
                UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isSound ? scheme : nil
    }

    private func withoutScheme() -> URLFault {
        // Echo it only if it looks like a database file: it could as well be a password.
        let isPlain = !text.utf8.contains { $0 <= 0x20 || $0 == 0x7f || "@=:?".utf8.contains($0) }
        if isPlain, [".db", ".sqlite", ".sqlite3"].contains(where: text.hasSuffix) {
            let shown = PrintableText.escaping(text)
            return URLFault(message: "\(shown) is a path, not a URL", help: "write sqlite:\(shown)")
        }
        return URLFault(
            message: "this is not a URL: it does not begin with sqlite: or postgres:", help: Self.example)
    }

    private func unknownScheme(_ scheme: String) -> URLFault {
        // "app:canary@host" has the form of a scheme too, so nothing but a short word is shown.
        let known = ["sqlite", "sqlite3", "postgres", "postgresql"]
        guard text.utf8.dropFirst(scheme.utf8.count + 1).starts(with: "//".utf8) || known.contains(scheme) else {
            if let near = closestMatch(to: scheme, among: known) {
                return URLFault(message: "no scheme '\(scheme)'", help: "did you mean \(near):?")
            }
            return URLFault(message: "this is not a URL that Martlet knows", help: Self.example)
        }
        let help = closestMatch(to: scheme, among: known).map { "did you mean \($0):?" } ?? Self.example
        return URLFault(message: "no scheme '\(scheme)': only sqlite: and postgres: are known", help: help)
    }

    private func sqlite(_ rest: Substring.UTF8View) throws(URLFault) -> ConnectionURL {
        let question = rest.firstIndex(of: UInt8(ascii: "?"))
        let parameters = try parameters(question.map { rest[rest.index(after: $0)...] } ?? rest.prefix(0))
        var place = rest[..<(question ?? rest.endIndex)]
        if place.starts(with: "//".utf8) {
            place = place.dropFirst(2)
            // `sqlite://app:canary@host/x` was meant for a server.
            if let at = place.firstIndex(of: UInt8(ascii: "@")), place[..<at].contains(UInt8(ascii: ":")) {
                throw URLFault(message: "a SQLite URL has no user and no host", help: Self.example)
            }
        }
        let path = try Self.decoded(place)
        if path == ":memory:" { return parameters.url(.memory) }
        guard let file = FilePath(path) else {
            let isEmpty = path.isEmpty
            throw URLFault(
                message: isEmpty ? "the URL names no file" : "the path in the URL holds a NUL character",
                help: isEmpty ? "write sqlite:data/app.db, or sqlite::memory:" : nil)
        }
        if path.utf8.last == UInt8(ascii: "/") || file.name == "." || file.name == ".." {
            throw URLFault(message: "the URL names a folder, \(file)", help: "add the name of the database file")
        }
        return parameters.url(.file(file.resolved(against: base)))
    }

    /// What stands behind the question mark.
    private struct Parameters {
        var isReadOnly = false
        var allowsNetwork = false

        func url(_ location: SQLiteLocation) -> ConnectionURL {
            ConnectionURL(.sqlite(location), isReadOnly: isReadOnly, allowsNetwork: allowsNetwork)
        }

        mutating func take(_ name: String, _ value: String) throws(URLFault) {
            switch (name, value) {
            case ("mode", "ro"): isReadOnly = true
            case ("mode", "rwc"): break
            case ("network", "allow"): allowsNetwork = true
            case ("mode", _):
                throw URLFault(
                    message: "the URL parameter 'mode' must be ro",
                    help: "leave it out to read and write, or write mode=ro")
            case ("network", _): throw URLFault(message: "the URL parameter 'network' must be allow", help: nil)
            default:
                let shown = PrintableText.escaping(String(name.prefix(40)))
                let near = closestMatch(to: name, among: ["mode", "network"]).map { "did you mean \($0)?" }
                throw URLFault(
                    message: "no URL parameter '\(shown)'",
                    help: near
                        ?? "the parameters are mode=ro and network=allow; settings of the database go into martlet.yaml"
                )
            }
        }
    }

    private func parameters(_ query: Substring.UTF8View) throws(URLFault) -> Parameters {
        var parameters = Parameters()
        var names: Set<String> = []
        for parameter in query.split(separator: UInt8(ascii: "&")) {
            let equals = parameter.firstIndex(of: UInt8(ascii: "="))
            let name = try Self.decoded(parameter[..<(equals ?? parameter.endIndex)])
            try parameters.take(
                name, Self.decoded(equals.map { parameter[parameter.index(after: $0)...] } ?? parameter.prefix(0)))
            guard names.insert(name).inserted else {
                throw URLFault(message: "the URL parameter '\(name)' is given twice")
            }
        }
        return parameters
    }

    /// The text without `%20` and its like.
    static func decoded(_ bytes: Substring.UTF8View) throws(URLFault) -> String {
        guard bytes.contains(UInt8(ascii: "%")) else { return String(Substring(bytes)) }
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(HexDigits.value),
                let low = rest.popFirst().flatMap(HexDigits.value)
            else {
                throw URLFault(
                    message: "a % in the URL is not followed by two hexadecimal digits", help: "write % as %25")
            }
            result.append(high << 4 | low)
        }
        guard let text = String(validating: result, as: UTF8.self) else {
            throw URLFault(message: "what the URL writes with % is not UTF-8")
        }
        return text
    }
}
