/// Why the service cannot do what it was started for, and with which status it ends.
struct ServiceError: Error {
    let message: String
    let status: Int32

    init(_ message: String, status: Int32) {
        self.message = message
        self.status = status
    }
}

/// What the service was started with.
struct ServiceOptions {
    /// The address to listen on.
    var host = "0.0.0.0"
    /// The port; 0 for any that is free.
    var port: UInt16 = 8001
    /// The folder of `martlet.yaml`, or that file; `nil` for the nearest one upward.
    var project: String?
    /// Whether only the usage is asked for.
    var asksForHelp = false

    static let usage = """
        Usage: kokoro-website-admin [--host ADDRESS] [--port NUMBER] [--project PATH]

        Creates the tables and the default templates, where they are missing, and answers on HTTP.

          --host ADDRESS   where to listen (0.0.0.0)
          --port NUMBER    the port ($PORT, or 8001); 0 takes a free one
          --project PATH   the folder of martlet.yaml ($MARTLET_PROJECT, or the nearest one upward)
        """

    /// Reads the command line; what it does not say, the environment does.
    /// - Throws: What is wrong with it, status 2.
    init(_ arguments: [String], environment: [String: String]) throws(ServiceError) {
        if let text = environment["PORT"], !text.isEmpty { port = try Self.port(text, "PORT") }
        project = environment["MARTLET_PROJECT"].flatMap { $0.isEmpty ? nil : $0 }
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if ["-h", "--help"].contains(argument) {
                asksForHelp = true
                continue
            }
            guard ["--host", "--port", "--project"].contains(parts[0]) else {
                throw ServiceError("unknown argument \(argument)\n\(Self.usage)", status: 2)
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty else {
                throw ServiceError("\(parts[0]) needs a value\n\(Self.usage)", status: 2)
            }
            switch parts[0] {
            case "--host": host = value
            case "--port": port = try Self.port(value, "--port")
            default: project = value
            }
        }
    }

    private static func port(_ text: String, _ name: String) throws(ServiceError) -> UInt16 {
        guard let port = UInt16(text) else {
            throw ServiceError("\(name) is \(text), and no port: 0 to 65535", status: 2)
        }
        return port
    }
}
