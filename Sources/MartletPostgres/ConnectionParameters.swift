internal import CPostgres
internal import Glibc
internal import MartletCore

/// What libpq is told to connect: what the URL says, and Martlet's own settings where nobody says anything.
struct ConnectionParameters {
    private(set) var names: [String] = []
    private(set) var values: [String] = []
    /// How long connecting may take, over all hosts.
    let patience: Duration

    /// Asks libpq what the URL, the variables and the service file come to, and adds what is missing.
    /// - Throws: `badURL`, if that is not well said; `insecure`.
    init(_ url: ConnectionURL, _ location: PostgresLocation, writes: Bool, _ pq: LibPQ) throws(DriverError) {
        let effective = try EffectiveParameters(location, pq)
        patience = .seconds(Self.seconds(effective["connect_timeout"])) * effective.hosts.count
        for parameter in location.parameters { add(parameter.name, parameter.value) }
        for (name, secret) in location.secrets { add(name, secret.revealed) }
        add("client_encoding", "UTF8")
        if effective["fallback_application_name"] == nil { add("fallback_application_name", "martlet") }
        // A server that vanished is noticed in half a minute; the system's own limit is two hours.
        let defaults = [
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            // With several hosts, one that does not answer may not take the time of the others.
            ("tcp_user_timeout", effective.hosts.count > 1 ? "10000" : "30000"),
        ]
        for (name, value) in defaults where effective[name] == nil { add(name, value) }
        if location.secrets["password"] == nil, PasswordFile(effective).wasToldOf() {
            add("passfile", PasswordFile.none)
        }
        if writes, effective.hosts.count > 1, location.value(of: "target_session_attrs") == nil,
            effective["target_session_attrs"] ?? "any" == "any"
        {
            add("target_session_attrs", "read-write")
        }
        for (name, value) in try Encryption(url, location, effective, pq).parameters { add(name, value) }
    }

    /// How long one host may take to let somebody in.
    ///
    /// As libpq has it, nothing below two seconds, and 0 for as long as it takes; but 10 seconds if nobody says anything.
    private static func seconds(_ text: String?) -> Int {
        guard let seconds = text.flatMap({ Int($0) }) else { return 10 }
        return seconds <= 0 ? 86_400 : max(seconds, 2)
    }

    /// The last of several values counts.
    mutating func add(_ name: String, _ value: String) {
        names.append(name)
        values.append(value)
    }
}

/// What libpq would connect with.
struct EffectiveParameters {
    private let values: [String: String]
    /// Where it would connect to.
    let hosts: [Host]

    /// One server.
    struct Host {
        /// The name, or the folder of a socket; empty for libpq's own choice, which is local.
        var name: String
        /// The address, where one is given.
        var address: String

        /// Whether nobody on a network can be in between.
        var isLocal: Bool {
            let place = address.isEmpty ? name : address
            return place.isEmpty || place.hasPrefix("/") || place.hasPrefix("@") || place == "localhost"
                || place.hasPrefix("127.") && place.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2e }
                || place == "::1"
        }
    }

    /// What no server can be reached with.
    private static let impossible = "martlet-only-asks"

    /// Has libpq put everything together, and refuse it for the one value that is impossible before it connects.
    ///
    /// There is no call for this: `PQconndefaults` knows nothing of a service that the URL names.
    init(_ location: PostgresLocation, _ pq: LibPQ) throws(DriverError) {
        let given = location.parameters.filter { $0.name != "gssencmode" }
        // With a password it does not look into the file of passwords, of which it may have something to say.
        let names = CStrings(given.map(\.name) + ["password", "gssencmode"])
        let texts = CStrings(given.map(\.value) + [Self.impossible, Self.impossible])
        guard let connection = pq.pointee.PQconnectStartParams(names.pointer, texts.pointer, 0) else {
            throw DriverError(.outOfMemory, "no memory for a connection")
        }
        defer { pq.pointee.PQfinish(connection) }
        let message = DriverError.text(pq.pointee.PQerrorMessage(connection))
        guard message.contains(Self.impossible), let options = pq.pointee.PQconninfo(connection) else {
            var error = DriverError(.badURL, message.droppingLineEnd)
            error.help = Self.help(message)
            throw error
        }
        defer { pq.pointee.PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let name = option.pointee.keyword {
            if let value = option.pointee.val, value.pointee != 0, !PostgresLocation.isSecret(name) {
                values[String(cString: name)] = String(cString: value)
            }
            option += 1
        }
        self.values = values
        hosts = Self.hosts(values["host"] ?? "", values["hostaddr"] ?? "")
    }

    /// What solves what libpq says of its parameters, which may stand in a variable or a service as well.
    static func help(_ message: String) -> String? {
        if message.contains("sslrootcert=system") {
            return "leave sslmode out, or write sslmode=verify-full: the machine's own authorities vouch for a name, "
                + "and nothing less"
        }
        if message.contains("sslmode value") {
            return "write disable, require, verify-ca or verify-full; where the URL says nothing, see PGSSLMODE "
                + "and the service"
        }
        if message.contains("definition of service") {
            return "write it into ~/.pg_service.conf, or name another file by PGSERVICEFILE"
        }
        return nil
    }

    /// A value that somebody gave, or that libpq gives itself.
    subscript(name: String) -> String? { values[name] }

    private static func hosts(_ names: String, _ addresses: String) -> [Host] {
        let names = names.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let addresses = addresses.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return (0..<max(names.count, addresses.count, 1)).map { index in
            Host(
                name: index < names.count ? names[index] : "",
                address: index < addresses.count ? addresses[index] : "")
        }
    }
}

extension PostgresLocation {
    fileprivate static func isSecret(_ name: UnsafePointer<CChar>) -> Bool {
        secretNames.contains(String(cString: name))
    }
}

extension String {
    /// The text without the line ends behind it.
    var droppingLineEnd: String {
        var text = self[...]
        while text.last == "\n" { text = text.dropLast() }
        return String(text)
    }
}
