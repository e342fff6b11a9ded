/// How SQLite keeps a transaction undoable.
///
/// Source: <https://www.sqlite.org/pragma.html#pragma_journal_mode>.
public enum JournalMode: String, Sendable, Hashable, CaseIterable {
    case delete, truncate, persist, wal
}
