public import SchemaModel

/// One open connection to one database: blocking, and used by one thread at a time.
///
/// Statements of the engine itself go through `query` and `execute`, which own their text and bind their values.
/// Statements of people's scripts go through `runStatement`, which refuses transaction control:
/// begin, commit and savepoints belong to the runner.
public protocol Driver: AnyObject {
    /// What answers, for people: "SQLite 3.40.1".
    var server: ServerDescription { get }

    /// Stops the running statement from another thread.
    var cancelHandle: CancelHandle { get }

    /// True between `begin` and `commit` or `rollback`, and false again if the database gave the transaction up.
    var isInTransaction: Bool { get }

    /// Begins a transaction that holds the right to write from the start.
    func begin() throws(DriverError)
    /// Makes the transaction last.
    func commit() throws(DriverError)
    /// Brings what was committed to the disk for good, so that it outlasts a power failure.
    func makeDurable() throws(DriverError)
    /// Undoes the transaction; nothing happens if there is none.
    func rollback() throws(DriverError)
    /// Marks a point inside the transaction to which it can be undone.
    func savepoint() throws(DriverError)
    /// Forgets the innermost mark, keeping what was done since.
    func releaseSavepoint() throws(DriverError)
    /// Undoes what was done since the innermost mark, and forgets it.
    func rollbackToSavepoint() throws(DriverError)

    /// Runs one statement of the engine's own and hands over its rows one by one.
    func query(_ sql: String, _ values: [Value], each: (Row) -> Void) throws(DriverError)

    /// Runs one statement of somebody's script and returns how many rows it changed.
    /// - Parameter limit: How long it may run before it is stopped; `nil` for as long as it takes.
    func runStatement(_ sql: UnsafeBufferPointer<UInt8>, within limit: Duration?) throws(DriverError) -> Int

    /// A table's name in a statement, quoted and with its schema: no temporary object of a script hides the table.
    func qualified(_ table: String) -> String

    /// The names of the tables that exist.
    func tableNames() throws(DriverError) -> [String]

    /// The tables that would be lost with the database, without these, which are Martlet's own.
    func countableTables(beside own: Set<String>) throws(DriverError) -> [CountableTable]

    /// The tables and views that go by these names, each by the name that it was asked for.
    func relations(named names: [String]) throws(DriverError) -> [String: Relation]

    /// Whether rows may break a foreign key until `enforceForeignKeys(true)`; only outside a transaction.
    func enforceForeignKeys(_ enforced: Bool) throws(DriverError)

    /// True if a constraint that was put off is broken now, so that a commit would fail.
    func hasBrokenDeferredKeys() throws(DriverError) -> Bool

    /// Rows that break a foreign key, at most `limit`.
    func brokenForeignKeys(limit: Int) throws(DriverError) -> [BrokenForeignKey]

    /// Rows that a statement would leave with a broken foreign key, and that were well before; at most `limit`.
    ///
    /// To be asked after the statement was refused, in a transaction that is undone afterwards.
    func rowsBroken(by sql: UnsafeBufferPointer<UInt8>, limit: Int) throws(DriverError) -> [BrokenForeignKey]

    /// How many rows each table that refers to `table` has.
    func rowCountsOfReferrers(to table: String) throws(DriverError) -> [String: Int]

    /// The schema as statements, the same text however the database was made, without these tables.
    func schemaScript(excluding tables: Set<String>) throws(DriverError) -> SchemaScript

    /// What the database consists of apart from its rows, without these tables.
    func schema(excluding tables: Set<String>) throws(DriverError) -> Schema

    /// Whether there is anything in the database beside these tables.
    func holdsAnything(beside tables: Set<String>) throws(DriverError) -> Bool

    /// What the database finds wrong with itself.
    func selfCheck(_ progress: (String) -> Void) throws(DriverError) -> [CheckFinding]

    /// Copies the database, as it is at one moment, into `file`, which exists and is empty.
    ///
    /// The database is not changed, and goes on being used meanwhile.
    /// - Parameter look: asks the same moment through this connection.
    func copy(
        to file: FilePath, _ cancellation: Cancellation, alongside look: () throws(DriverError) -> Void
    ) throws(DriverError)

    /// Puts the connection back to how it was opened: settings, temporary objects and attached databases are gone.
    func resetSession() throws(DriverError)

    /// Closes the connection. Afterwards only `close` may be called again.
    func close() throws(DriverError)
}

extension Driver {
    /// Those of the schema.
    public func countableTables(beside own: Set<String>) throws(DriverError) -> [CountableTable] {
        try tableNames().filter { !own.contains($0) }.map { CountableTable($0, parts: [qualified($0)]) }
    }

    /// The rows of each table that would be lost, and the tables whose rows cannot be counted.
    func countRows(beside own: Set<String>) throws(DriverError) -> (rows: [String: Int], uncounted: [String]) {
        var rows: [String: Int] = [:]
        var uncounted: [String] = []
        for table in try countableTables(beside: own) {
            guard let parts = table.parts else {
                uncounted.append(table.name)
                continue
            }
            var count = 0
            for part in parts { count += try scalar("SELECT count(*) FROM \(part)")?.integerValue ?? 0 }
            rows[table.name] = count
        }
        return (rows, uncounted)
    }

    /// Whether the schema has anything else.
    public func holdsAnything(beside tables: Set<String>) throws(DriverError) -> Bool {
        try !schemaScript(excluding: tables).statements.isEmpty
    }

    /// The columns of a table or view, in order; none if it does not exist.
    public func columnNames(of table: String) throws(DriverError) -> [String] {
        try relations(named: [table])[table]?.columns ?? []
    }

    /// Runs one statement of the engine's own and returns its rows.
    public func query(_ sql: String, _ values: [Value] = []) throws(DriverError) -> [Row] {
        var rows: [Row] = []
        try query(sql, values) { rows.append($0) }
        return rows
    }

    /// Runs one statement of the engine's own whose rows are of no interest.
    public func execute(_ sql: String, _ values: [Value] = []) throws(DriverError) { try query(sql, values) { _ in } }

    /// The first value of the first row.
    public func scalar(_ sql: String, _ values: [Value] = []) throws(DriverError) -> Value? {
        try query(sql, values).first?.values.first
    }
}

/// A table whose rows can be counted.
public struct CountableTable: Sendable, Hashable {
    /// Its name for people, with its schema where that does not go without saying.
    public var name: String
    /// What stands behind FROM for each part of it, so that every row is counted once; `nil` if they cannot be counted.
    public var parts: [String]?

    /// Makes one.
    public init(_ name: String, parts: [String]?) {
        self.name = name
        self.parts = parts
    }
}

/// A table or a view.
public struct Relation: Sendable, Hashable {
    /// The names of its columns, in order; also of generated ones.
    public var columns: [String]
    /// Whether it is a table, and no view.
    public var isTable: Bool

    /// Makes one.
    public init(columns: [String], isTable: Bool) {
        self.columns = columns
        self.isTable = isTable
    }
}

/// What answers at the other end.
public struct ServerDescription: Sendable, Hashable {
    /// The engine's name in the JSON contract: `sqlite`.
    public var engine: String
    /// The engine's name for people: `SQLite`.
    public var name: String
    /// Its version: `3.40.1`.
    public var version: String

    /// Makes a description.
    public init(engine: String, name: String, version: String) {
        self.engine = engine
        self.name = name
        self.version = version
    }
}

/// A row that refers to nothing.
public struct BrokenForeignKey: Sendable, Hashable {
    /// The table that holds the row.
    public var table: String
    /// The row's number, where the engine has one.
    public var row: Int?
    /// The table it refers to.
    public var parent: String
    /// The columns of the key, and what stands in them where the row can be read: `author = 9`.
    public var key: String

    /// Makes one.
    public init(table: String, row: Int?, parent: String, key: String) {
        self.table = table
        self.row = row
        self.parent = parent
        self.key = key
    }

    /// The row, for people: `posts row 7 (author = 9)`.
    public var subject: String { "\(table)\(row.map { " row \($0)" } ?? "") (\(key))" }

    /// For people: `posts row 7 (author = 9) has no match in users`.
    var sentence: String { "\(subject) has no match in \(parent)" }
}

/// A schema as statements, in an order in which they can be run.
public struct SchemaScript: Sendable, Hashable {
    /// The statements; none for a database without objects.
    public var statements: [SchemaStatement]
    /// What is there and is not in the statements.
    public var omissions: [Omission]

    /// Takes statements, and what is not among them.
    public init(_ statements: [SchemaStatement], omissions: [Omission] = []) {
        self.statements = statements
        self.omissions = omissions
    }
}

/// One object of a schema and the statement that makes it.
public struct SchemaStatement: Sendable, Hashable {
    /// What it makes: `table`, `index`, `view`, `trigger`; `comment`; `setting` for what the others need first.
    public var kind: String
    /// Its name.
    public var name: String
    /// The table it belongs to; its own name for a table.
    public var table: String
    /// The statement, without its last semicolon.
    public var sql: String

    /// Makes one.
    public init(kind: String, name: String, table: String, sql: String) {
        self.kind = kind
        self.name = name
        self.table = table
        self.sql = sql
    }
}

/// One thing a database's check of itself found.
public struct CheckFinding: Sendable, Hashable {
    /// Whether data is in danger, or only speed or tidiness.
    public enum Weight: String, Sendable, Hashable {
        /// The file is damaged: what is read of it may be wrong.
        case damage
        /// The data breaks a rule.
        case violation
        /// Nothing is wrong, and something could be better.
        case advice
    }

    /// How bad it is.
    public var weight: Weight
    /// The fact.
    public var message: String
    /// What to do about it.
    public var help: String?

    /// Makes one.
    public init(_ weight: Weight, _ message: String, help: String? = nil) {
        self.weight = weight
        self.message = message
        self.help = help
    }
}
