internal import PostgresTree
internal import SQLText

/// DETACH PARTITION, for which all users of the table have to wait.
enum PartitionDetachedNotConcurrent: PostgresRule {
    static let code = "partition-detached-not-concurrent"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        guard !script.script.target.isOlder(than: EngineVersion(14)) else { return [] }
        return script.alterations.compactMap { alteration in
            guard case .detachPartition(let partition, isConcurrent: false) = alteration.action,
                !script.isNew(partition, at: alteration.statement)
            else { return nil }
            return Finding(
                Self.self, at: script.word(at: partition.offset),
                "detaching \(partition.name) takes ACCESS EXCLUSIVE on \(alteration.table.name) with all its partitions",
                help: "DETACH PARTITION … CONCURRENTLY, in a migration without a transaction",
                table: alteration.table.name.description)
        }
    }
}
