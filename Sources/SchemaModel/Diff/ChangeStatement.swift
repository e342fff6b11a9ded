/// What a statement may do beyond its purpose: what somebody has to know before it runs.
public enum Hazard: String, Sendable, Hashable, Codable, CaseIterable {
    /// Rows or values are gone afterwards, and only a backup brings them back.
    case deletesData = "deletes_data"
    /// Nobody can write to the table while it runs, however long that takes.
    case blocksWrites = "blocks_writes"
    /// Every row is written anew: time and room grow with the table.
    case rewritesTable = "rewrites_table"
    /// It fails if the rows that are there do not satisfy what is asked of them.
    case mayFail = "may_fail"
    /// Queries and programs may find other values than before, or none where they expect some.
    case changesMeaning = "changes_meaning"
    /// Queries may take longer afterwards, as an index that they used is gone.
    case slowsQueries = "slows_queries"
}

/// A statement that makes a part of a difference go away.
public struct ChangeStatement: Sendable, Hashable, Codable {
    /// The statement, without a semicolon.
    public var sql: String
    /// What has to be known before it runs, sorted.
    public var hazards: [Hazard]
    /// What it is for, and what its hazards mean here.
    public var explanation: String
    /// Whether it has to run outside of a transaction: it cannot run inside one, or would keep the locks of others.
    public var isOutsideTransaction: Bool
    /// Whether it gives a role an object, or rights: another server may not have the role, and the schema is the same.
    public var namesRoles = false
    /// Where it names roles: what stands for it in a copy of the schema in which everything belongs to one role.
    package var onCopy: [String] = []
    /// Whether it gives a table or a column another name, so that its way back has to as well.
    public var renames = false
    /// Whether it only keeps other sessions away, until the transaction ends that it has to stand in.
    package var keepsOthersAway = false

    private enum CodingKeys: String, CodingKey { case sql, hazards, explanation, isOutsideTransaction }

    /// A statement with what has to be known of it.
    public init(
        _ sql: String, _ explanation: String, hazards: Set<Hazard> = [], isOutsideTransaction: Bool = false
    ) {
        self.sql = sql
        self.explanation = explanation
        self.hazards = hazards.sorted { $0.rawValue < $1.rawValue }
        self.isOutsideTransaction = isOutsideTransaction
    }
}
