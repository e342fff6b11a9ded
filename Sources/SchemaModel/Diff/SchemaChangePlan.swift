public import SQLText

/// The statements that turn one schema into another of the same engine, in order.
public struct SchemaChangePlan: Sendable, Hashable {
    /// What is left to choose.
    public struct Options: Sendable, Hashable {
        /// PostgreSQL: whether tables that others write to are changed without keeping them waiting, in more statements,
        /// some of which run outside of a transaction.
        public var isOnline: Bool
        /// PostgreSQL: the major version of the server that runs them; 0 where nobody knows it.
        public var serverVersion: Int

        /// Online forms that every server knows, unless said otherwise.
        public init(isOnline: Bool = true, serverVersion: Int = 0) {
            (self.isOnline, self.serverVersion) = (isOnline, serverVersion)
        }
    }

    /// Whose statements they are.
    public let dialect: Dialect
    /// The statements.
    public let statements: [ChangeStatement]
    /// SQLite: whether they have to run with `PRAGMA foreign_keys = OFF`.
    public let needsForeignKeysOff: Bool

    /// What has to be set before them: a function may be made before what it uses.
    public var settings: [String] {
        let makesRoutine = statements.contains { statement in
            statement.sql.hasPrefix("CREATE ") && [" FUNCTION ", " PROCEDURE "].contains { statement.sql.contains($0) }
        }
        return dialect == .postgres && makesRoutine ? [PostgresSchemaWriter.uncheckedFunctions] : []
    }

    /// Whether a statement among them cannot run inside a transaction.
    public var needsNoTransaction: Bool { statements.contains(where: \.isOutsideTransaction) }

    /// The same in parts that each run in one way: together in a transaction, or one by one outside of it.
    public var parts: [SchemaChangePlan] {
        var runs: [[ChangeStatement]] = []
        for statement in statements {
            if let last = runs.last?.last, last.isOutsideTransaction == statement.isOutsideTransaction {
                runs[runs.count - 1].append(statement)
            } else {
                runs.append([statement])
            }
        }
        return runs.map { SchemaChangePlan(dialect, $0, needsForeignKeysOff: needsForeignKeysOff) }
    }

    /// The same in as few parts as its words allow; only a trial tells whether nothing else depends on the order.
    public var grouped: SchemaChangePlan {
        if parts.count < 3 { return self }
        let ordered = StatementGrouping(statements).ordered
        return SchemaChangePlan(dialect, ordered, needsForeignKeysOff: needsForeignKeysOff)
    }

    private init(_ dialect: Dialect, _ statements: [ChangeStatement], needsForeignKeysOff: Bool) {
        (self.dialect, self.statements, self.needsForeignKeysOff) = (dialect, statements, needsForeignKeysOff)
    }

    /// Plans the way from one schema to another.
    /// - Throws: `SchemaCycle`, if objects need one another and nothing of them can be given later.
    public init(
        from old: Schema, to new: Schema, renames: [RenameHint] = [], options: Options = Options()
    ) throws(SchemaCycle) {
        dialect = new.dialect
        switch new.dialect {
        case .sqlite:
            let plan = SQLiteChangePlan(from: old, to: new, renames: renames)
            (statements, needsForeignKeysOff) = (plan.statements, plan.needsForeignKeysOff)
        case .postgres:
            let choice = PostgresChangePlan.Options(online: options.isOnline, serverVersion: options.serverVersion)
            let free = Displacement(old, to: new, renames).schema
            let plan = try PostgresChangePlan(from: free, to: new, renames: renames, options: choice)
            statements = try Self.freeing(from: old, to: free, choice) + plan.statements
            needsForeignKeysOff = false
        }
    }

    /// PostgreSQL: what takes away that whose name is to be another's, in the transaction that gives the name.
    private static func freeing(
        from old: Schema, to free: Schema, _ options: PostgresChangePlan.Options
    ) throws(SchemaCycle) -> [ChangeStatement] {
        var options = options
        options.online = false
        return old == free ? [] : try PostgresChangePlan(from: old, to: free, options: options).statements
    }

    /// The statements, each below what it is for and what has to be known of it.
    public var commentedStatements: [String] {
        statements.map { statement in
            let hazards = statement.hazards.map(\.words).joined(separator: ", ")
            let comment = statement.explanation + (hazards.isEmpty ? "" : " [\(hazards)]")
            let lines = comment.split(whereSeparator: \.isNewline).map { "-- \($0)\n" }.joined()
            return "\(lines)\(statement.sql);\n"
        }
    }

    /// All of it as a script that a client of the database runs, with its transactions.
    public var script: String {
        dialect == .sqlite ? scriptOfSQLite : scriptOfPostgres
    }

    private var scriptOfSQLite: String {
        if statements.isEmpty { return "" }
        let use = "-- Stops at the first error, and then changes nothing: sqlite3 -bail DATABASE <THIS-FILE\n"
        let change = commentedStatements.joined(separator: "\n")
        guard needsForeignKeysOff else { return use + "BEGIN;\n\n" + change + "\nCOMMIT;\n" }
        let count = "SELECT count(*) FROM pragma_foreign_key_check"
        return use + """
            -- While foreign keys are on, DROP TABLE deletes what refers to the rows of the table, or fails.
            PRAGMA foreign_keys = OFF;
            BEGIN;

            -- Counts the rows that refer to nothing already: those are nobody's fault here.
            CREATE TEMP TABLE martlet_orphans (before, after, CONSTRAINT no_row_loses_its_parent CHECK (after <= before));
            INSERT INTO temp.martlet_orphans (before) \(count);

            \(change)
            -- Prints the rows that refer to nothing, and fails if there are more of them now.
            PRAGMA foreign_key_check;
            UPDATE temp.martlet_orphans SET after = (\(count));
            DROP TABLE temp.martlet_orphans;

            COMMIT;
            PRAGMA foreign_keys = ON;

            """
    }

    /// What can share a transaction does; the others stand between them.
    private var scriptOfPostgres: String {
        if statements.isEmpty { return "" }
        let end = needsNoTransaction ? "keeps what was committed by then" : "then changes nothing"
        let use = "-- Stops at the first error, and \(end): psql -v ON_ERROR_STOP=1 -f THIS-FILE\n"
        var parts = [use] + settings.map { $0 + ";\n" }
        var isOpen = false
        for (statement, text) in zip(statements, commentedStatements) {
            if statement.isOutsideTransaction == isOpen {
                parts.append(isOpen ? "COMMIT;\n" : "BEGIN;\n")
                isOpen.toggle()
            }
            parts.append(text)
        }
        if isOpen { parts.append("COMMIT;\n") }
        return parts.joined(separator: "\n")
    }
}

extension Hazard {
    /// For people: `deletes data`.
    public var words: String {
        switch self {
        case .deletesData: "deletes data"
        case .blocksWrites: "blocks writes"
        case .rewritesTable: "rewrites the table"
        case .mayFail: "may fail"
        case .changesMeaning: "changes what is read"
        case .slowsQueries: "slows queries"
        }
    }
}
