/// Where a PostgreSQL database is, as far as a URL says; libpq fills in the rest.
public struct PostgresLocation: Sendable, Hashable {
    /// One of libpq's parameters.
    public struct Parameter: Sendable, Hashable {
        /// Its name: `host`.
        public var name: String
        /// Its value, as libpq takes it.
        public var value: String

        /// Makes one.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What the URL says and everybody may see.
    public var parameters: [Parameter]
    /// What it says and nobody may see, by the names of the parameters.
    public var secrets: [String: SecretString]

    /// The parameters whose values are never shown.
    ///
    /// Source: <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS>.
    public static let secretNames: Set<String> = [
        "password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key",
    ]

    /// Makes a location.
    public init(_ parameters: [Parameter], secrets: [String: SecretString] = [:]) {
        self.parameters = parameters
        self.secrets = secrets
    }

    /// The value of a parameter that the URL gives.
    public func value(of name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// The same server, with another database or another value of any other parameter.
    public func with(_ name: String, _ value: String) -> PostgresLocation {
        var other = self
        other.parameters.removeAll { $0.name == name }
        other.parameters.append(Parameter(name, value))
        return other
    }

    // MARK: For people

    /// The URL without secrets: role, hosts, database, and what else leads to another database.
    func text(isReadOnly: Bool) -> String {
        let hosts = (value(of: "host") ?? value(of: "hostaddr") ?? "").split(
            separator: ",", omittingEmptySubsequences: false
        ).map(String.init)
        let ports = (value(of: "port") ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let hasSocket = hosts.contains { $0.hasPrefix("/") || $0.hasPrefix("@") }
        let places = hosts.enumerated().map { index, host in
            let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
            return (host.contains(":") ? "[\(host)]" : host) + (port.isEmpty ? "" : ":\(port)")
        }
        var parameters: [String] = []
        if hasSocket {
            parameters.append("host=\(hosts.joined(separator: ","))")
            if let port = value(of: "port"), !port.isEmpty { parameters.append("port=\(port)") }
        }
        if let service = value(of: "service") { parameters.append("service=\(service)") }
        if isReadOnly { parameters.append("mode=ro") }
        let text =
            "postgres://" + userText + (hasSocket ? "" : places.joined(separator: ","))
            + (value(of: "dbname").map { "/\($0)" } ?? (hasSocket ? "/" : ""))
        return PrintableText.escaping(
            text + (parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")))
    }

    private var userText: String {
        let password = secrets["password"] == nil ? "" : ":***"
        guard let user = value(of: "user") else { return password.isEmpty ? "" : password + "@" }
        return user + password + "@"
    }
}
