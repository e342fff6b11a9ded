internal import SchemaModel

extension Inventory {
    /// The repeatables in the order in which they would run; those that do not run come last.
    func inOrder(_ statuses: [RepeatableStatus]) throws(MartletError) -> [RepeatableStatus] {
        let wanted = statuses.filter(\.isToRun)
        guard wanted.count > 1 else { return statuses }
        let order = RepeatableOrder(
            files: wanted.compactMap(\.migration), dependencies: try dependencies()
        ).sorted()
        let places = Dictionary(order.enumerated().map { ($1.version.text, $0) }) { first, _ in first }
        return wanted.sorted { (places[$0.name] ?? .max) < (places[$1.name] ?? .max) }
            + statuses.filter { !$0.isToRun }
    }

    /// What needs what in the database as it is; SQLite keeps no note of it.
    private func dependencies() throws(MartletError) -> [SchemaDependency] {
        guard let session, session.driver is any ServerDriver else { return [] }
        return try session.asking { () throws(DriverError) in
            try session.driver.schema(excluding: Set(target.tables.all)).dependencies
        }
    }
}
