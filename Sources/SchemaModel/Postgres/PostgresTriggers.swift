public import SQLText

extension PostgresDDL {
    /// Makes a trigger, and says when it fires where that is not the usual.
    public static func createTrigger(_ trigger: Trigger, on table: ObjectName) -> [String] {
        trigger.enabled == nil ? [trigger.definition] : [trigger.definition, setEnabled(trigger, on: table)]
    }

    /// Says when a trigger fires, for all partitions too.
    public static func setEnabled(_ trigger: Trigger, on table: ObjectName) -> String {
        alterTable(table, setEnabled(trigger.name, to: trigger.enabled))
    }

    /// Says when a trigger fires for the rows of one partition.
    static func setEnabled(_ trigger: String, to state: String?, onlyOn partition: ObjectName) -> String {
        "ALTER TABLE ONLY \(name(partition)) \(setEnabled(trigger, to: state))"
    }

    private static func setEnabled(_ trigger: String, to state: String?) -> String {
        let words = ["DISABLED": "DISABLE", "ALWAYS": "ENABLE ALWAYS", "REPLICA": "ENABLE REPLICA"]
        return "\(state.flatMap { words[$0] } ?? "ENABLE") TRIGGER \(name(trigger))"
    }

    /// Changes a policy to another one of the same command; what a policy had, it cannot lose in this way.
    ///
    /// Source: <https://www.postgresql.org/docs/current/sql-alterpolicy.html>.
    public static func alterPolicy(_ policy: Policy, on table: ObjectName) -> String {
        let roles = policy.roles.isEmpty ? ["PUBLIC"] : policy.roles.map { name($0) }
        var parts = ["ALTER POLICY \(name(policy.name)) ON \(name(table))", "TO \(roles.joined(separator: ", "))"]
        if let using = policy.using { parts.append("USING (\(using))") }
        if let check = policy.check { parts.append("WITH CHECK (\(check))") }
        return parts.joined(separator: "\n\(indent)")
    }

    /// Makes a row security policy.
    public static func createPolicy(_ policy: Policy, on table: ObjectName) -> String {
        var parts = ["CREATE POLICY \(name(policy.name)) ON \(name(table))"]
        if !policy.isPermissive { parts.append("AS RESTRICTIVE") }
        if policy.command != "ALL" { parts.append("FOR \(policy.command)") }
        if !policy.roles.isEmpty { parts.append("TO \(policy.roles.map { name($0) }.joined(separator: ", "))") }
        if let using = policy.using { parts.append("USING (\(using))") }
        if let check = policy.check { parts.append("WITH CHECK (\(check))") }
        return parts.joined(separator: "\n\(indent)")
    }
}
