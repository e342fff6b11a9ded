/// Takes the secrets out of the text of a URL.
enum URLRedaction {
    static func redacted(_ text: String) -> String {
        guard let scheme = URLParser.scheme(of: text) else { return "***" }
        let afterScheme = text.utf8.index(text.startIndex, offsetBy: scheme.utf8.count + 1)
        guard text[afterScheme...].utf8.starts(with: "//".utf8) else { return scheme + ":***" }
        var rest = text[text.utf8.index(afterScheme, offsetBy: 2)...]
        var user = ""
        // A password may hold any character, also `@`, `/` and `?`: the last `@` ends it.
        if let at = rest.utf8.lastIndex(of: UInt8(ascii: "@")) {
            user = Self.user(rest[..<at])
            rest = rest[rest.utf8.index(after: at)...]
        } else if let colon = rest.utf8.prefix(while: { $0 != UInt8(ascii: "?") }).firstIndex(of: UInt8(ascii: ":")) {
            // Without `@`, what follows the colon is a port; if it is not, it is a password whose host was forgotten.
            let port = rest[rest.utf8.index(after: colon)...].utf8.prefix { !"/?".utf8.contains($0) }
            if !port.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
                return PrintableText.escaping("\(scheme)://\(rest[..<colon]):***")
            }
        }
        return PrintableText.escaping("\(scheme)://\(user)\(withoutValues(rest))")
    }

    /// The text of a sound PostgreSQL URL without the parts that are secret; everything else is as it was.
    /// - Parameter mark: what stands in their place.
    static func withoutSecrets(_ text: String, mark: String? = nil) -> String {
        let bytes = text.utf8
        guard let slashes = bytes.firstRange(of: "//".utf8) else { return text }
        let place = bytes[slashes.upperBound...].prefix { $0 != UInt8(ascii: "?") }
        let authority = place.prefix { $0 != UInt8(ascii: "/") }
        var result = String(text[..<slashes.upperBound])
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            let user = authority[..<at].prefix { $0 != UInt8(ascii: ":") }
            let hasPassword = user.endIndex != at
            result += Substring(user) + (hasPassword ? mark.map { ":" + $0 } ?? "" : "") + Substring(place[at...])
        } else {
            result += Substring(place)
        }
        let parameters = bytes[place.endIndex...].dropFirst().split(separator: UInt8(ascii: "&"))
        let query = parameters.compactMap { parameter -> String? in
            let name = try? URLParser.decoded(parameter.prefix { $0 != UInt8(ascii: "=") })
            let isSecret = name.map(PostgresLocation.secretNames.contains) ?? true
            return isSecret ? mark.map { "\(name ?? "")=\($0)" } : String(Substring(parameter))
        }.joined(separator: "&")
        return query.isEmpty ? result : result + "?" + query
    }

    /// What stands before the `@`, without the password.
    private static func user(_ info: Substring) -> String {
        let name = Substring(info.utf8.prefix { $0 != UInt8(ascii: ":") })
        // What a path or a parameter begins in is no user, and may be a password itself.
        if name.utf8.contains(where: { "/?".utf8.contains($0) }) { return "***@" }
        return name + (name.endIndex == info.endIndex ? "@" : ":***@")
    }

    /// The rest of a URL with the value of every parameter taken out.
    private static func withoutValues(_ rest: Substring) -> String {
        guard let question = rest.utf8.firstIndex(of: UInt8(ascii: "?")) else { return String(rest) }
        let parameters = rest[rest.utf8.index(after: question)...].utf8.split(separator: UInt8(ascii: "&"))
        let names = parameters.map { parameter in
            let name = String(Substring(parameter.prefix { $0 != UInt8(ascii: "=") }))
            return name.utf8.count == parameter.count ? "***" : name + "=***"
        }
        return rest[..<question] + "?" + names.joined(separator: "&")
    }
}
