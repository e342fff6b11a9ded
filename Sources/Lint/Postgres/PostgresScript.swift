internal import PostgresTree
internal import SQLText

/// A script with its statements as PostgreSQL's own parser reads them, and with what they leave behind.
struct PostgresScript {
    /// A statement with its place.
    struct Statement {
        /// Its number in the script, from 0.
        let index: Int
        /// Its bytes in the file.
        let range: Range<Int>
        /// What it does.
        let tree: PostgresStatement
        /// What its WITH does.
        let inner: [PostgresStatement]
        /// Whether it runs in a transaction that holds its locks until a later statement.
        let isInTransaction: Bool
    }

    /// The script.
    let script: LintedScript
    /// The statements that could be read, in order.
    let statements: [Statement]
    /// Why the others could not be read.
    let failures: [(range: Range<Int>, failure: ParseFailure)]
    /// The tables and the like that the script creates, without the schema `public`, with the number of the statement
    /// that does.
    let created: [ObjectName: Int]
    /// The tables that get another name, in order, without the schema `public`.
    let renamings: [(index: Int, old: ObjectName, new: ObjectName)]
    /// What is done to tables that were there before the script.
    let alterations: [Alteration]
    /// All columns that the script makes, of new tables and of others.
    let columns: [WrittenColumn]

    /// Parses each statement once.
    init(_ script: LintedScript) {
        var statements: [Statement] = []
        var failures: [(range: Range<Int>, failure: ParseFailure)] = []
        var isInTransaction = script.runsInTransaction
        for (index, statement) in script.statements.enumerated() {
            switch PostgresParser.parse(statement, of: script.text) {
            case .success(let parsed):
                if case .transaction(let control) = parsed.statement {
                    isInTransaction = Self.isInTransaction(after: control, isInTransaction)
                }
                statements.append(
                    Statement(
                        index: index, range: statement.range, tree: parsed.statement, inner: parsed.inner,
                        isInTransaction: isInTransaction))
            case .failure(let failure): failures.append((statement.range, failure))
            }
        }
        let created = Self.created(by: statements)
        self.script = script
        self.statements = statements
        self.failures = failures
        self.created = created
        renamings = statements.compactMap(\.renaming)
        alterations = statements.flatMap { $0.alterations(beside: created, script.target.statistics) }
        columns = statements.flatMap(\.columns)
    }

    private static func isInTransaction(after control: TransactionControl, _ before: Bool) -> Bool {
        switch control {
        case .begin: true
        case .commit, .rollback, .twoPhase: false
        case .savepoint: before
        }
    }

    private static func created(by statements: [Statement]) -> [ObjectName: Int] {
        var created: [ObjectName: Int] = [:]
        for statement in statements {
            if let renaming = statement.renaming, created[renaming.old] != nil {
                // From here on: until now the name may have been that of an old table.
                created[renaming.new] = statement.index
            }
            switch statement.tree {
            // With IF NOT EXISTS too: what follows is written for the table that is made here.
            case .createTable(let table): created[table.relation.name.withoutPublic] = statement.index
            case .createTableAs(let relation, _, _): created[relation.name.withoutPublic] = statement.index
            default: continue
            }
        }
        return created
    }

    /// Whether a table was created earlier in this script: nobody waits for its locks, and it has no rows of old.
    func isNew(_ table: Relation, at statement: Statement) -> Bool {
        created[table.name.withoutPublic].map { $0 < statement.index } ?? false
    }

    /// Whether the script makes a table behind a statement that took its name from another one.
    func comesBack(_ table: Relation, after statement: Statement) -> Bool {
        created[table.name.withoutPublic].map { $0 > statement.index } ?? false
    }

    /// What the table that a statement names is called at the end of the script, without the schema `public`.
    func lastName(of table: Relation, after statement: Statement) -> ObjectName {
        renamings.filter { $0.index > statement.index }.reduce(table.name.withoutPublic) { name, renaming in
            renaming.old == name ? renaming.new : name
        }
    }

    /// Whether work on the whole of a table takes no time that anybody notices: it is new, or known to be small.
    func isHarmless(_ table: Relation, at statement: Statement) -> Bool {
        isNew(table, at: statement) || script.target.statistics?.isSmall(table.name) == true
    }
}

extension PostgresScript.Statement {
    /// The table that it gives another name, without the schema `public`.
    fileprivate var renaming: (index: Int, old: ObjectName, new: ObjectName)? {
        guard case .rename(let rename) = tree, rename.kind == .table, let old = rename.relation?.name.withoutPublic
        else { return nil }
        return (index, old, ObjectName(schema: old.schema, rename.newName))
    }
}

extension ObjectName {
    /// The name without the schema that is meant where none is written.
    var withoutPublic: ObjectName { schema == "public" ? ObjectName(name) : self }
}
