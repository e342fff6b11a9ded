internal import SQLText

/// A statement of a file that stopped half-way, or of its way back.
struct HalfRunStatement {
    /// Its number, from 1.
    let number: Int
    /// All of it.
    let sql: String
    let kind: StatementKind
    /// What it leaves that can be looked for.
    let effect: StatementTrace?
    /// The table whose rows it changes, or to which it adds something.
    let table: ChangedTable?

    /// Its beginning, on one line.
    var excerpt: String { Excerpt.of(sql, lines: 1, characters: 80) }

    /// Whether it changes where names lead, and nothing in the database.
    var isSetting: Bool {
        switch kind {
        case .set(_, isLocal: false), .reset: true
        default: false
        }
    }

    /// Whether it is in one transaction with the note that it is done; what may commit by itself is not.
    var sharesNote: Bool { !kind.mustStandAlone && !["do", "call"].contains(firstWord) }

    /// Whether it leaves nothing that would have to be undone.
    var isHarmless: Bool {
        switch kind {
        case .select, .vacuum, .pragma, .createTemporary, .savepoint, .release: true
        default: isSetting || ["analyze", "reindex", "refresh", "checkpoint", "explain", "lock"].contains(firstWord)
        }
    }

    private var firstWord: String { sql.prefix { $0.isLetter }.lowercased() }

    /// Whether it changes or adds to one of these, and so goes with it.
    func belongs(to made: [StatementTrace], _ dialect: Dialect) -> Bool {
        if let table { return made.contains { $0.isOf(table.name) } }
        guard ["comment", "grant", "revoke"].contains(firstWord) else { return false }
        let names = SourceText(sql, name: "", dialect: dialect).namesMentioned
        return made.contains { names.contains($0.name.name.lowercased()) }
    }

    /// The statements of a script, in order; none of one that cannot be read.
    static func all(of script: Script) -> [HalfRunStatement] {
        var statements: [HalfRunStatement] = []
        try? script.forEachStatement(
            { (statement) throws(MartletError) in
                guard statement.part == .statement else { return }
                statements.append(
                    HalfRunStatement(
                        number: statement.number, sql: String(decoding: statement.sql, as: UTF8.self),
                        kind: statement.kind, effect: StatementTrace(statement.sql, dialect: statement.dialect),
                        table: ChangedTable(statement.sql, dialect: statement.dialect)))
            }, unreadable: { $0 })
        return statements
    }

    /// Has names lead where they lead behind it.
    func prepareProbe(_ driver: any Driver) throws(DriverError) {
        switch kind {
        case .set("search_path", isLocal: false), .reset("search_path"), .reset("all"):
            if driver is any ServerDriver { try driver.execute(sql) }
        default: return
        }
    }
}

extension StatementTrace {
    /// For people: `column x of a`.
    var words: String { part.map { "\(kind.rawValue) \($0) of \(written)" } ?? "\(kind.rawValue) \(written)" }

    /// Whether it is about the same thing as another one.
    func isOfSame(as other: StatementTrace) -> Bool {
        isOf(other.name) && part?.lowercased() == other.part?.lowercased()
    }

    /// Whether the thing, or the table that it is a part of, has this name.
    func isOf(_ other: ObjectName) -> Bool {
        guard name.name.lowercased() == other.name.lowercased() else { return false }
        guard let schema = name.schema, let otherSchema = other.schema else { return true }
        return schema.lowercased() == otherSchema.lowercased()
    }
}
