internal import CPostgres
internal import Glibc
internal import MartletCore

/// Keeps a connection that leaves this machine from being read, or answered by somebody else.
///
/// libpq by itself takes plain text if the other side says that it knows nothing else (`sslmode=prefer`), and so does
/// whoever is in between. Here the server has to prove its name, unless the URL says otherwise in so many words.
/// Source: <https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION>.
struct Encryption {
    /// What is added to libpq's parameters.
    let parameters: [(String, String)]

    /// Decides for one connection.
    /// - Throws: `insecure`, for `prefer` and `allow`, which look safe and are not.
    init(
        _ url: ConnectionURL, _ location: PostgresLocation, _ effective: EffectiveParameters, _ pq: LibPQ
    ) throws(DriverError) {
        guard let host = effective.hosts.first(where: { !$0.isLocal }) else {
            parameters = []
            return
        }
        let asked = location.value(of: "sslmode")
        if let asked, ["prefer", "allow"].contains(asked) { throw Self.refusal(url, host, asked) }
        // Where nobody says anything, libpq means `prefer`.
        let mode = asked ?? effective["sslmode"] ?? "prefer"
        let isUnsaid = asked == nil && ["prefer", "allow"].contains(mode)
        let settled = isUnsaid ? "verify-full" : mode
        let certificates = Self.certificates(for: settled, effective, pq)
        parameters = (isUnsaid ? [("sslmode", settled)] : []) + (certificates.map { [("sslrootcert", $0)] } ?? [])
    }

    private static func refusal(
        _ url: ConnectionURL, _ host: EffectiveParameters.Host, _ mode: String
    ) -> DriverError {
        let name = PrintableText.escaping(host.name.isEmpty ? host.address : host.name)
        var error = DriverError(
            .insecure,
            "sslmode=\(mode) lets anybody between here and \(name) read the password and change what is sent")
        error.help =
            "leave sslmode out, so that \(name) has to prove who it is; "
            + "on a network that you trust altogether, write sslmode=disable"
        return error
    }

    /// Who is believed about the name of a server: the machine's own list, if nobody says another.
    private static func certificates(
        for mode: String, _ effective: EffectiveParameters, _ pq: LibPQ
    ) -> String? {
        guard mode.hasPrefix("verify-"), effective["sslrootcert"] == nil else { return nil }
        let own = getenv("HOME").map { String(cString: $0) + "/.postgresql/root.crt" }
        if let own, access(own, F_OK) == 0 { return nil }
        if mode == "verify-full", pq.pointee.PQlibVersion() >= 160_000 { return "system" }
        return bundles.first { access($0, R_OK) == 0 }
    }

    /// Where distributions keep the certificates that they trust.
    private static let bundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]
}
