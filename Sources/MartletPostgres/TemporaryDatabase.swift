internal import MartletCore
internal import SQLText

/// The names of databases that are there for a while: one that is built, and one whose place was taken.
///
/// Whoever uses them has a session open that bears their name too, so that those of a run that was killed are known for
/// what they are.
struct TemporaryDatabase {
    private let stem: String

    /// The database that is built.
    var new: String { stem + ".new" }
    /// The one that had the place before.
    var old: String { stem + ".old" }
    /// The name of the session.
    var session: String { stem }

    private static let letters = Array("0123456789abcdefghijklmnopqrstuvwxyz")
    private static let length = 16

    /// Names that nothing has.
    init() { stem = ".martlet-" + String((0..<Self.length).map { _ in Self.letters.randomElement() ?? "0" }) }

    /// Removes what runs that were killed have left, as far as the role may.
    ///
    /// Whatever cannot be removed stays; it does no harm.
    static func removeAbandoned(_ connection: PostgresConnection) {
        let rows = try? connection.query(
            """
            SELECT datname FROM pg_catalog.pg_database AS d
            WHERE datname ~ '^[.]martlet-[0-9a-z]{\(length)}[.](new|old)$'
              AND pg_catalog.pg_has_role(datdba, 'MEMBER')
              AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_stat_activity AS a
                WHERE a.datname = d.datname OR d.datname IN (a.application_name || '.new', a.application_name || '.old'))
            """)
        for name in (rows ?? []).compactMap({ $0.text(0) }) { remove(name, connection) }
    }

    /// Removes one of them; true if it is gone.
    @discardableResult
    static func remove(_ name: String, _ connection: PostgresConnection) -> Bool {
        (try? connection.run("DROP DATABASE IF EXISTS \(name.quotedAsIdentifier)")) != nil
    }
}
