internal import SQLText

/// What a script's statements ask of whoever runs it, found by reading each one's first words.
public struct ScriptTraits: Sendable, Hashable {
    /// How many statements there are.
    public internal(set) var statementCount = 0
    /// The length in bytes.
    public internal(set) var byteCount = 0
    /// True if a statement drops a table.
    public internal(set) var dropsTable = false
    /// True if what it leaves on the connection must not meet the next script: PRAGMA, ATTACH, temporary objects.
    public internal(set) var standsAlone = false
    /// PostgreSQL: true if the session is the same behind it, so that nothing has to be put right.
    public internal(set) var leavesNoTraces = true
    /// Tables that are dropped and come back under the same name; in small letters, as capitals make no difference.
    public internal(set) var rebuiltTables: Set<String> = []
    /// Tables from which the script deletes rows itself, or which it drops; in small letters.
    public internal(set) var emptiedTables: Set<String> = []
    /// The first statement that begins, ends or nests a transaction.
    var firstControl: SourceOffset?
    /// The first statement that cannot be run, or does nothing, inside a transaction; and what it is.
    var firstOutsider: Outsider?
    /// The first statement that acts beyond the database.
    var firstReach: SourceOffset?
    /// The first thing that is no SQL, and where it is.
    var firstFault: Fault?

    /// A statement that has no place inside a transaction.
    struct Outsider: Sendable, Hashable {
        let offset: SourceOffset
        /// Why it has none, in words.
        let what: String
        /// What to do instead.
        let help: String
    }

    /// Something that no database can run.
    struct Fault: Sendable, Hashable {
        let fault: ScriptFault
        let offset: SourceOffset
        /// The name of a command of `psql`.
        let command: String
    }

    /// Scripts beyond this size are committed by themselves.
    var isSmall: Bool { byteCount < 1 << 20 }

    private var droppedTables: Set<String> = []

    /// Makes the traits of an empty script.
    init() {}

    /// Takes a part of a script into account.
    mutating func take(_ head: SQLStatementHead, _ sql: UnsafeBufferPointer<UInt8>, _ dialect: Dialect) {
        switch head.part {
        case .statement:
            take(StatementKind(sql, dialect: dialect), at: head.offset)
            leavesNoTraces = leavesNoTraces && dialect == .postgres && StatementKind.leavesNoTraces(sql)
        case .fault(let fault): note(fault, at: head.offset, ScriptFault.command(in: sql))
        case .copyData, .copyEnd: break
        }
    }

    private mutating func note(_ fault: ScriptFault, at offset: SourceOffset, _ command: String) {
        firstFault = firstFault ?? Fault(fault: fault, offset: offset, command: command)
    }

    /// Takes one statement into account.
    mutating func take(_ kind: StatementKind, at offset: SourceOffset) {
        statementCount += 1
        switch kind {
        case .insert, .select: break
        case let kind where kind.controlsTransaction: firstControl = firstControl ?? offset
        case .dropTable(let table):
            dropsTable = true
            droppedTables.insert(table.name.lowercased())
            emptiedTables.insert(table.name.lowercased())
        case .alterTable(_, .renameTo(let name)): noteArrival(of: name.lowercased())
        case .createTable(let table): noteArrival(of: table.name.lowercased())
        case .delete(let table): emptiedTables.insert(table.name.lowercased())
        case .attach, .detach, .createTemporary, .vacuum, .vacuumInto, .reset, .set(_, isLocal: false):
            standsAlone = true
        case .pragma(_, let writes): standsAlone = standsAlone || writes
        default: break
        }
        if kind.reach != nil { firstReach = firstReach ?? offset }
        if firstOutsider == nil, let what = kind.outsider {
            firstOutsider = Outsider(offset: offset, what: what, help: kind.adviceOutside)
        }
    }

    private mutating func noteArrival(of table: String) {
        guard droppedTables.contains(table) else { return }
        rebuiltTables.insert(table)
        emptiedTables.remove(table)
    }
}

extension StatementKind {
    /// PRAGMAs that SQLite ignores or refuses inside a transaction.
    ///
    /// Source: <https://www.sqlite.org/pragma.html>.
    private static let outsidePragmas: Set<String> = [
        "foreign_keys", "journal_mode", "synchronous", "wal_checkpoint", "locking_mode",
    ]

    /// What makes the statement useless inside a transaction, if it is.
    var outsider: String? {
        switch self {
        case .vacuum, .vacuumInto: "VACUUM cannot run inside a transaction"
        // What the transaction has read or written of it is locked till its end.
        case .detach: "DETACH cannot run inside a transaction"
        case .pragma(let name, true) where Self.outsidePragmas.contains(name):
            "PRAGMA \(name) has no effect inside a transaction"
        case .createIndexConcurrently: "CREATE INDEX CONCURRENTLY cannot run inside a transaction"
        case .dropIndexConcurrently: "DROP INDEX CONCURRENTLY cannot run inside a transaction"
        case .outsideTransaction(let name): "\(name) cannot run inside a transaction"
        default: nil
        }
    }

    /// What to do with a statement that is useless inside a transaction.
    fileprivate var adviceOutside: String {
        switch self {
        case .pragma("foreign_keys", _):
            "leave it out: a file that drops a table runs with foreign keys off, and is checked before the commit;"
                + " any other does with the line: -- martlet: foreign_keys=off"
        case .pragma("journal_mode", _):
            "leave it out, and set journal_mode for the database in martlet.yaml"
        case .pragma("synchronous", _), .pragma("locking_mode", _):
            "leave it out: it would hold for Martlet's own connection alone"
        default: "put it into a file of its own with the line: -- martlet: transaction=none"
        }
    }

    /// True if the statement gets no transaction even from the journal.
    var mustStandAlone: Bool {
        switch self {
        case .vacuum, .vacuumInto, .attach, .detach, .pragma: true
        case .createIndexConcurrently, .dropIndexConcurrently, .outsideTransaction: true
        default: false
        }
    }
}
