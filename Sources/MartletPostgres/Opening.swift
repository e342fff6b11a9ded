internal import CPostgres
internal import Glibc
internal import MartletCore
internal import SQLText

/// Connects.
///
/// Not by `PQconnectdbParams`: after that failed, only words in the server's language say why. Asked beforehand for
/// every detail, the server's error comes with its code.
func openConnection(_ parameters: ConnectionParameters, _ pq: LibPQ) throws(DriverError) -> OpaquePointer {
    let names = CStrings(parameters.names)
    let values = CStrings(parameters.values)
    guard let connection = pq.pointee.PQconnectStartParams(names.pointer, values.pointer, 0) else {
        throw DriverError(.outOfMemory, "no memory for a connection")
    }
    _ = pq.pointee.PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
    do throws(DriverError) {
        try establish(connection, until: .now + parameters.patience, pq)
    } catch {
        pq.pointee.PQfinish(connection)
        throw error
    }
    _ = pq.pointee.PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
    return connection
}

private func establish(
    _ connection: OpaquePointer, until deadline: ContinuousClock.Instant, _ pq: LibPQ
) throws(DriverError) {
    guard pq.pointee.PQstatus(connection) != CONNECTION_BAD else { throw ConnectFailure(connection, pq).error }
    var state = PGRES_POLLING_WRITING
    while state != PGRES_POLLING_OK {
        guard state != PGRES_POLLING_FAILED else { throw ConnectFailure(connection, pq).error }
        let rest = (deadline - .now).wholeMilliseconds
        guard rest > 0 else {
            throw DriverError(.unreachable, "the server did not answer in time (connect_timeout)")
        }
        var wish = pollfd(
            fd: pq.pointee.PQsocket(connection),
            events: Int16(state == PGRES_POLLING_READING ? POLLIN : POLLOUT), revents: 0)
        guard poll(&wish, 1, Int32(clamping: rest)) > 0 else { continue }
        state = pq.pointee.PQconnectPoll(connection)
    }
}

/// Whether a connection is one of the system itself.
///
/// One to the loopback is not: a tunnel may begin there.
func isSystemSocket(_ socket: Int32) -> Bool {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(socket, $0, &length) }
    }
    return code == 0 && Int32(address.ss_family) == AF_UNIX
}

/// Why there is no connection.
private struct ConnectFailure {
    let error: DriverError

    init(_ connection: OpaquePointer, _ pq: LibPQ) {
        let lines = DriverError.libraryText(of: connection, pq).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("LOCATION:  ") }
        let states = lines.compactMap(Self.state)
        let message = lines.map(Self.withoutState).joined(separator: "\n")
        let needsPassword = pq.pointee.PQconnectionNeedsPassword(connection) != 0
        var error = DriverError(
            Self.kind(states.last, message, needsPassword: needsPassword), message, serverCode: states.last)
        error.help = Self.help(error, needsPassword: needsPassword) ?? Self.reach(error, connection, pq)
        self.error = error.namingRight(of: connection, pq)
    }

    /// The SQLSTATE in `FATAL:  28P01: password authentication failed`.
    private static func state(_ line: String) -> String? {
        guard let range = stateRange(line) else { return nil }
        return String(decoding: line.utf8[range].prefix(5), as: UTF8.self)
    }

    private static func withoutState(_ line: String) -> String {
        guard let range = stateRange(line) else { return line }
        return String(line[..<range.lowerBound]) + line[range.upperBound...]
    }

    /// Where `28P01: ` stands.
    private static func stateRange(_ line: String) -> Range<String.Index>? {
        let bytes = line.utf8
        var start = bytes.startIndex
        while let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":")) {
            let rest = bytes[colon...]
            if rest.starts(with: ":  ".utf8) {
                let code = rest.dropFirst(3).prefix(7)
                let isState = code.prefix(5).allSatisfy {
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                }
                if isState, code.dropFirst(5).elementsEqual(": ".utf8) { return code.startIndex..<code.endIndex }
            }
            start = bytes.index(after: colon)
        }
        return nil
    }

    private static func kind(_ state: String?, _ message: String, needsPassword: Bool) -> DriverError.Kind {
        switch state {
        case "3D000": return .missing
        case "42501": return .accessDenied
        case .some(let state) where state.hasPrefix("28"): return .accessDenied
        case .some: return .unreachable
        case nil: break
        }
        if needsPassword { return .accessDenied }
        // The library's own words; it is never told to speak another language.
        let signs = ["certificate", "SSL", "TLS", "private key"]
        return signs.contains(where: message.contains) ? .insecure : .unreachable
    }

    private static func help(_ error: DriverError, needsPassword: Bool) -> String? {
        switch error.kind {
        case .accessDenied where needsPassword:
            "give the role's password in PGPASSWORD, in ~/.pgpass, or in the URL: postgres://role:password@host/database"
        case .accessDenied where error.message.contains("no encryption"):
            "the server may let in nobody without encryption: leave sslmode=disable out of the URL, or PGSSLMODE"
        case .accessDenied where error.message.contains("Peer authentication failed"):
            "over its socket the server lets in only the system's user of that name: be that user (sudo -u ROLE martlet …), "
                + "or connect by TCP with a password: postgres://role@localhost/database"
        case .insecure where error.message.contains("root certificate file"):
            "name a file with the certificates of authorities (PEM): sslrootcert=/path/ca.crt; without sslrootcert those "
                + "count that this machine trusts"
        case .insecure where ["certificate file", "private key"].contains(where: error.message.contains):
            "sslcert and sslkey name your own certificate and its key, chmod 0600; leave both out if the server asks for none"
        case .insecure where error.message.contains("does not support SSL"):
            "turn on ssl at the server; on a network that you trust altogether, write sslmode=disable in the URL"
        case .insecure where error.message.contains("does not match host name"):
            "use the name that the certificate is for; or trust whoever has a certificate of that authority: "
                + "sslmode=verify-ca"
        case .insecure:
            "see whether it has expired: openssl s_client -starttls postgres -connect HOST:PORT; if it was signed by an "
                + "authority of your own, name the file with that one's certificate: sslrootcert=/path/ca.crt"
        case .unreachable where error.serverCode == "53300": Self.room(error.message)
        default: nil
        }
    }

    /// Of how many connections something has enough; the server says whether that is itself, a role or a database.
    private static func room(_ message: String) -> String {
        for (sign, what) in [("for role \"", "ROLE"), ("for database \"", "DATABASE")] {
            guard let found = message.firstRange(of: sign) else { continue }
            let name = String(message[found.upperBound...].prefix { $0 != "\"" })
            return "close some of its connections, or raise its limit, of which Martlet needs two: "
                + "ALTER \(what) \(name.quotedAsIdentifier) CONNECTION LIMIT 10;"
        }
        return "close some connections, or raise max_connections"
    }

    /// How to see whether the server is there.
    private static func reach(_ error: DriverError, _ connection: OpaquePointer, _ pq: LibPQ) -> String? {
        guard error.kind == .unreachable, let host = pq.pointee.PQhost(connection).map({ DriverError.text($0) }),
            !host.isEmpty
        else { return nil }
        let port = pq.pointee.PQport(connection).map { DriverError.text($0) } ?? ""
        return "see whether the server runs and can be reached from here: pg_isready -h \(host.quotedForShell)"
            + (port.isEmpty ? "" : " -p \(port)")
    }
}
