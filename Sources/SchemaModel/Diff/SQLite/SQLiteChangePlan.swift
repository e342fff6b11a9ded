internal import SQLText

/// The statements that turn one schema of SQLite into another, in order, for one transaction.
///
/// What ALTER TABLE can do exactly, it does; every other change of a table makes the table anew and copies its rows.
/// Views and triggers that mention a table which is renamed, made anew or loses a column are dropped before and made
/// again afterwards, since SQLite reads all of them on such a change and refuses it if one does not fit.
/// Source: <https://www.sqlite.org/lang_altertable.html>.
public struct SQLiteChangePlan: Sendable, Hashable {
    /// What is left to choose.
    public struct Options: Sendable, Hashable {
        /// Whether a table is made anew only for the order of its columns.
        public var reordersColumns = false

        /// Leaves the order of columns as it comes.
        public init(reordersColumns: Bool = false) { self.reordersColumns = reordersColumns }
    }

    /// The statements.
    public private(set) var statements: [ChangeStatement] = []
    /// Whether they have to run with `PRAGMA foreign_keys = OFF`: otherwise DROP TABLE deletes what refers to its rows.
    public private(set) var needsForeignKeysOff = false

    /// Plans the way from one schema to another.
    public init(from old: Schema, to new: Schema, renames: [RenameHint] = [], options: Options = Options()) {
        let renamed = RenamedSchema(old, to: new, renames)
        let tables = SQLiteTablePlan(from: old, to: new, renamed, options)
        let programs = SQLiteProgramPlan(
            from: old, to: new, touched: tables.touched, isRead: tables.makesSQLiteReadAll)
        // A view whose texts an index finds is there only then.
        let withNewNames = new.tables.filter { renamed.columns[NameKey($0.name, .sqlite)]?.isEmpty == false }
        let changed = tables.changedRows.union(tables.touched).union(withNewNames.map(\.name.name.foldedForSQLite))
        let fillings = SQLiteFilling.all(from: renamed.schema, to: new, changed: changed)
        statements = programs.drops + tables.statements + programs.creates + fillings
        needsForeignKeysOff = tables.needsForeignKeysOff
    }
}
