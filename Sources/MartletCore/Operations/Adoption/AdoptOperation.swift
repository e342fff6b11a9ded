internal import SQLText

/// Takes over what another tool has applied: its history becomes Martlet's, and nothing is run again.
///
/// The tool's own table is read, and stays as it is.
public struct AdoptOperation {
    /// What is taken over, and how.
    public struct Choices: Sendable, Hashable {
        /// Whose history; `nil` for that of the one tool that has one.
        public var tool: ToolName?
        /// The tool's table, if it has not its usual name.
        public var table: String?
        /// Versions that stay pending, whatever the tool says.
        public var without: [MigrationVersion] = []
        /// Versions that the tool has not finished, and that are done.
        public var done: [MigrationVersion] = []
        /// Whether the files are replayed in a scratch database and the schemas compared.
        public var proves = false

        /// Everything, as the tool says.
        public init() {}
    }

    let context: OperationContext
    let choices: Choices

    /// Makes the operation.
    public init(_ context: OperationContext, _ choices: Choices = Choices()) {
        self.context = context
        self.choices = choices
    }

    /// Takes over in every database; stops at the first that fails.
    public func run() -> Outcome {
        context.forEachDatabase("adopt", goesOn: false) { (target, outcome) throws(MartletError) in
            if context.isDryRun {
                try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                    guard let session else { throw OperationProblem.absent(target) }
                    let table = try table(session)
                    let adoption = try adoption(table, session)
                    if choices.proves { _ = try proven(adoption, table, session) }
                    tell(adoption, table, &outcome, isDone: false)
                    outcome.server = session.driver.server
                }
            } else {
                try DatabaseSession.writing(target, context, command: "adopt", creates: false, makesTables: false) {
                    (session) throws(MartletError) in try takeOver(session, &outcome)
                }
            }
        }
    }

    /// What is found.
    private struct Adoption {
        let folder: ToolFolder
        var items: [AdoptionMatching.Item]
        /// What the history has already.
        let known: [HistoryRow]
        /// Whether the files were seen to make what is there.
        var isProven = false
        /// What the tool has undone since it was taken over.
        let takenBack: [HistoryRow]
        /// What a person should know of single versions.
        let facts: [String]
        /// What a person leaves out now.
        let without: [String]
    }

    private func takeOver(_ session: DatabaseSession, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        let table = try table(session)
        let lock = try ToolLock.take(table, session)
        defer { lock.release() }
        var adoption = try adoption(table, session)
        if choices.proves { adoption = try proven(adoption, table, session) }
        try session.inTransaction { () throws(DriverError) in
            try ToolLock.cover(table, session.driver)
            try session.history.createTables()
            try record(adoption, of: table, session)
        }
        tell(adoption, table, &outcome, isDone: true)
        outcome.server = session.driver.server
        outcome.current = try Inventory(session: session, target: session.target, context: context).newestApplied()
    }

    // MARK: Finding

    private func table(_ session: DatabaseSession) throws(MartletError) -> ToolTable {
        func isMeant(_ table: ToolTable) -> Bool { choices.tool == nil || table.tool == choices.tool }
        let found = try session.asking { () throws(DriverError) in
            try session.history.tablesOfOtherTools(named: choices.table)
        }.filter(isMeant)
        guard let first = found.first else {
            let others = try session.asking { () throws(DriverError) in try session.history.tablesOffThePath() }
            throw ToolProblem.absent(
                choices.tool, table: choices.table, in: session.target.name, others: others.filter(isMeant))
        }
        if found.count > 1 { throw ToolProblem.several(found) }
        return first
    }

    private func adoption(_ table: ToolTable, _ session: DatabaseSession) throws(MartletError) -> Adoption {
        let history = table.tool.history
        var target = session.target
        target.layout = target.layout ?? history.layout
        try requireFolder(of: table.tool, session)
        let inventory = Inventory(session: session, target: target, context: context)
        let entries = try session.asking { () throws(DriverError) in
            try history.entries(ToolSource(driver: session.driver, place: table))
        }
        let folder = try ToolFolder(history, entries, inventory)
        let known = (try inventory.rows() + inventory.repeatableRows()).filter(\.isApplied)
        let matching = AdoptionMatching(
            folder: folder, choices: choices, known: known, dealings: try ToolDealings(with: table.tool, session))
        if let entry = matching.unfinished(entries) {
            let others = (try? matching.items(entries)) ?? []
            let proof = try? AdoptionProof(session, folder, without: table)
            throw ToolProblem.unfinished(
                table.tool, entry, evidence: proof?.evidence(of: entry, others, beside: known) ?? [])
        }
        return Adoption(
            folder: folder, items: try matching.items(entries), known: known, takenBack: matching.takenBack(entries),
            facts: matching.stayingOut(entries).map { "\($0) stays pending, as before: --done \($0) takes it over" }
                + matching.needlesslyDone(entries).map { "\($0) is finished by what \(table.tool.title) tells, too" },
            without: entries.map(\.version).filter(matching.isLeftOut) + matching.leftOutOfFiles(entries))
    }

    /// Refuses to read the files of a tool that marks each of them as another one's.
    private func requireFolder(of tool: ToolName, _ session: DatabaseSession) throws(MartletError) {
        let folder = Inventory(session: session, target: session.target, context: context).folder
        guard session.target.layout == nil, let layout = tool.history.layout, FileSystem.isFolder(folder.path),
            let found = try? folder.inLayoutOfAnother()?.layout.name, found.marksFiles, found != layout
        else { return }
        throw ToolProblem.otherFolder(tool, found, at: folder.path.display(relativeTo: context.project.root))
    }

    /// The same, known to be what made the schema.
    private func proven(
        _ adoption: Adoption, _ table: ToolTable, _ session: DatabaseSession
    ) throws(MartletError) -> Adoption {
        guard adoption.folder.history.layout != nil else {
            throw ToolProblem.opaque(
                adoption.folder.history.tool, help: "there is nothing to replay: martlet adopt, without --prove")
        }
        try AdoptionProof(session, adoption.folder, without: table).require(adoption.items, beside: adoption.known)
        var adoption = adoption
        adoption.items = adoption.items.map(\.proven)
        adoption.isProven = true
        return adoption
    }

    // MARK: Writing

    private func record(
        _ adoption: Adoption, of table: ToolTable, _ session: DatabaseSession
    ) throws(DriverError) {
        let run = RunIdentifier.make()
        let now = context.clock.now().rfc3339Milliseconds
        for item in adoption.items {
            try session.history.removeUnfinished(item.row.version)
            let isAsApplied = item.row.adopted?.verdict != .edited
            let scripts = item.migration?.recordedScripts ?? RecordedScripts(up: nil, down: nil)
            try session.history.adopt(
                item.row, isAsApplied ? scripts : RecordedScripts(up: nil, down: scripts.down))
            try session.history.append(
                LogEntry(
                    at: now, run: run, action: .adopt, subject: item.row.version.text, result: .done, by: context.by,
                    detail: item.row.adopted.map { KnownToolTable.detail(of: table, $0.verdict) }))
        }
        for version in adoption.without {
            try session.history.append(
                LogEntry(
                    at: now, run: run, action: .repair, subject: version, result: .done, by: context.by,
                    detail: ToolDealings.leftOut(adoption.folder.history.tool)))
        }
        if adoption.items.isEmpty, !KnownToolTable.isUsual(table),
            try !session.history.tablesNamedByPeople(among: [session.target.tables.log]).contains(table)
        {
            try session.history.append(
                LogEntry(
                    at: now, run: run, action: .repair, subject: table.shown, result: .done, by: context.by,
                    detail: KnownToolTable.detail(ofNothingFrom: table)))
        }
        let proven = adoption.isProven ? adoption.known.filter { $0.adopted != nil && $0.checksum != nil } : []
        for row in proven { try session.history.setVerdict(.proven, of: row.version) }
        try HistoryChain(history: session.history).relink()
        let entry = LogEntry(at: now, run: run, action: .seal, subject: "", result: .done, by: context.by)
        try HistorySeal(session.history, like: entry).seal(proven.map(\.version))
    }

    // MARK: Telling

    private func tell(
        _ adoption: Adoption, _ table: ToolTable, _ outcome: inout DatabaseOutcome, isDone: Bool
    ) {
        let rows = adoption.items.map(\.row)
        outcome.migrations = adoption.items.map { item in
            MigrationStatus(
                version: item.row.version, description: item.row.description, state: .applied, row: item.row,
                migration: item.migration)
        }
        let count = "\(rows.count) version\(rows.count == 1 ? "" : "s")"
        let proof = adoption.isProven ? ", and its files make the schema that is there" : ""
        outcome.facts.append(
            rows.isEmpty
                ? "everything that \(table.tool.title) has applied is in the history already\(proof)"
                : "\(count) of \(table.tool.title) \(isDone ? "taken over" : "would be taken over") from \(table.shown), "
                    + "and none run")
        outcome.facts += adoption.facts
        outcome.diagnostics += adoption.items.filter { $0.row.adopted?.verdict == .edited }.map(edited)
        outcome.diagnostics += adoption.takenBack.map { takenBack($0, table.tool) }
    }

    private func takenBack(_ row: HistoryRow, _ tool: ToolName) -> Diagnostic {
        Diagnostic(
            .adoption,
            "\(tool.title) has undone \(row.subject) since it was \(row.adopted == nil ? "told of it" : "taken over")",
            severity: .warning, notes: ["the history here still has it as applied"],
            help: "if it is undone in this database: martlet repair \(row.version) --undone")
    }

    private func edited(_ item: AdoptionMatching.Item) -> Diagnostic {
        let tool = item.row.adopted?.tool.title ?? ""
        return Diagnostic(
            .edited, "\(item.row.version) \(item.row.description) was edited after \(tool) had applied it",
            severity: .warning, at: item.migration?.location,
            notes: [
                "\(tool) has recorded \(item.row.adopted?.checksum ?? ""), which is the digest of no form of this file"
            ], help: "whether it matters, a replay tells: martlet adopt --prove")
    }
}

extension AdoptionMatching.Item {
    /// The same, after its file was seen to make what is there.
    fileprivate var proven: Self {
        guard migration != nil, var entry = row.adopted else { return self }
        entry.verdict = .proven
        return Self(row: row.adopted(as: entry), migration: migration, isImplied: isImplied)
    }
}

extension HistoryRow {
    /// The same row, taken over from something else.
    fileprivate func adopted(as entry: AdoptedEntry) -> HistoryRow {
        HistoryRow(
            id: id, version: version, description: description, kind: kind, state: state, checksum: checksum,
            tokenChecksum: tokenChecksum, statementsTotal: statementsTotal, statementsApplied: statementsApplied,
            appliedAt: appliedAt, appliedBy: appliedBy, executionMilliseconds: executionMilliseconds, error: error,
            leadsBack: leadsBack, adopted: entry)
    }
}
