extension ResetOperation {
    /// What a reset would destroy, for whoever asks before it is done.
    public struct Loss: Sendable, Hashable {
        /// The name of the database.
        public var database: String
        /// Rows by table, without Martlet's own tables; `nil` if there is no database yet.
        public var rows: [String: Int]?
        /// The tables whose rows the role may not read, all of them or some.
        public var uncounted: [String] = []
        /// The versions that are applied and have no file: what they made is not made again.
        public var unmade: [MigrationVersion] = []
    }

    /// What would be lost in each database.
    public func losses() throws(MartletError) -> [Loss] {
        var losses: [Loss] = []
        for target in context.project.databases {
            let loss = try DatabaseSession.reading(target, context) { (session) throws(MartletError) -> Loss in
                guard let session else { return Loss(database: target.name, rows: nil) }
                let unmade = leavesEmpty ? [] : versionsWithoutFile(session, target)
                return try session.asking { () throws(DriverError) in
                    let (rows, uncounted) = try session.driver.countRows(beside: Set(target.tables.all))
                    return Loss(database: target.name, rows: rows, uncounted: uncounted, unmade: unmade)
                }
            }
            losses.append(loss)
        }
        return losses
    }

    /// None where the folder or the history cannot be read, which the reset itself will tell.
    private func versionsWithoutFile(_ session: DatabaseSession, _ target: DatabaseTarget) -> [MigrationVersion] {
        let inventory = Inventory(session: session, target: target, context: context)
        guard let statuses = try? inventory.survey().0 else { return [] }
        return statuses.filter { $0.isApplied && $0.migration == nil }.map(\.version)
    }
}
