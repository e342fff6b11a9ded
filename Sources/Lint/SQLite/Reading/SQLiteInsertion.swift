internal import SQLText
internal import SchemaModel

/// The head of an INSERT or REPLACE.
struct SQLiteInsertion {
    /// The name of the table.
    let table: String
    /// The token that names it.
    let nameToken: Int
    /// Whether columns are named.
    let namesColumns: Bool
    /// Whether it is DEFAULT VALUES.
    let isDefault: Bool
}

extension SQLiteStatement {
    /// What the statement inserts into, if it does.
    var insertion: SQLiteInsertion? {
        guard case .insert = kind, let into = firstIndex(of: "into") else { return nil }
        var name = into + 1
        if tokens.isSymbol(".", at: name + 1) { name += 2 }
        guard let table = tokens.name(at: name) else { return nil }
        var next = name + 1
        if isWord("as", at: next) { next += 2 }
        return SQLiteInsertion(
            table: table, nameToken: name, namesColumns: tokens.isSymbol("(", at: next),
            isDefault: isWord("default", at: next))
    }

    /// The token that names what CREATE makes, without the name of a database before it.
    var definedName: Int? {
        let name: ObjectName
        switch kind {
        case .createTable(let made), .createIndex(let made), .createView(let made), .createTrigger(let made):
            name = made
        default: return nil
        }
        // Behind CREATE, UNIQUE, the kind, IF NOT EXISTS and the name of a database.
        return tokens.all.indices.prefix(9).dropFirst(2).first { index in
            tokens.name(at: index) == name.name && !tokens.isSymbol(".", at: index + 1)
                && !isWord("if", at: index - 1) && !isWord("not", at: index - 1)
        }
    }
}

extension SQLiteScript {
    /// The statements that run inside a transaction: Martlet's own, or one that the script begins.
    var statementsInTransaction: [SQLiteStatement] {
        if script.runsInTransaction { return statements }
        var isOpen = false
        return statements.filter { statement in
            switch statement.kind {
            case .begin: isOpen = true
            case .commit, .rollback: isOpen = false
            default: return isOpen
            }
            return false
        }
    }

    /// Whether foreign keys are known to be on where a statement runs.
    func hasForeignKeysOn(at statement: SQLiteStatement) -> Bool {
        var isOn = script.foreignKeys ?? false
        guard !script.runsInTransaction else { return isOn }
        for other in statements where other.range.lowerBound < statement.range.lowerBound {
            guard case .pragma("foreign_keys", true) = other.kind, let last = other.tokens.all.indices.last else {
                continue
            }
            let words = Set((0...last).map { other.tokens.text($0).foldedForSQLite })
            isOn = !words.isDisjoint(with: ["on", "1", "true", "yes"])
        }
        return isOn
    }
}

extension String {
    /// The name in double quotation marks, where it needs any.
    var quotedForSQLite: String { quotedName(.sqlite) }
}

extension Substring {
    /// The text without its digits.
    var replacingDigits: String { String(filter { !$0.isNumber }) }
}
