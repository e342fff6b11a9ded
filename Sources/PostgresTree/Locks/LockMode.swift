/// The locks of a table, from the weakest.
///
/// <https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES>
public enum LockMode: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Of SELECT.
    case accessShare = 1
    /// Of SELECT FOR UPDATE.
    case rowShare
    /// Of INSERT, UPDATE and DELETE.
    case rowExclusive
    /// Of VACUUM, CREATE INDEX CONCURRENTLY and VALIDATE CONSTRAINT.
    case shareUpdateExclusive
    /// Of CREATE INDEX.
    case share
    /// Of CREATE TRIGGER and ADD FOREIGN KEY.
    case shareRowExclusive
    /// Of REFRESH MATERIALIZED VIEW CONCURRENTLY.
    case exclusive
    /// Of most of ALTER TABLE, DROP and TRUNCATE.
    case accessExclusive

    /// The mode of a name as PostgreSQL has it, in the manual or in `pg_locks`: `SHARE ROW EXCLUSIVE`,
    /// `ShareRowExclusiveLock`.
    public init?(name: String) {
        let letters = { (text: String) in text.lowercased().filter(\.isLetter) }
        let wanted = letters(name)
        guard let mode = Self.allCases.first(where: { [letters($0.name), letters($0.name) + "lock"].contains(wanted) })
        else { return nil }
        self = mode
    }

    /// Whether one is weaker than the other.
    public static func < (left: LockMode, right: LockMode) -> Bool { left.rawValue < right.rawValue }

    /// Whether SELECT has to wait for it.
    public var blocksReads: Bool { self == .accessExclusive }

    /// Whether INSERT, UPDATE and DELETE have to wait for it.
    public var blocksWrites: Bool { self >= .share }

    /// Its name as PostgreSQL has it.
    public var name: String {
        switch self {
        case .accessShare: "ACCESS SHARE"
        case .rowShare: "ROW SHARE"
        case .rowExclusive: "ROW EXCLUSIVE"
        case .shareUpdateExclusive: "SHARE UPDATE EXCLUSIVE"
        case .share: "SHARE"
        case .shareRowExclusive: "SHARE ROW EXCLUSIVE"
        case .exclusive: "EXCLUSIVE"
        case .accessExclusive: "ACCESS EXCLUSIVE"
        }
    }
}
