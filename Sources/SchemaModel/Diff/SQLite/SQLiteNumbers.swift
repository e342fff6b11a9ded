internal import SQLText

/// The greatest number that a table with AUTOINCREMENT has given out, also to a row that is gone, when the table is made
/// anew.
///
/// A table that loses AUTOINCREMENT keeps its entry, which SQLite does not read then: what gives it AUTOINCREMENT again, as
/// the way back of a migration, goes on behind it. RENAME TO takes the entry along, and DROP TABLE takes away that of a
/// table with AUTOINCREMENT alone.
/// Source: <https://www.sqlite.org/autoinc.html>.
struct SQLiteNumbers {
    /// The statements, between the copy of the rows and the end of the old table.
    private(set) var statements: [ChangeStatement] = []

    /// - Parameter temporary: the name that the new table has meanwhile.
    init(from old: Table, to new: Table, temporary: String) {
        guard old.traits.isAutoincrement || new.traits.isAutoincrement else { return }
        let (name, other) = (SQLLiteral.text(old.name.name), SQLLiteral.text(temporary))
        let isLost = old.traits.isAutoincrement && !new.traits.isAutoincrement
        statements = [
            ChangeStatement(
                """
                INSERT INTO sqlite_sequence (name, seq)
                SELECT \(other), max(seq) FROM sqlite_sequence WHERE name IN (\(name), \(other)) HAVING count(*) > 0
                """,
                isLost
                    ? "Keeps the greatest number that \(new.name) has ever given, should AUTOINCREMENT come back; till then "
                        + "numbers of rows that are gone are given again."
                    : "Takes over the greatest number that was ever given out.",
                hazards: isLost ? [.changesMeaning] : [])
        ]
        guard new.traits.isAutoincrement else { return }
        statements.append(
            ChangeStatement(
                """
                DELETE FROM sqlite_sequence
                WHERE name IN (\(name), \(other)) AND rowid < (SELECT max(rowid) FROM sqlite_sequence)
                """, "Forgets what it was taken from."))
    }
}
