internal import SQLText

/// Indexes that go: while others write, where that is possible, and then at last, where nothing stands against it, so
/// that those that come are there before.
///
/// Source: <https://www.postgresql.org/docs/current/sql-dropindex.html>.
struct PostgresIndexDrops {
    /// Those that go first, each outside of a transaction: they are not valid, or in the way.
    private(set) var first: [ChangeStatement] = []
    /// Those that go at last, likewise.
    private(set) var last: [ChangeStatement] = []

    private let removals: PostgresRemovals
    /// The names of what comes.
    private let wanted: Set<ObjectName>

    init(_ removals: PostgresRemovals) {
        self.removals = removals
        wanted = removals.new.schema.relationNames
    }

    /// Drops indexes of a table or a view.
    /// - Returns: the statements that the transaction has in which all else goes.
    mutating func drop(_ indexes: [Index], of owner: ObjectReference, isPartitioned: Bool) -> [ChangeStatement] {
        var inside: [ChangeStatement] = []
        for index in indexes {
            let reference = ObjectReference(.index, owner.name, detail: index.name)
            // Nothing can need an index that is not valid, though it is unique.
            let isNeeded = index.isUnique && index.isValid
            // That of a partition is one by itself only when the partition has left.
            let isOutside =
                removals.isOnline(owner.name) && !removals.detaching.leaving.contains(owner.name) && !isPartitioned
                && !removals.objects.contains(owner) && !isNeeded
            let sql = PostgresDDL.dropIndex(index.name, of: owner.name, concurrently: isOutside)
            let (explanation, hazards) = words(of: index, reference)
            let statement = ChangeStatement(sql, explanation, hazards: hazards, isOutsideTransaction: isOutside)
            guard isOutside else {
                inside.append(statement)
                continue
            }
            let isInTheWay =
                wanted.contains(ObjectName(schema: owner.name.schema, index.name)) || removals.needsLost(reference)
            if index.isValid, !isInTheWay { last.append(statement) } else { first.append(statement) }
        }
        return inside
    }

    /// What is said of an index that goes, and its hazards.
    private func words(of index: Index, _ reference: ObjectReference) -> (String, Set<Hazard>) {
        let what = "index \(index.name) of \(reference.name)" + (index.isValid ? "" : " that is not valid")
        let isAgain = removals.new.has(reference)
        guard index.isValid, !isAgain || removals.isOnline(reference.name) else {
            return (isAgain ? "Takes the \(what) away until it is made again." : "Drops the \(what).", [])
        }
        let loss = index.isUnique ? ", and rows that are equal in it may come" : ""
        return (
            isAgain
                ? "Takes the \(what) away until it is made again: meanwhile queries that use it are slow\(loss)."
                : "Drops the \(what); queries that use it become slow\(loss).",
            index.isUnique ? [.changesMeaning, .slowsQueries] : [.slowsQueries]
        )
    }
}
