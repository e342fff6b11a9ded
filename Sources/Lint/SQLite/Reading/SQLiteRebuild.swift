internal import SQLText
internal import SchemaModel

/// The rebuild of a table, the only way to change what ALTER TABLE cannot: a new table, the rows, the old one dropped,
/// its name taken over. <https://www.sqlite.org/lang_altertable.html#otheralter>
extension SQLiteScript {
    /// Whether a later statement makes a table of this name, or gives the name to one.
    func comesBack(_ name: String, after statement: SQLiteStatement) -> Bool {
        statements.contains { other in
            guard other.range.lowerBound > statement.range.lowerBound else { return false }
            switch other.kind {
            case .createTable(let table): return table.name.isSameInSQLite(as: name)
            case .alterTable(_, .renameTo(let new)): return new.isSameInSQLite(as: name)
            default: return false
            }
        }
    }

    /// The statement that gave a table this name, before another statement.
    func renaming(to name: String, before statement: SQLiteStatement) -> (statement: SQLiteStatement, old: String)? {
        renamings.first {
            $0.statement.range.lowerBound < statement.range.lowerBound && $0.new.isSameInSQLite(as: name)
        }.map { ($0.statement, $0.old) }
    }

    /// What the table that a statement names is called at the end of the script.
    func lastName(of table: String, after statement: SQLiteStatement) -> String {
        let later = renamings.filter { $0.statement.range.lowerBound > statement.range.lowerBound }
        return later.reduce(table) { name, renaming in
            renaming.old.isSameInSQLite(as: name) ? renaming.new : name
        }
    }

    /// Whether a table has its name from this script, and another one has its old name: it is what a rebuild leaves.
    func isRenamedAway(_ name: String, before statement: SQLiteStatement) -> Bool {
        renaming(to: name, before: statement).map { comesBack($0.old, after: $0.statement) } ?? false
    }
}

extension SQLiteStatement {
    /// The token that names what DROP TABLE drops, without the name of a database before it.
    var droppedName: Int? {
        guard case .dropTable = kind, let last = tokens.all.indices.last else { return nil }
        return last
    }
}

extension SQLiteScript {
    /// The table of the script that gets the name of one that was dropped.
    func successor(of name: String, after statement: SQLiteStatement) -> String? {
        for other in statements where other.range.lowerBound > statement.range.lowerBound {
            if case .alterTable(let table, .renameTo(let new)) = other.kind, new.isSameInSQLite(as: name) {
                return createdTable(table.name, before: other.range.lowerBound) == nil ? nil : table.name
            }
        }
        return nil
    }

    /// Whether rows are put into a table before a statement.
    func fills(_ name: String, before statement: SQLiteStatement) -> Bool {
        statements.contains { other in
            other.range.lowerBound < statement.range.lowerBound
                && other.insertion?.table.isSameInSQLite(as: name) ?? false
        }
    }

    /// Whether an INSERT or a CREATE TABLE AS reads a table before a statement.
    func reads(_ name: String, before statement: SQLiteStatement) -> Bool {
        statements.contains { other in
            guard other.range.lowerBound < statement.range.lowerBound, other.anyIndex(of: "select") != nil else {
                return false
            }
            return other.tokens.all.indices.contains { other.tokens.name(at: $0)?.isSameInSQLite(as: name) ?? false }
        }
    }
}
