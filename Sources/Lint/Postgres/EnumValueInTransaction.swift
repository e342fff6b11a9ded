internal import PostgresTree
internal import SQLText

/// A new value of an enum, used before it is committed.
enum EnumValueInTransaction: PostgresRule {
    static let code = "enum-value-in-transaction"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        let isOld = script.script.target.isOlder(than: EngineVersion(12))
        return script.statements.compactMap { statement in
            guard case .alterEnum(let change) = statement.tree, change.oldValue == nil, statement.isInTransaction,
                !createsType(change.type, before: statement, in: script)
            else { return nil }
            if isOld {
                return Finding(
                    Self.self, at: script.start(of: statement),
                    "before version 12 no value can be added in a transaction",
                    help: "write -- martlet: transaction=none at the top of a migration of its own")
            }
            guard let use = use(of: change.newValue, after: statement, in: script) else { return nil }
            return Finding(
                Self.self, at: use,
                "'\(change.newValue)' cannot be used before the transaction that adds it is committed",
                help: "add the value in a migration of its own, before this one")
        }
    }

    private static func createsType(
        _ type: ObjectName, before statement: PostgresScript.Statement, in script: PostgresScript
    ) -> Bool {
        script.statements.contains { $0.index < statement.index && $0.tree == .createEnum(type) }
    }

    /// The place of the first literal of that value in a later statement.
    private static func use(
        of value: String, after statement: PostgresScript.Statement, in script: PostgresScript
    ) -> Range<Int>? {
        for later in script.statements where later.index > statement.index && later.isInTransaction {
            if case .alterEnum = later.tree { continue }
            if let place = script.literal(value, in: later.range) { return place }
        }
        return nil
    }
}
