internal import PostgresTree
internal import SQLText

/// DISABLE TRIGGER: rows that nobody has looked at.
enum TriggersDisabled: PostgresRule {
    static let code = "triggers-disabled"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.compactMap { alteration in
            guard case .setTriggers(isEnabled: false, let name) = alteration.action,
                !isEnabledAgain(alteration, in: script)
            else { return nil }
            return Finding(
                Self.self, at: script.start(of: alteration.statement),
                "\(name ?? "every trigger") of \(alteration.table.name) stays off for everybody, and rows come in unchecked",
                help: "enable it again in the same transaction", table: alteration.table.name.description)
        }
    }

    private static func isEnabledAgain(_ disabling: Alteration, in script: PostgresScript) -> Bool {
        script.alterations.contains { later in
            if case .setTriggers(isEnabled: true, _) = later.action {
                later.table.name == disabling.table.name && later.statement.index > disabling.statement.index
            } else {
                false
            }
        }
    }
}
