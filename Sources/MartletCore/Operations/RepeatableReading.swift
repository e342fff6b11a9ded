internal import SQLText
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

    /// The same, where a view that a repeatable has made and left is there no more: some migration or person has dropped it.
    func withWhatIsGone(_ statuses: [RepeatableStatus]) throws(MartletError) -> [RepeatableStatus] {
        guard let session else { return statuses }
        let views = statuses.map { status in
            status.state == .applied ? status.made.filter { [.view, .materializedView].contains($0.kind) } : []
        }
        let all = views.joined()
        guard !all.isEmpty else { return statuses }
        let gone = try session.asking { () throws(DriverError) in try session.driver.absentViews(of: Array(all)) }
        return zip(statuses, views).map { status, views in
            views.contains(where: gone.contains) ? status.withoutWhatItMakes : status
        }
    }

    /// What needs what in the database as it is; SQLite keeps no note of it.
    private func dependencies() throws(MartletError) -> [SchemaDependency] {
        guard let session, session.driver is any ServerDriver else { return [] }
        return try session.asking { () throws(DriverError) in
            try session.driver.schema(excluding: Set(target.tables.all)).dependencies
        }
    }
}

extension Driver {
    /// Those of the views that are not there.
    fileprivate func absentViews(of views: [StatementTarget]) throws(DriverError) -> Set<StatementTarget> {
        guard self is any ServerDriver else {
            let present = try relations(named: views.flatMap(\.names).map(\.name))
            return Set(views.filter { $0.names.contains { present[$0.name] == nil } })
        }
        let places = views.indices.map { "($\($0 + 1)::pg_catalog.text)" }.joined(separator: ", ")
        let rows = try query(
            "SELECT v.name FROM (VALUES \(places)) AS v (name) WHERE pg_catalog.to_regclass(v.name) IS NULL",
            views.map { .text($0.written[0]) })
        let absent = Set(rows.compactMap { $0.text(0) })
        return Set(views.filter { absent.contains($0.written[0]) })
    }
}
