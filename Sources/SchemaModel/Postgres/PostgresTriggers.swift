public import SQLText

extension PostgresDDL {
    /// Makes a trigger, and says when it fires where that is not the usual.
    public static func createTrigger(_ trigger: Trigger, on table: ObjectName) -> [String] {
        guard let enabled = trigger.enabled else { return [trigger.definition] }
        let word = ["DISABLED": "DISABLE", "ALWAYS": "ENABLE ALWAYS", "REPLICA": "ENABLE REPLICA"][enabled] ?? "ENABLE"
        return [trigger.definition, "ALTER TABLE \(name(table)) \(word) TRIGGER \(name(trigger.name))"]
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
