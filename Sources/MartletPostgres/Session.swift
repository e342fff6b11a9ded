internal import MartletCore

/// How every session of Martlet is set up, whatever the role, the database or a script has set.
struct SessionSettings {
    /// The settings, in order.
    private var settings: [(name: String, value: String)]

    /// Chooses them.
    /// - Parameters:
    ///   - hasNetwork: whether there is a network in between, which could swallow anybody.
    ///   - defersFlush: whether commits are brought to the disk later, by `makeDurable`.
    init(_ options: ConnectOptions, serverVersion: Int, hasNetwork: Bool, defersFlush: Bool) {
        var settings = [
            ("standard_conforming_strings", "on"),
            ("lock_timeout", String(max(options.lockTimeout.wholeMilliseconds, 1))),
            // Time-outs of the role are for its applications; a migration may take hours.
            ("statement_timeout", "0"),
            // Martlet computes between statements for moments; a program that was stopped may not hold locks for ever.
            ("idle_in_transaction_session_timeout", "600000"),
        ]
        if hasNetwork {
            // A client that the network has swallowed is noticed in half a minute here too, and its locks are free: the
            // server's own limit is that of its system, two hours.
            settings += [
                ("tcp_keepalives_idle", "10"), ("tcp_keepalives_interval", "5"), ("tcp_keepalives_count", "3"),
                ("tcp_user_timeout", "30000"),
            ]
        }
        if serverVersion >= 140_000 {
            settings.append(("idle_session_timeout", "0"))
            // The statement of a client that was killed stops within a second, and its locks are free.
            settings.append((Self.clientCheck, "1000"))
        }
        if serverVersion >= 170_000 { settings.append(("transaction_timeout", "0")) }
        if options.purpose == .read { settings.append(("default_transaction_read_only", "on")) }
        if defersFlush { settings.append(("synchronous_commit", "off")) }
        self.settings = settings
    }

    private static let clientCheck = "client_connection_check_interval"

    /// For a server that cannot notice that its client is gone while it runs a statement.
    mutating func checkNoClient() { settings.removeAll { $0.name == Self.clientCheck } }

    /// The statements that make them.
    var statements: [String] { settings.map(Self.statement) }

    /// Those that make them again after `RESET ALL`, which gives most settings the value that is wanted.
    ///
    /// Each takes the server a hundredth of a millisecond, and they are run before every script.
    /// - Parameter usual: the values that settings had before any of these statements was run.
    func statements(beside usual: [String: String]) -> [String] {
        settings.filter { usual[$0.name] != $0.value }.map(Self.statement)
    }

    private static func statement(_ setting: (name: String, value: String)) -> String {
        "SET \(setting.name) = '\(setting.value)'"
    }

    /// The statements that take away what a script may have left, beside the settings.
    ///
    /// `DISCARD ALL` is these and one more, which gives up advisory locks.
    /// Source: <https://www.postgresql.org/docs/current/sql-discard.html>.
    static let cleaning = [
        "CLOSE ALL", "SET SESSION AUTHORIZATION DEFAULT", "RESET ALL", "DEALLOCATE ALL", "UNLISTEN *",
        "DISCARD PLANS", "DISCARD TEMP", "DISCARD SEQUENCES",
    ]
}

/// What the server says of a session at its start.
struct SessionFacts {
    /// The schema in which new tables are made; `nil` if there is none.
    var schema: String?
    /// The process of the server that runs the statements.
    var process: Int32
    /// Whether nothing can be written.
    var isReadOnly: Bool
    /// Whether it is a copy of another server.
    var isStandby: Bool
    /// What a commit waits for, as the administrator has it.
    var synchronousCommit: String
    /// The number of the database.
    var database: Int
    /// Where names lead that say no schema, as the URL, the role or the database has it.
    var searchPath: String
    /// Whether the role is not the one that has logged in, a schema stands before PostgreSQL's own, or somebody's
    /// functions are run with every statement that changes the schema.
    var isUnusual: Bool
    /// The values of settings that are usually as Martlet wants them; without those that the server does not know.
    var usual: [String: String]

    /// Before the server was asked.
    static let unknown = SessionFacts(
        schema: nil, process: 0, isReadOnly: false, isStandby: false, synchronousCommit: "on", database: 0,
        searchPath: "", isUnusual: true, usual: [:])

    private static let usualSettings = [
        "standard_conforming_strings", "statement_timeout", "idle_session_timeout", "transaction_timeout",
    ]

    /// Asks for them; to be run before the settings, which change some.
    static let statement = """
        SELECT pg_catalog.current_schema(), pg_catalog.pg_backend_pid(),
          pg_catalog.current_setting('transaction_read_only'), pg_catalog.pg_is_in_recovery(),
          pg_catalog.current_setting('synchronous_commit'),
          (SELECT oid FROM pg_catalog.pg_database WHERE datname \(equals) pg_catalog.current_database()),
          pg_catalog.current_setting('search_path'),
          current_user::pg_catalog.text OPERATOR(pg_catalog.<>) session_user::pg_catalog.text
            OR pg_catalog.strpos(pg_catalog.current_setting('search_path'), 'pg_catalog') OPERATOR(pg_catalog.>) 0
            OR EXISTS (SELECT FROM pg_catalog.pg_event_trigger
              WHERE evtenabled OPERATOR(pg_catalog.<>) 'D'::pg_catalog."char"),
          \(usualSettings.map { "pg_catalog.current_setting('\($0)', true)" }.joined(separator: ", "))
        """
}

extension SessionFacts {
    /// Reads the answer.
    init?(_ row: Row) {
        guard row.values.count == 8 + Self.usualSettings.count, let process = row.integer(1),
            let database = row.integer(5)
        else {
            return nil
        }
        self.init(
            schema: row.text(0), process: Int32(clamping: process), isReadOnly: row.text(2) == "on",
            isStandby: row.integer(3) == 1, synchronousCommit: row.text(4) ?? "on", database: database,
            searchPath: row.text(6) ?? "", isUnusual: row.integer(7) != 0,
            usual: Dictionary(
                uniqueKeysWithValues: Self.usualSettings.enumerated().compactMap { place, name in
                    row.text(8 + place).map { (name, $0) }
                }))
    }
}
