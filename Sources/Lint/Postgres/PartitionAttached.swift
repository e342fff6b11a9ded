internal import PostgresTree
internal import SQLText

/// ATTACH PARTITION, which reads all rows of what is attached.
enum PartitionAttached: PostgresRule {
    static let code = "partition-attached"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.compactMap { alteration in
            guard case .attachPartition(let partition, let isDefault) = alteration.action, !isDefault,
                !script.isHarmless(partition, at: alteration.statement),
                !hasCheck(partition, before: alteration, in: script)
            else { return nil }
            return Finding(
                Self.self, at: script.word(at: partition.offset),
                "all rows of \(partition.name) are read under ACCESS EXCLUSIVE, to see that they belong there",
                help: "add a CHECK that says the same with NOT VALID, validate it, then attach",
                table: partition.name.description)
        }
    }

    private static func hasCheck(_ table: Relation, before alteration: Alteration, in script: PostgresScript) -> Bool {
        script.alterations.contains { earlier in
            earlier.table.name == table.name && earlier.statement.index < alteration.statement.index
                && earlier.addedConstraints.contains { $0.kind == .check }
        }
    }
}
