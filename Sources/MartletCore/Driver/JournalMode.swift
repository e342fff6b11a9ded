/// How SQLite keeps a transaction undoable.
///
/// Source: <https://www.sqlite.org/pragma.html#pragma_journal_mode>.
public enum JournalMode: String, Sendable, Hashable, CaseIterable {
    /// A journal that is removed after each transaction; what SQLite does by itself.
    case delete
    /// A journal that is emptied after each transaction.
    case truncate
    /// A journal that stays, with an invalid head.
    case persist
    /// A write-ahead log: readers and a writer do not wait for each other.
    case wal
}
