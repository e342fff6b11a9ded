internal import SQLText

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
            path: target.migrations, root: context.project.root, embedded: target.embedded.migrations,
            code: target.embedded.code, ignore: target.ignore, placeholders: placeholders,
            defaults: ScriptOptions(transaction: target.transaction == .none ? .none : .each),
            largeFile: context.largeFile, scratchFilter: target.scratchFilter, dialect: target.url.dialect,
            layout: target.layout, locations: target.locations)
    }

    /// The history's rows; none if there is no history yet.
    func rows() throws(MartletError) -> [HistoryRow] {
        guard let session else { return [] }
        return try session.asking { () throws(DriverError) in
            guard try session.presentTables().contains(target.tables.history) else { return [] }
            return try session.history.rows()
        }
    }

    /// The history's rows of repeatables.
    func repeatableRows() throws(MartletError) -> [HistoryRow] {
        guard let session else { return [] }
        return try session.asking { () throws(DriverError) in
            guard try session.presentTables().contains(target.tables.history) else { return [] }
            return try session.history.repeatableRows()
        }
    }

    /// Whether there is neither a folder of migrations nor a row of one: nobody migrates this database.
    func hasNoMigrations() throws(MartletError) -> Bool {
        if target.embedded != EmbeddedScripts() || FileSystem.exists(target.migrations) { return false }
        return try rows().isEmpty
    }

    /// The newest version that is applied.
    ///
    /// Of revisions the graph tells which one that is, and the history where the folder cannot be read.
    func newestApplied() throws(MartletError) -> MigrationVersion? {
        let rows = try rows()
        let isGraph = rows.contains { $0.isApplied && $0.kind != .recorded && !$0.version.isNumeric }
        return isGraph ? (try? survey().0.newestApplied) ?? rows.current : rows.current
    }

    /// Where every version stands.
    /// - Parameter parsingAll: reads also the files whose text the history knows; a rollback may need them.
    /// - Throws: also everything that is wrong with the folder.
    func statuses(parsingAll: Bool = false) throws(MartletError) -> [MigrationStatus] {
        let (statuses, problems) = try survey(parsingAll: parsingAll)
        if !problems.isEmpty { throw MartletError(problems) }
        return statuses
    }

    /// Where every version stands, for whoever changes applied ones alone: a draft that holds nothing yet is not in the way.
    /// - Parameter needsFolder: whether a folder that is gone is an error; the history may know enough without.
    func statusesOfApplied(needsFolder: Bool = true) throws(MartletError) -> [MigrationStatus] {
        if !needsFolder, folder.isFiles, folder.embedded == nil, !FileSystem.exists(target.migrations) {
            return MigrationStatus.assess(migrations: [], history: try rows(), environment: target.environment)
        }
        let (statuses, problems) = try survey(parsingAll: true)
        let isDraft = !statuses.contains { $0.state == .unusable && $0.row != nil }
        let serious = isDraft ? problems.filter { $0.code != .emptyMigration } : problems
        if !serious.isEmpty { throw MartletError(serious) }
        return statuses
    }

    /// Where every version stands, as far as that can be told, and everything that is wrong with the folder.
    func survey(parsingAll: Bool = false) throws(MartletError) -> ([MigrationStatus], problems: [Diagnostic]) {
        let survey = try wholeSurvey(parsingAll: parsingAll)
        return (survey.versions, survey.problems)
    }

    /// Where all that is in the folder and the history stands, and everything that is wrong with the folder.
    struct Survey {
        var versions: [MigrationStatus]
        var repeatables: [RepeatableStatus]
        var problems: [Diagnostic]
        /// What a person should know of the folder, though it stops nothing.
        var notes: [Diagnostic]
        /// What another tool would run that is no SQL, and has not run.
        var code: [(migration: CodeMigration, location: SourceLocation)] = []
    }

    /// Where every version and every repeatable stands.
    /// - Throws: also everything that is wrong with the folder.
    func soundSurvey() throws(MartletError) -> Survey {
        let survey = try wholeSurvey()
        if !survey.problems.isEmpty { throw MartletError(survey.problems) }
        return survey
    }

    /// Where every version and every repeatable stands, as far as that can be told.
    func wholeSurvey(parsingAll: Bool = false) throws(MartletError) -> Survey {
        let ownFolder = folder
        // A long folder takes as long to list as a long history to read.
        let listing = BackgroundTask<Void>.trying { () throws(MartletError) in try ownFolder.names() }
        let history = HistoryIndex(try rows())
        let (folder, names) = try begun(try asLaidOut(ownFolder, listing.value(), history.rows), history.rows)
        let content = try folder.content(
            names, known: history.appliedChecksum, readingKnown: parsingAll)
        let statuses = MigrationStatus.assess(
            migrations: content.migrations, unusable: content.unusable, listing: content.listing, history: history,
            environment: target.environment, database: target.name)
        let rows = try repeatableRows()
        let repeatables = try withWhatIsGone(
            RepeatableStatus.assess(
                content.repeatables, unusable: content.unusableRepeatables, rows: rows,
                environment: target.environment))
        let newer = (history.rows + rows).first { $0.checksum.map(Checksum.isOfNewerRule) ?? false }
        let applied = (history.rows + rows).filter(\.isApplied).map(\.version)
        let code = content.code.filter { !$0.isAmong(applied) }.map {
            (migration: $0, location: SourceLocation(file: folder.display($0.path)))
        }
        return Survey(
            versions: statuses, repeatables: repeatables,
            problems: content.problems + (newer.map { [newerRule($0.version.text)] } ?? []),
            notes: content.notes + code.map { $0.migration.diagnostic(at: $0.location) }, code: code)
    }

    /// The folder in the layout of the tool whose history was taken over, or whose table is there, and its names.
    ///
    /// What its names tell may be true of several tools.
    private func asLaidOut(
        _ folder: MigrationFolder, _ listing: Result<MigrationFolder.Names, MartletError>, _ rows: [HistoryRow]
    ) throws(MartletError) -> (MigrationFolder, MigrationFolder.Names) {
        guard folder.layout == nil, folder.isFiles, let layout = try layoutOfTool(rows) else {
            return (folder, try listing.get())
        }
        let listed = try? listing.get()
        if let listed, listed.layoutName == layout { return (folder, listed) }
        // A database may be several projects': the folder has to be one of that tool's, too.
        guard let (other, names) = laidOut(folder, as: layout, listing: listed) else {
            return (folder, try listing.get())
        }
        return (other, names)
    }

    /// The folder read in another layout than its names tell; `nil` if it does not fit that.
    func laidOut(
        _ folder: MigrationFolder, as layout: LayoutName, listing: MigrationFolder.Names?
    ) -> (MigrationFolder, MigrationFolder.Names)? {
        var other = folder
        other.layout = layout
        guard !layout.marksFiles, let names = try? other.names(), names.problems.isEmpty,
            names.files.count >= listing?.files.count ?? 1
        else { return nil }
        return (other, names)
    }

    /// The same without what a baseline stands for, if the database has begun with one, or has yet to begin.
    private func begun(
        _ listed: (folder: MigrationFolder, names: MigrationFolder.Names), _ rows: [HistoryRow]
    ) throws(MartletError) -> (MigrationFolder, MigrationFolder.Names) {
        guard let newest = listed.names.newestBaseline else { return listed }
        let applied = rows.filter(\.isApplied)
        let marked = listed.names.markedBaselines
        let known = applied.map(\.version.text) + (marked.isEmpty ? [] : target.knownVersions)
        let begun = applied.last { $0.kind == .baseline }?.version.text ?? known.last(where: marked.contains)
        guard let baseline = begun ?? (known.isEmpty ? newest : nil) else { return listed }
        var folder = listed.folder
        folder.baseline = baseline
        return (folder, try folder.names())
    }

    private func layoutOfTool(_ rows: [HistoryRow]) throws(MartletError) -> LayoutName? {
        if let adopted = rows.last(where: { $0.adopted != nil })?.adopted { return adopted.tool.history.layout }
        // A project that has begun a history of its own has nothing to do with another tool's.
        guard rows.isEmpty, let session else { return nil }
        return try session.asking { () throws(DriverError) in
            if try session.presentTables().contains(target.tables.history) { return nil }
            return try session.history.tablesOfOtherTools().first?.tool.history.layout
        }
    }

    /// A row whose checksum cannot be compared here, nor be written anew by an older rule.
    private func newerRule(_ subject: String) -> Diagnostic {
        Diagnostic(
            .historyNewer,
            "the checksum of \(subject) is of a form this version does not know",
            notes: ["a newer Martlet wrote it; reading works, changing is refused", Diagnostic.nothingChanged],
            help: "use the newer version of martlet")
    }

    /// The versions that `statuses` has as pending, although the log says they are applied: their rows were lost.
    func lost(of statuses: [MigrationStatus]) throws(MartletError) -> [MigrationStatus] {
        guard let session, statuses.contains(where: \.isPending) else { return [] }
        let versions = try session.asking { () throws(DriverError) in
            Set(try HistoryLedger(history: session.history).lost().map { MigrationVersion($0.subject) })
        }
        return statuses.filter { $0.isPending && versions.contains($0.version) }
    }

    /// Where every seed stands.
    /// - Throws: also everything that is wrong with the folder.
    func seedStatuses() throws(MartletError) -> [(status: SeedStatus, seed: Seed?)] {
        let (statuses, problems) = try seedSurvey()
        if !problems.isEmpty { throw MartletError(problems) }
        return statuses
    }

    /// Where every seed stands, as far as that can be told, and everything that is wrong with the folder.
    func seedSurvey() throws(MartletError) -> ([(status: SeedStatus, seed: Seed?)], problems: [Diagnostic]) {
        guard let path = target.seeds else { return ([], []) }
        var placeholders = Placeholders(values: target.placeholders)
        placeholders.values.merge(context.placeholders) { _, given in given }
        // A project may name the folder before there is a seed, and git keeps no empty folder.
        let content =
            target.embedded.seeds != nil || FileSystem.exists(path)
            ? try SeedFolder(
                path: path, root: context.project.root, embedded: target.embedded.seeds, ignore: target.ignore,
                placeholders: placeholders, dialect: target.url.dialect, scratchFilter: target.scratchFilter
            ).content() : SeedFolder.Content()
        let rows = try seedRows()
        let known = content.seeds.map { name, seed in
            (status: status(of: seed, name, rows[name]), seed: seed)
        }
        let names = Set(content.seeds.map(\.name))
        let gone = rows.values.filter { !names.contains($0.name) }.sorted { $0.name < $1.name }.map { row in
            (
                status: SeedStatus(
                    name: row.name, description: "", state: .missing, rows: row.rows, appliedAt: row.appliedAt),
                seed: Seed?.none
            )
        }
        let newer = rows.values.filter { Checksum.isOfNewerRule($0.checksum) }.map(\.name).min()
        return (known + gone, content.problems + (newer.map { [newerRule($0)] } ?? []))
    }

    private func seedRows() throws(MartletError) -> [String: SeedRow] {
        guard let session else { return [:] }
        return try session.asking { () throws(DriverError) in
            guard try session.presentTables().contains(target.tables.seeds) else { return [:] }
            return try session.seeds.rows()
        }
    }

    private func status(of seed: Seed?, _ name: String, _ row: SeedRow?) -> SeedStatus {
        SeedStatus(
            name: name, description: seed?.description ?? "", state: seed.map { state(of: $0, row) } ?? .unusable,
            rows: row?.rows, appliedAt: row?.appliedAt)
    }

    private func state(of seed: Seed, _ row: SeedRow?) -> SeedStatus.State {
        guard let row else { return seed.belongs(to: target.environment) ? .pending : .skipped }
        // A row that a script wrote about itself has no digest to compare with.
        return row.checksum.isEmpty || row.checksum == seed.checksum ? .applied : .changed
    }
}

extension Inventory.Survey {
    /// Refuses to run what a tool would run after a migration that cannot be run here, and that is not applied.
    /// - Throws: `unsupported`.
    func requireCode(before plan: Plan) throws(MartletError) {
        let subjects = Set(plan.steps.map(\.subject))
        for (migration, location) in code {
            guard let index = versions.firstIndex(where: { $0.version == migration.following }),
                let next = versions[index...].first(where: { subjects.contains($0.version.text) })
            else { continue }
            throw MartletError([migration.diagnostic(at: location, before: next.version)])
        }
    }
}
