internal import SQLText

/// Writes what is applied into another tool's own table, so that this tool can go on from there.
public struct ExportOperation {
    let context: OperationContext
    let tool: ToolName
    /// The tool's table, if it has not its usual name.
    let table: String?

    /// Makes the operation.
    public init(_ context: OperationContext, as tool: ToolName, table: String? = nil) {
        self.context = context
        self.tool = tool
        self.table = table
    }

    /// Writes in every database; stops at the first that fails.
    public func run() -> Outcome {
        context.forEachDatabase("export", goesOn: false) { (target, outcome) throws(MartletError) in
            if context.isDryRun {
                try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                    guard let session else { throw OperationProblem.absent(target) }
                    let export = try export(into: toolTable(session), session)
                    tell(export, try tool.history.export(export), &outcome, isDone: false)
                    outcome.server = session.driver.server
                }
            } else {
                try DatabaseSession.writing(target, context, command: "export", creates: false, makesTables: false) {
                    (session) throws(MartletError) in try write(session, &outcome)
                }
            }
        }
    }

    private func write(_ session: DatabaseSession, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        let table = try toolTable(session)
        let lock = try ToolLock.take(table, session)
        defer { lock.release() }
        let export = try export(into: table, session)
        let statements = try tool.history.export(export)
        try session.inTransaction { () throws(DriverError) in
            try session.history.createTables()
            if export.isPresent { try ToolLock.cover(table, session.driver) }
            for statement in statements { try session.driver.execute(statement) }
            try session.history.append(
                LogEntry(
                    at: context.clock.now().rfc3339Milliseconds, run: RunIdentifier.make(), action: .export,
                    subject: table.shown, result: .done, by: context.by, detail: Self.detail(of: tool)))
        }
        tell(export, statements, &outcome, isDone: true)
        outcome.server = session.driver.server
    }

    /// What the log tells of it.
    static func detail(of tool: ToolName) -> String { "as \(tool.title)" }

    /// The tool's table, where it is; where it would be made, if there is none.
    private func toolTable(_ session: DatabaseSession) throws(MartletError) -> ToolTable {
        let found = try session.asking { () throws(DriverError) in
            try session.history.tablesOfOtherTools(named: table)
        }.first { $0.tool == tool }
        if let found { return found }
        let usual = ToolTable.known.first { $0.tool == tool } ?? ToolTable(tool, tool.rawValue, [])
        return table.map { usual.named($0, in: session.driver) } ?? usual
    }

    private func export(into table: ToolTable, _ session: DatabaseSession) throws(MartletError) -> ToolExport {
        guard let layout = tool.history.layout else { throw ToolProblem.opaque(tool) }
        var target = session.target
        try requireFolder(session)
        target.layout = layout
        let inventory = Inventory(session: session, target: target, context: context)
        let folder = try ToolFolder(tool.history, [], inventory)
        _ = try target.plan(folder.statuses) { (planner) throws(PlanProblem) in try planner.refuseUnsettled() }
        let source = ToolSource(driver: session.driver, place: table)
        let isPresent = try requireOwn(table, session)
        let recorded = try session.asking { () throws(DriverError) in
            isPresent ? try tool.history.entries(source) : []
        }
        // What the tool has applied itself needs no file to be told.
        let told = Set(recorded.map { folder.place($0.version) })
        let orphans = folder.statuses.filter { status in
            status.isApplied && status.migration == nil && !status.isOnlyRecorded
                && !told.contains(folder.place(status.version.text))
        }
        guard orphans.isEmpty else { throw ToolProblem.withoutFile(tool, orphans.map(\.version.text)) }
        let rows = Dictionary(folder.statuses.map { ($0.version.text, $0.row) }) { first, _ in first }
        return ToolExport(
            source: source, isPresent: isPresent, recorded: recorded,
            migrations: folder.files.map { file in
                (file, rows[file.version].flatMap { $0 }.flatMap { applied(file, $0) })
            }, checksums: folder.checksums, place: folder.place, precedes: folder.precedes,
            repeatables: folder.repeatables.compactMap { repeatable in
                guard let file = repeatable.files.first, let applied = repeatable.row.flatMap({ applied(file, $0) })
                else { return nil }
                let checksums = repeatable.files.flatMap { tool.history.checksums(of: [$0]).joined() }
                return (applied, Set(checksums.map(\.text)))
            }, halfRun: folder.statuses.filter { $0.state == .halfRun }.map(\.version))
    }

    /// Refuses files whose marks this tool does not know: it would run their ways back too.
    private func requireFolder(_ session: DatabaseSession) throws(MartletError) {
        let folder = Inventory(session: session, target: session.target, context: context).folder
        guard folder.isFiles, folder.embedded == nil, FileSystem.isFolder(folder.path),
            let found = try? folder.inLayoutOfAnother()?.layout.name, found.marksFiles, found != tool.history.layout
        else { return }
        throw ToolProblem.otherMarks(tool, found, at: folder.path.display(relativeTo: context.project.root))
    }

    /// Whether the tool's table is there.
    /// - Throws: `adoption`, if the table of that name is somebody else's.
    private func requireOwn(_ table: ToolTable, _ session: DatabaseSession) throws(MartletError) -> Bool {
        if table.isFound { return true }
        let found = try session.asking { () throws(DriverError) in
            try session.driver.relations(named: [table.name])[table.name]
        }
        guard let found, table.schema == nil else { return false }
        throw ToolProblem.stranger(table, found.columns)
    }

    private func applied(_ file: ToolFile, _ row: HistoryRow) -> ToolExport.Applied? {
        guard row.isApplied else { return nil }
        return ToolExport.Applied(
            file: file, at: row.knownMoment, by: row.appliedBy,
            milliseconds: row.executionMilliseconds, statements: row.statementsTotal,
            isBaseline: row.kind == .baseline)
    }

    private func tell(
        _ export: ToolExport, _ statements: [BoundStatement], _ outcome: inout DatabaseOutcome, isDone: Bool
    ) {
        outcome.diagnostics += export.halfRun.map { ToolProblem.notTold(tool, $0) }
        let applied = export.told
        let (added, removed) = (export.missing.count + export.missingRepeatables.count, export.surplus.count)
        let table = export.source.place.shown
        if statements.isEmpty, export.isPresent {
            outcome.facts.append("\(table) tells \(tool.title) all that is applied already")
            return
        }
        let changes =
            added + removed == 0 && export.isPresent
            ? ["its mark is set right"]
            : ["\(added) added", removed > 0 ? "\(removed) taken out" : nil].compactMap(\.self)
        outcome.facts.append(
            "\(table) \(isDone ? "tells" : "would tell") \(tool.title) of \(applied) applied "
                + "migration\(applied == 1 ? "" : "s"): \(changes.joined(separator: ", "))")
    }
}
