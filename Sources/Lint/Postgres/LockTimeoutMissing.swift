internal import PostgresTree
internal import SQLText

/// A strong lock that a script waits for without a limit.
enum LockTimeoutMissing: PostgresRule {
    static let code = "lock-timeout-missing"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        guard !script.script.isMigration else { return [] }
        var isSet = false
        for statement in script.statements {
            if case .set(let setting) = statement.tree, setting.name == "lock_timeout" { isSet = !setting.isReset }
            // What is replaced is most often new: who makes a view writes OR REPLACE as well.
            let lock = statement.tree.locks.first {
                $0.mode.blocksWrites && !$0.isOfReplacement && !script.isNew($0.relation, at: statement)
            }
            guard !isSet, let lock else { continue }
            return [
                Finding(
                    Self.self, at: script.start(of: statement),
                    "\(lock.mode.name) on \(lock.relation.name) is waited for without a limit, and all others wait behind it",
                    help: "SET lock_timeout = '5s' first, and try again if it is over",
                    table: lock.relation.name.description)
            ]
        }
        return []
    }
}
