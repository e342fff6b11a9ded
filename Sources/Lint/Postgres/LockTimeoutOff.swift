internal import PostgresTree
internal import SQLText

/// A lock_timeout that is taken away.
enum LockTimeoutOff: PostgresRule {
    static let code = "lock-timeout-off"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .set(let setting) = statement.tree, setting.name == "lock_timeout",
                setting.isReset || setting.value.map({ isZero($0) }) == true
            else { return nil }
            return Finding(
                Self.self, at: script.start(of: statement),
                "from here on locks are waited for without a limit, and all others wait behind them",
                help: "set a limit: SET LOCAL lock_timeout = '5s'")
        }
    }

    private static func isZero(_ value: String) -> Bool {
        value.prefix { $0.isNumber }.allSatisfy { $0 == "0" } && value.first?.isNumber == true
    }
}
