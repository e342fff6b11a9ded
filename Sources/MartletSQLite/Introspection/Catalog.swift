internal import MartletCore

/// What SQLite itself tells of its objects: their statements, and what its pragmas understand of them.
struct Catalog {
    /// One row of `sqlite_schema`.
    struct Object {
        /// The number of the row.
        var row: Int
        var type: String
        var name: String
        /// The table or view that it belongs to, in whatever case somebody wrote it.
        var table: String
        var sql: String
    }

    /// What the pragmas tell of a table or view.
    struct Relation {
        /// `table`, `view`, `virtual` or `shadow`.
        var type: String
        var isWithoutRowID: Bool
        var isStrict: Bool
        var columns: [Column] = []
        var foreignKeys: [ForeignKey] = []
        var indexes: [Index] = []
        /// Why its columns are unknown.
        var failure: String?
    }

    /// A row of `table_xinfo`.
    struct Column {
        var name: String
        var type: String
        var isNotNull: Bool
        var defaultValue: String?
        /// Its place in the primary key, from 1; 0 outside of it.
        var keyPlace: Int
        /// 1 in virtual tables alone, 2 if it is computed on reading, 3 if on writing.
        var hidden: Int
    }

    /// The rows of `foreign_key_list` with one number.
    struct ForeignKey: Hashable {
        var table: String
        var columns: [String]
        /// Empty if none are named.
        var referencedColumns: [String]
        var onUpdate: String
        var onDelete: String
    }

    /// A row of `index_list` with those of `index_xinfo`.
    struct Index {
        var name: String
        var isUnique: Bool
        /// `c` for CREATE INDEX, `u` for UNIQUE, `pk` for PRIMARY KEY.
        var origin: String
        var isPartial: Bool
        var parts: [Part]
    }

    /// A column of an index; without a name if it is an expression.
    struct Part: Hashable {
        var name: String?
        var collation: String
        var isDescending: Bool
    }

    /// All objects but SQLite's own, in the order of names.
    var objects: [Object]
    /// What is told of those that are tables and views, by their rows.
    var relations: [Int: Relation]
}
