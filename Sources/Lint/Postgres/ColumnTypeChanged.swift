internal import PostgresTree
internal import SQLText

/// ALTER COLUMN … TYPE, which most often writes the table anew.
enum ColumnTypeChanged: PostgresRule {
    static let code = "column-type-changed"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.filter { !$0.isSmall }.compactMap { alteration in
            guard case .setType(let column, let type, let isComputed) = alteration.action else { return nil }
            let mayBeNoted = !isComputed && type.mayBeStoredAsBefore(script.isUniversalTime(at: alteration.statement))
            var finding = Finding(
                Self.self, at: script.word(at: type.offset),
                "all of \(alteration.table.name) \(mayBeNoted ? "may be" : "is") written anew under ACCESS EXCLUSIVE, "
                    + "with every index on \(column)",
                help: "add a column of the new type, write both, fill it in portions, and change over to it",
                table: alteration.table.name.description, severity: mayBeNoted ? .warning : nil)
            if mayBeNoted, !type.isCollated, script.script.direction == .up {
                finding.newType = script.newType(column, type, of: alteration.table, at: alteration.statement)
            }
            return finding
        }
    }
}

extension ColumnType {
    /// Whether there are types whose values are stored as those of this one are, so that only the catalogue changes: a
    /// shorter `varchar`, fewer digits of a `numeric`, and with a clock that is UTC the other kind of timestamp.
    fileprivate func mayBeStoredAsBefore(_ isUniversalTime: Bool) -> Bool {
        let isAlike = isNamed("text", "varchar", "numeric", "varbit", "inet")
        return !isArray && (isAlike || isUniversalTime && isNamed("timestamp", "timestamptz"))
    }
}

extension PostgresScript {
    /// Whether the script has set the clock of its session to UTC.
    fileprivate func isUniversalTime(at statement: Statement) -> Bool {
        let zones = statements.prefix { $0.index < statement.index }.compactMap { earlier -> String? in
            guard case .set(let setting) = earlier.tree, setting.name == "timezone" else { return nil }
            return setting.isReset ? "" : setting.value?.uppercased() ?? ""
        }
        return ["UTC", "ETC/UTC", "GMT"].contains(zones.last ?? "")
    }
}
