internal import Glibc
internal import SQLText
internal import SchemaModel

/// Tries the seeds: applied, all the way back, and applied again.
struct SeedTrial {
    let reading: SchemaReading
    let work: VerificationWork

    private var context: OperationContext { reading.context }

    /// Tries them; `nil` if there are none.
    func run() throws(MartletError) -> SeedTrialResult? {
        let begun = ContinuousClock.now
        let first = try reading.inScratch(isOurs: true) { (scratch) throws(MartletError) in
            let seeds = try seeds(scratch)
            if seeds.isEmpty { return nil as Trial? }
            context.events(.working(database: scratch.name, "verifying the seeds"))
            return try VerificationStage.with(scratch, reading) { (stage) throws(MartletError) in
                try thereAndBack(stage, seeds)
            }
        }
        guard let first else { return nil }
        guard first.result.ending == .same, let schema = first.schema, let before = first.before,
            let after = first.after,
            !before.losses(to: after).isEmpty
        else { return first.result }
        return try withoutVolatile(first.result, schema, before, after, since: begun)
    }

    private struct Trial {
        var result: SeedTrialResult
        var schema: Schema?
        var before: DatabaseContent?
        var after: DatabaseContent?
    }

    private func seeds(_ scratch: DatabaseTarget) throws(MartletError) -> [Seed] {
        try Inventory(session: nil, target: scratch, context: context).seedStatuses()
            .filter { $0.status.state == .pending }.compactMap(\.seed)
    }

    // MARK: There and back

    private func thereAndBack(_ stage: VerificationStage, _ seeds: [Seed]) throws(MartletError) -> Trial {
        var trial = Trial(result: SeedTrialResult(.same))
        trial.result.seedCount = seeds.count
        if let failure = try forward(stage, work.migrations, seeds) {
            return failed(trial, "seeding fails", failure)
        }
        let schema = try stage.schema()
        trial.schema = schema
        trial.before = try stage.content(schema)
        var undone: [Migration] = []
        for migration in work.migrations.reversed() {
            guard let down = migration.script?.down else {
                trial.result.notes.append("\(migration.version) has no way back: what comes before it was not undone")
                break
            }
            if let failure = try stage.undo(migration, with: down) {
                return failed(trial, "the way back of \(migration.version) fails with the seeds", failure)
            }
            undone.insert(migration, at: 0)
        }
        trial.result.undoneCount = undone.count
        let isWhole = undone.count == work.migrations.count
        if let failure = try forward(stage, undone, isWhole ? seeds : nil) {
            return failed(trial, "the way forward fails after the way back", failure)
        }
        let difference = SchemaDifference(from: schema, to: try stage.schema())
        if !difference.isOrderAlone {
            trial.result.ending = .different
            trial.result.differences = difference.changedLines
        } else if isWhole {
            trial.after = try stage.content(schema)
        } else {
            trial.result.ending = .notRepeated
        }
        return trial
    }

    private func failed(_ trial: Trial, _ note: String, _ failure: MartletError) -> Trial {
        var trial = trial
        trial.result.ending = .failed
        trial.result.notes.append("\(note): \(failure.firstMessage)")
        trial.result.failure = failure
        return trial
    }

    /// Applies migrations, repeatables and seeds.
    /// - Parameter seeds: `nil` for none, where repeatables are still there too.
    private func forward(
        _ stage: VerificationStage, _ migrations: [Migration], _ seeds: [Seed]?
    ) throws(MartletError) -> MartletError? {
        for migration in migrations {
            if let failure = try stage.apply(.apply(migration)) { return failure }
        }
        guard let seeds else { return nil }
        for step in work.repeatables + seeds.map(Step.seed) {
            if let failure = try stage.apply(step) { return failure }
        }
        return nil
    }

    // MARK: Values that are others each time

    /// Compares without the columns whose values differ between two databases that nothing was undone in: times of day,
    /// random numbers.
    private func withoutVolatile(
        _ result: SeedTrialResult, _ schema: Schema, _ before: DatabaseContent, _ after: DatabaseContent,
        since begun: ContinuousClock.Instant
    ) throws(MartletError) -> SeedTrialResult {
        // Times are told in seconds at the coarsest.
        while ContinuousClock.now - begun < .milliseconds(1_100) {
            try context.requireGoingOn()
            usleep(20_000)
        }
        let control = try reading.inScratch(isOurs: true) { (scratch) throws(MartletError) in
            let seeds = try seeds(scratch)
            return try VerificationStage.with(scratch, reading) { (stage) throws(MartletError) in
                if let failure = try forward(stage, work.migrations, seeds) { throw failure }
                return try stage.content(schema)
            }
        }
        var result = result
        var volatile: [ObjectName: Set<String>] = [:]
        for table in schema.tables {
            guard let first = before.tables[table.name], let second = control.tables[table.name] else { continue }
            let columns = first.differingColumns(second)
            if columns.isEmpty { continue }
            volatile[table.name] = Set(columns)
            result.volatileColumns += columns.map { "\(table.name).\($0)" }
        }
        result.losses = before.losses(to: after, without: volatile)
        if !result.losses.isEmpty { result.ending = .different }
        return result
    }
}

extension TableContent {
    /// The columns that do not hold the same values, in whatever rows.
    func differingColumns(_ other: TableContent) -> [String] {
        guard rows != other.rows else { return [] }
        let (mine, others) = (rows.map(Self.cells), other.rows.map(Self.cells))
        let sorted = { (cells: [[ArraySlice<UInt8>]], place: Int) in
            cells.map { Array($0[place]) }.sorted { $0.lexicographicallyPrecedes($1) }
        }
        return columns.indices.filter { sorted(mine, $0) != sorted(others, $0) }.map { columns[$0] }
    }
}
