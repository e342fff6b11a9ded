/// What a database's folder and history hold, compared.
struct Inventory {
    let session: DatabaseSession?
    let target: DatabaseTarget
    let context: OperationContext

    /// The migrations folder as its reader wants it.
    var folder: MigrationFolder {
        var placeholders = Placeholders(values: target.placeholders)
        placeholders.values.merge(context.placeholders) { _, given in given }
        return MigrationFolder(
            path: target.migrations, root: context.project.root, ignore: target.ignore, placeholders: placeholders,
            defaults: ScriptOptions(transaction: target.transaction == .none ? .none : .each),
            largeFile: context.largeFile)
    }

    /// The history's rows; none if there is no history yet.
    func rows() throws(MartletError) -> [HistoryRow] {
        guard let session else { return [] }
        return try session.asking { () throws(DriverError) in
            guard try session.history.presentTables().contains(target.tables.history) else { return [] }
            return try session.history.rows()
        }
    }

    /// Where every version stands.
    /// - Parameter parsingAll: reads also the files whose text the history knows; a rollback may need them.
    func statuses(parsingAll: Bool = false) throws(MartletError) -> [MigrationStatus] {
        let folder = folder
        // A long folder takes as long to list as a long history to read.
        let listing = BackgroundTask<Void>.trying { () throws(MartletError) in try folder.names() }
        let history = HistoryIndex(try rows())
        let migrations = try folder.migrations(
            try listing.value().get(), known: { history.row(of: $0)?.appliedChecksum }, readingKnown: parsingAll)
        return MigrationStatus.assess(
            migrations: migrations, history: history, environment: target.environment, database: target.name)
    }

    /// Where every seed stands.
    func seedStatuses() throws(MartletError) -> [(status: SeedStatus, seed: Seed?)] {
        guard let path = target.seeds else { return [] }
        var placeholders = Placeholders(values: target.placeholders)
        placeholders.values.merge(context.placeholders) { _, given in given }
        let folder = SeedFolder(
            path: path, root: context.project.root, ignore: target.ignore, placeholders: placeholders)
        // A project may name the folder before there is a seed, and git keeps no empty folder.
        let seeds = FileSystem.exists(path) ? try folder.seeds() : []
        let rows = try seedRows()
        let known = seeds.map { seed in (status: status(of: seed, rows[seed.name]), seed: Seed?.some(seed)) }
        let names = Set(seeds.map(\.name))
        let gone = rows.values.filter { !names.contains($0.name) }.sorted { $0.name < $1.name }.map { row in
            (
                status: SeedStatus(
                    name: row.name, description: "", state: .missing, rows: row.rows, appliedAt: row.appliedAt),
                seed: Seed?.none
            )
        }
        return known + gone
    }

    private func seedRows() throws(MartletError) -> [String: SeedRow] {
        guard let session else { return [:] }
        return try session.asking { () throws(DriverError) in
            guard try session.history.presentTables().contains(target.tables.seeds) else { return [:] }
            return try session.seeds.rows()
        }
    }

    private func status(of seed: Seed, _ row: SeedRow?) -> SeedStatus {
        let state: SeedStatus.State
        if let row {
            // A row that a script wrote about itself has no digest to compare with.
            state = row.checksum.isEmpty || row.checksum == seed.checksum ? .applied : .changed
        } else {
            state = seed.belongs(to: target.environment) ? .pending : .skipped
        }
        return SeedStatus(
            name: seed.name, description: seed.description, state: state, rows: row?.rows, appliedAt: row?.appliedAt)
    }
}
