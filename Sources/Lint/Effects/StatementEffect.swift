public import PostgresTree
public import SQLText

/// What a statement does to what is there, as far as it tells by itself: which tables it locks, and what it does with the
/// whole of them; what is lost for good; which names it gives.
public struct StatementEffect: Sendable, Hashable {
    /// What is done with a table.
    public enum Work: String, Sendable, Hashable, CaseIterable {
        /// The catalogue is changed: an instant.
        case catalogue
        /// Some of its rows are changed.
        case rows
        /// All of it is read.
        case scan
        /// All of it is read, and an index of it written.
        case index
        /// All of it is read, and its rows are written elsewhere.
        case copy
        /// All of it is written, with its indexes.
        case rewrite
    }

    /// A table that the statement has to do with.
    public struct Touch: Sendable, Hashable {
        /// Its name, or that of one of its indexes; `nil` for the whole database.
        public var name: ObjectName?
        /// Whether that is the name of an index.
        public var isIndex = false
        /// Whether it is the table of that index which is locked.
        public var locksTable = false
        /// The lock on it; `nil` for SQLite, which locks the whole database.
        public var lock: LockMode?
        /// What is done with it.
        public var work: Work
        /// What may spare that, and is not to be seen in the statement.
        public var sparing: TableLock.Sparing?
    }

    /// What is gone afterwards, and comes back from a backup alone.
    public enum Loss: Sendable, Hashable {
        /// A table with its rows.
        case table(ObjectName)
        /// A column with its values.
        case column(String, of: ObjectName)
        /// Some or all rows of a table.
        case rows(of: ObjectName)
        /// All rows of a table, at once.
        case allRows(of: ObjectName)
        /// What some or all rows of a table had for values.
        case values(of: ObjectName)
        /// A schema, an extension or a type, with what hangs on it.
        case object(String)

        /// The table that loses something.
        public var table: ObjectName? {
            switch self {
            case .table(let table), .column(_, let table), .rows(let table), .allRows(let table), .values(let table):
                table
            case .object: nil
            }
        }
    }

    /// A name that it gives.
    public enum Naming: Sendable, Hashable {
        /// A table is made.
        case created(ObjectName)
        /// A table gets another name.
        case renamed(ObjectName, to: ObjectName)
        /// An index is made.
        case indexed(ObjectName, table: ObjectName)
    }

    /// What it touches, in the order of the statement.
    public var touches: [Touch] = []
    /// What is lost.
    public var losses: [Loss] = []
    /// The names that it gives.
    public var namings: [Naming] = []
}

extension StatementEffect {
    /// What each statement of a script does, in order.
    public static func effects(of script: LintedScript) -> [StatementEffect] {
        switch script.dialect {
        case .postgres:
            script.statements.map { statement in
                // What cannot be read is said to have no effect; lint tells of it.
                (try? PostgresParser.parse(statement, of: script.text).get()).map(StatementEffect.init) ?? .init()
            }
        case .sqlite: SQLiteEffects(script).all
        }
    }
}

extension StatementEffect.Loss {
    /// For people: `drops orders with its rows`.
    public var sentence: String {
        switch self {
        case .table(let table): "drops \(table) with its rows"
        case .column(let column, let table): "drops \(table).\(column) with its values"
        case .rows(let table): "deletes rows of \(table)"
        case .allRows(let table): "deletes all rows of \(table)"
        case .values(let table): "overwrites values in \(table)"
        case .object(let name): "drops \(name)"
        }
    }
}
