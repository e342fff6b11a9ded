import SQLText

/// Reads what stands behind `postgres:` in a URL.
///
/// As libpq reads it, but that nothing is guessed: an unknown parameter, one that is given twice, or a character that
/// belongs to a password somebody forgot to encode is an error. No error repeats what could be part of a password.
/// Source: <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS>.
struct PostgresURLParser {
    let rest: Substring.UTF8View

    private static let example = "write postgres://role@host/database"
    private static let encoding = "in a role or a password, write @ as %40, / as %2F, : as %3A, ? as %3F, # as %23"

    func parse() throws(URLFault) -> ConnectionURL {
        guard rest.starts(with: "//".utf8) else {
            throw URLFault(message: "a PostgreSQL URL begins with postgres://", help: Self.example)
        }
        let text = rest.dropFirst(2)
        let question = text.firstIndex(of: UInt8(ascii: "?"))
        var found = Parameters()
        try place(text[..<(question ?? text.endIndex)], &found)
        if let question { try query(text[text.index(after: question)...], &found) }
        return ConnectionURL(
            .postgres(PostgresLocation(found.parameters, secrets: found.secrets)), isReadOnly: found.isReadOnly)
    }

    /// What was read so far.
    private struct Parameters {
        var parameters: [PostgresLocation.Parameter] = []
        var secrets: [String: SecretString] = [:]
        var isReadOnly = false

        mutating func add(_ name: String, _ value: String) throws(URLFault) {
            guard !value.utf8.contains(0) else {
                throw URLFault(message: "the URL parameter '\(name)' holds a NUL character")
            }
            guard secrets[name] == nil, !parameters.contains(where: { $0.name == name }) else {
                let several = ["host", "hostaddr", "port"].contains(name)
                throw URLFault(
                    message: "the URL gives '\(name)' twice",
                    help: several ? "several of them are one value, with commas between: ?\(name)=first,second" : nil)
            }
            if PostgresLocation.secretNames.contains(name) {
                secrets[name] = SecretString(value)
            } else {
                parameters.append(.init(name, value))
            }
        }
    }

    // MARK: Role, hosts, database

    private func place(_ text: Substring.UTF8View, _ found: inout Parameters) throws(URLFault) {
        let slash = text.firstIndex(of: UInt8(ascii: "/"))
        var authority = text[..<(slash ?? text.endIndex)]
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            try role(authority[..<at], &found)
            authority = authority[authority.index(after: at)...]
        }
        try hosts(authority, &found)
        guard let slash, case let name = text[text.index(after: slash)...], !name.isEmpty else { return }
        guard !name.contains(where: { "@/".utf8.contains($0) }) else {
            throw URLFault(message: "the name of the database in the URL holds a / or an @", help: Self.encoding)
        }
        try found.add("dbname", URLParser.decoded(name))
    }

    private func role(_ text: Substring.UTF8View, _ found: inout Parameters) throws(URLFault) {
        guard !text.contains(UInt8(ascii: "@")) else {
            throw URLFault(message: "the URL holds more than one @", help: Self.encoding)
        }
        let colon = text.firstIndex(of: UInt8(ascii: ":"))
        let user = try URLParser.decoded(text[..<(colon ?? text.endIndex)])
        if !user.isEmpty { try found.add("user", user) }
        guard let colon, case let password = text[text.index(after: colon)...], !password.isEmpty else { return }
        try found.add("password", URLParser.decoded(password))
    }

    private func hosts(_ text: Substring.UTF8View, _ found: inout Parameters) throws(URLFault) {
        guard !text.isEmpty else { return }
        var hosts: [String] = []
        var ports: [String] = []
        for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let (host, port) = try Self.host(part)
            hosts.append(try URLParser.decoded(host))
            ports.append(try Self.port(port))
        }
        if hosts.contains(where: { !$0.isEmpty }) {
            guard !hosts.contains(where: { $0.contains(",") }) else {
                throw URLFault(message: "a host in the URL holds a comma", help: Self.example)
            }
            try found.add("host", hosts.joined(separator: ","))
        }
        if ports.contains(where: { !$0.isEmpty }) { try found.add("port", ports.joined(separator: ",")) }
    }

    /// Host and port, apart.
    private static func host(
        _ text: Substring.UTF8View
    ) throws(URLFault) -> (Substring.UTF8View, Substring.UTF8View) {
        if text.first == UInt8(ascii: "[") {
            guard let end = text.firstIndex(of: UInt8(ascii: "]")) else {
                throw URLFault(message: "an IPv6 address in the URL has no ]", help: "write [::1]")
            }
            let after = text[text.index(after: end)...]
            guard after.isEmpty || after.first == UInt8(ascii: ":") else {
                throw URLFault(message: "something else than a port stands behind an IPv6 address", help: example)
            }
            return (text[text.index(after: text.startIndex)..<end], after.dropFirst())
        }
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return (text, text.suffix(0)) }
        let port = text[text.index(after: colon)...]
        guard !port.contains(UInt8(ascii: ":")) else {
            throw URLFault(message: "a host in the URL holds several :", help: "write an IPv6 address as [::1]")
        }
        return (text[..<colon], port)
    }

    private static func port(_ text: Substring.UTF8View) throws(URLFault) -> String {
        let digits = String(Substring(text))
        guard digits.isEmpty || (digits.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt16(digits) ?? 0 > 0)
        else {
            // What is no number may be a password whose @ was forgotten.
            let isNumber = digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
            throw URLFault(
                message: "the port in the URL is no number from 1 to 65535",
                help: isNumber ? "PostgreSQL's own is 5432, which may be left out" : encoding)
        }
        return digits
    }

    // MARK: Parameters

    private func query(_ text: Substring.UTF8View, _ found: inout Parameters) throws(URLFault) {
        for part in text.split(separator: UInt8(ascii: "&")) {
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            let name = try URLParser.decoded(part[..<(equals ?? part.endIndex)])
            // An @ behind the ? belongs to a password that holds both, and this is the middle of it.
            let isShown = equals != nil && !text.contains(UInt8(ascii: "@")) && Self.isName(name)
            try Self.requireKnown(name, isShown: isShown)
            guard let equals else { throw URLFault(message: "the URL parameter '\(name)' has no value") }
            try take(name, Self.value(of: name, part[part.index(after: equals)...]), &found)
        }
    }

    /// Whether it has the form of a parameter's name.
    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 40 && text.allSatisfy { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    private static func value(of name: String, _ text: Substring.UTF8View) throws(URLFault) -> String {
        do throws(URLFault) {
            return try URLParser.decoded(text)
        } catch {
            throw URLFault(message: "the URL parameter '\(name)': \(error.message)", help: error.help)
        }
    }

    private func take(_ name: String, _ value: String, _ found: inout Parameters) throws(URLFault) {
        switch name {
        case "mode":
            guard value == "ro" else {
                throw URLFault(
                    message: "the URL parameter 'mode' must be ro",
                    help: "leave it out to read and write, or write mode=ro")
            }
            found.isReadOnly = true
        case "ssl":
            // As JDBC writes it, and as libpq takes it.
            guard value == "true" else { throw URLFault(message: "the URL parameter 'ssl' must be true") }
            try found.add("sslmode", "require")
        case "sslmode":
            guard Self.encryptionModes.contains(value) else {
                let near = closestMatch(to: value, among: Self.encryptionModes).map { "did you mean \($0)?" }
                throw URLFault(
                    message: "the URL parameter 'sslmode' has no such value",
                    help: near ?? "write one of \(Self.encryptionModes.joined(separator: ", "))")
            }
            try found.add(name, value)
        case "client_encoding":
            guard ["utf8", "utf-8", "unicode"].contains(value.lowercased()) else {
                throw URLFault(message: "Martlet talks UTF-8 with a server", help: "leave out client_encoding")
            }
        case "port":
            for port in value.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                _ = try Self.port(Substring(port).utf8)
            }
            try found.add(name, value)
        default: try found.add(name, value)
        }
    }

    private static func requireKnown(_ name: String, isShown: Bool) throws(URLFault) {
        guard !parameterNames.contains(name), name != "mode", name != "ssl" else { return }
        if let near = closestMatch(to: name, among: parameterNames + ["mode"]) {
            throw URLFault(message: "no URL parameter '\(PrintableText.escaping(name))'", help: "did you mean \(near)?")
        }
        let list = "they are listed at https://www.postgresql.org/docs/current/libpq-connect.html"
        guard isShown else {
            throw URLFault(message: "a parameter in the URL is none that libpq has", help: list + "; " + encoding)
        }
        let isSchema = ["schema", "currentschema", "search_path"].contains(name.lowercased())
        throw URLFault(
            message: "the URL parameter '\(name)' is none that libpq has",
            help: isSchema ? "write options=-csearch_path%3D and the name of the schema" : list)
    }

    private static let encryptionModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

    /// libpq's parameters up to version 18; without `replication`, which makes another kind of connection, and
    /// without those that have no effect any more.
    private static let parameterNames = [
        "host", "hostaddr", "port", "dbname", "user", "password", "passfile", "service", "servicefile",
        "require_auth", "channel_binding", "connect_timeout", "client_encoding", "options", "application_name",
        "fallback_application_name", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count",
        "tcp_user_timeout", "gssencmode", "krbsrvname", "gsslib", "gssdelegation", "sslmode", "sslnegotiation",
        "sslcompression", "sslcert", "sslkey", "sslpassword", "sslcertmode", "sslrootcert", "sslcrl", "sslcrldir",
        "sslsni", "requirepeer", "ssl_min_protocol_version", "ssl_max_protocol_version", "min_protocol_version",
        "max_protocol_version", "target_session_attrs", "load_balance_hosts", "oauth_issuer", "oauth_client_id",
        "oauth_client_secret", "oauth_scope", "scram_client_key", "scram_server_key",
    ]
}
