public import SQLText

/// Where a SQLite database is.
public enum SQLiteLocation: Sendable, Hashable {
    /// In a file, named by an absolute path where the URL was read with an absolute base.
    case file(FilePath)
    /// In memory, private to one connection.
    case memory
}

/// Where a database is and how to reach it, read from a URL; it prints without secrets.
///
/// | URL | database |
/// |---|---|
/// | `sqlite:data/app.db`, `sqlite://data/app.db` | a file below the base folder, as sqlx reads them |
/// | `sqlite:/var/app.db`, `sqlite:///var/app.db` | a file by its absolute path, as dbmate and sqlx read them |
/// | `sqlite::memory:`, `sqlite://:memory:` | in memory |
///
/// `sqlite3:` is the same as `sqlite:`. `%20` and its like are decoded. `?mode=ro` opens for reading only; `?mode=rwc`,
/// which applications share with sqlx, is what happens without it. `?network=allow` lets the file lie on a network
/// file system.
///
/// | URL | database |
/// |---|---|
/// | `postgres://app@db.example/prod` | `prod` on that server, as role `app` |
/// | `postgresql://app@one,two:5433/prod` | on whichever of them takes the connection |
/// | `postgres:///prod?host=/run/postgresql` | through the socket in that folder |
/// | `postgres://?service=prod` | as the service file says |
///
/// libpq reads what a PostgreSQL URL leaves out from the `PG…` variables, `.pgpass` and the service file, and takes
/// its other parameters from the URL: <https://www.postgresql.org/docs/current/libpq-connect.html>.
public struct ConnectionURL: Sendable, Hashable, CustomStringConvertible {
    /// The kind of database and its place.
    public enum Target: Sendable, Hashable {
        /// A SQLite database.
        case sqlite(SQLiteLocation)
        /// A PostgreSQL database.
        case postgres(PostgresLocation)
    }

    /// The kind of database and its place.
    public let target: Target
    /// Whether the database is opened for reading only.
    public let isReadOnly: Bool
    /// Whether it may be changed also where other machines may have it open.
    public let allowsNetwork: Bool

    /// Makes the URL of a target.
    public init(_ target: Target, isReadOnly: Bool = false, allowsNetwork: Bool = false) {
        self.target = target
        self.isReadOnly = isReadOnly
        self.allowsNetwork = allowsNetwork
    }

    /// The URL of another file beside this one, of which the same is allowed.
    func beside(_ path: FilePath) -> ConnectionURL {
        ConnectionURL(.sqlite(.file(path)), isReadOnly: isReadOnly, allowsNetwork: allowsNetwork)
    }

    /// The URL of a database of the same engine that is not there.
    var ofNothing: ConnectionURL {
        switch target {
        case .sqlite: ConnectionURL(.sqlite(.memory))
        case .postgres(let location): ConnectionURL(.postgres(location.with("dbname", ".martlet-nothing")))
        }
    }

    /// The URL of a SQLite database in a file.
    public static func sqlite(_ path: FilePath) -> ConnectionURL { ConnectionURL(.sqlite(.file(path))) }

    /// The file of the database; `nil` if it has none.
    public var file: FilePath? {
        switch target {
        case .sqlite(.file(let path)): path
        case .sqlite(.memory), .postgres: nil
        }
    }

    /// Whether the database is on a server, and no file of this machine.
    var isOnServer: Bool { if case .postgres = target { true } else { false } }

    /// What the database is called where nobody has given it a name, as far as the URL says.
    public var databaseName: String {
        switch target {
        case .sqlite(.file(let path)): path.stem
        case .sqlite(.memory): "memory"
        case .postgres(let location):
            location.value(of: "dbname") ?? location.value(of: "service") ?? location.value(of: "user") ?? "postgres"
        }
    }

    /// The URL without secrets.
    public var description: String { text { $0.description } }

    /// The URL without secrets, its path relative to `root` where it stands inside.
    public func display(relativeTo root: FilePath) -> String { text { $0.display(relativeTo: root) } }

    /// Where the database is, whoever asks: without role and secrets.
    func place(relativeTo root: FilePath) -> String {
        guard case .postgres(var location) = target else { return display(relativeTo: root) }
        location.parameters.removeAll { $0.name == "user" }
        return ConnectionURL(.postgres(location)).description
    }

    private func text(_ path: (FilePath) -> String) -> String {
        let place: String
        switch target {
        case .sqlite(.file(let file)): place = path(file)
        case .sqlite(.memory): place = ":memory:"
        case .postgres(let location): return location.text(isReadOnly: isReadOnly)
        }
        let parameters = (isReadOnly ? ["mode=ro"] : []) + (allowsNetwork ? ["network=allow"] : [])
        return "sqlite:" + place + (parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&"))
    }

    /// Reads a URL; relative paths are below `base`.
    ///
    /// - Parameter location: where the URL was written, for the error.
    /// - Throws: `bad-url`; a password in the text is never part of the error.
    public static func parse(
        _ text: String, relativeTo base: FilePath, at location: SourceLocation? = nil
    ) throws(MartletError) -> ConnectionURL {
        do throws(URLFault) {
            return try URLParser(text: text, base: base).parse()
        } catch {
            throw MartletError(.badURL, error.message, at: location, help: error.help)
        }
    }

    /// The text of a server's URL for a command that people are told to type: secrets alone are `***`.
    public static func typed(_ text: String) -> String {
        (try? URLParser(text: text, base: FilePath("/")).parse()) == nil
            ? URLRedaction.redacted(text) : URLRedaction.withoutSecrets(text, mark: "***")
    }

    /// The text of a URL fit to be shown: password and parameter values are `***`.
    ///
    /// Text that is no URL may be a password by itself, and comes back as `***` altogether.
    public static func redacted(_ text: String) -> String { URLRedaction.redacted(text) }
}
