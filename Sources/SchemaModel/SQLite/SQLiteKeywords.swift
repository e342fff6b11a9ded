internal import SQLText

/// The words that mean something to SQLite's parser; most may be names too.
///
/// Source: <https://www.sqlite.org/lang_keywords.html>.
enum SQLiteKeywords {
    static let all: Set<String> = words(
        """
        abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade
        case cast check collate column commit conflict constraint create cross current current_date current_time
        current_timestamp database default deferrable deferred delete desc detach distinct do drop each else end escape
        except exclude exclusive exists explain fail filter first following for foreign from full generated glob group
        groups having if ignore immediate in index indexed initially inner insert instead intersect into is isnull join
        key last left like limit match materialized natural no not nothing notnull null nulls of offset on or order
        others outer over partition plan pragma preceding primary query raise range recursive references regexp reindex
        release rename replace restrict returning right rollback row rowid rows savepoint select set table temp
        temporary then ties to transaction trigger unbounded union unique update using vacuum values view virtual when
        where window with within without
        """)

    /// Those behind which an operand is complete: a minus that follows subtracts.
    static let operands = words("current_date current_time current_timestamp end null")

    /// Those that are called like functions.
    static let functions = words("cast glob like raise replace")

    private static func words(_ text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
    }
}

extension String {
    /// The name with small letters from A to Z: SQLite takes two names for one if these are the same.
    package var foldedForSQLite: String { String(decoding: utf8.map(\.foldedForSQLite), as: UTF8.self) }

    /// Whether the name can stand anywhere in an expression without quotation marks.
    var isPlainInSQLite: Bool { !SQLiteKeywords.all.contains(self) && quotedName(.sqlite) == self }
}

extension UInt8 {
    /// The small letter of a capital one from A to Z; other bytes as they are.
    @inline(__always)
    package var foldedForSQLite: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}
