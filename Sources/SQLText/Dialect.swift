/// Whose SQL a text is written in.
public enum Dialect: String, Sendable, Hashable, Codable {
    /// SQLite's.
    case sqlite
    /// PostgreSQL's, with what `psql` adds to it: COPY data between the statements, and commands of its own.
    case postgres
}
