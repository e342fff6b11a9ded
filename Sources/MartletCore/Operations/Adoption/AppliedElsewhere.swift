internal import SQLText

/// What is pending here, and applied by another tool whose table is beside the history: it would be run twice.
extension Inventory {
    /// What tools have applied of the versions that are pending, a problem for each tool.
    ///
    /// A version that a person has left out or undone here is nobody's problem any more; a folder that is not laid out as
    /// the tool has it is none of the tool's.
    func appliedElsewhere(_ statuses: [MigrationStatus]) throws(MartletError) -> [Diagnostic] {
        let pending = statuses.filter { $0.isPending && $0.migration?.code == nil }
        guard let session, folder.isFiles, !pending.isEmpty else { return [] }
        var problems: [Diagnostic] = []
        for table in try toolTables(session) {
            guard let layout = table.tool.history.layout, isLaidOut(as: layout) else { continue }
            let telling = try ToolTelling(table, session)
            if telling.entries.isEmpty { continue }
            let shared = statuses.filter { $0.isApplied && telling.isShared($0.version, $0.row) }.map(\.version.text)
            let applied = pending.filter { telling.tells(of: $0.version.text, beside: shared) }
            if !applied.isEmpty { problems.append(ToolProblem.appliedBeside(table, applied)) }
        }
        return problems
    }

    /// The tool that has had a version as applied, by its own doing or by `export`, and has not any more.
    func toolThatHasUndone(_ row: HistoryRow) throws(MartletError) -> ToolName? {
        guard let session else { return nil }
        for table in try toolTables(session) {
            let telling = try ToolTelling(table, session)
            let wasTold = telling.dealings.exportedAt != nil && telling.dealings.isShared(row.version)
            guard wasTold || row.adopted?.tool == table.tool else { continue }
            if !telling.names(row.version.text), !telling.covers(row.version.text) { return table.tool }
        }
        return nil
    }

    /// The tables of tools, and those that somebody has named.
    private func toolTables(_ session: DatabaseSession) throws(MartletError) -> [ToolTable] {
        try session.asking { () throws(DriverError) in
            let usual = try session.history.tablesOfOtherTools()
            let named = try session.history.tablesNamedByPeople(among: try session.presentTables())
            return usual + named.filter { !usual.contains($0) }
        }
    }

    /// Whether the folder can be that of a tool: all its files are what this layout has them to be.
    private func isLaidOut(as layout: LayoutName) -> Bool {
        guard let listed = try? folder.names() else { return false }
        return listed.layoutName == layout || laidOut(folder, as: layout, listing: listed) != nil
    }
}

/// What a tool's table tells now, and what the log tells of the tool.
private struct ToolTelling {
    let tool: ToolName
    let entries: [ToolEntry]
    let dealings: ToolDealings
    private let order: VersionOrder?

    init(_ table: ToolTable, _ session: DatabaseSession) throws(MartletError) {
        tool = table.tool
        order = tool.history.layout?.layout?.order
        do throws(MartletError) {
            entries = try session.asking { () throws(DriverError) in
                try table.tool.history.entries(ToolSource(driver: session.driver, place: table))
            }.filter { !$0.isRepeatable }
        } catch {
            // Without it nobody knows whether what is pending would be run twice.
            var error = error
            error.diagnostics[0].notes.insert(
                "\(table.shown) was asked what \(table.tool.title) has applied of what is pending here", at: 0)
            throw error
        }
        dealings = try ToolDealings(with: tool, session)
    }

    /// Whether the version would be taken over as applied.
    /// - Parameter shared: the versions that both have had as applied before.
    func tells(of version: String, beside shared: [String]) -> Bool {
        if dealings.isOut(version, place) { return false }
        // What comes before something that the tool has told already was passed over by it.
        return names(version) || covers(version) && !shared.contains { precedes(version, $0) }
    }

    /// Whether the tool and the history have both had it as applied.
    func isShared(_ version: MigrationVersion, _ row: HistoryRow?) -> Bool {
        row?.adopted?.tool == tool || dealings.isShared(version)
    }

    func names(_ version: String) -> Bool { entries.contains { place($0.version) == place(version) } }

    func covers(_ version: String) -> Bool { entries.contains { $0.coversEarlier && precedes(version, $0.version) } }

    private func place(_ version: String) -> String { order?.place(of: version) ?? version }

    private func precedes(_ left: String, _ right: String) -> Bool {
        place(left) != place(right)
            && order?.precedes(LayoutMigration(version: left), LayoutMigration(version: right)) ?? false
    }
}

extension ToolProblem {
    /// The tool's table has something as applied that is pending here.
    fileprivate static func appliedBeside(_ table: ToolTable, _ statuses: [MigrationStatus]) -> Diagnostic {
        let versions = statuses.map(\.version.text)
        let more = versions.count > 10 ? ", …" : ""
        let what =
            statuses.count == 1
            ? "\([versions[0], statuses[0].description].filter { !$0.isEmpty }.joined(separator: " ")), which is pending here"
            : "\(versions.count) versions that are pending here: \(versions.prefix(10).joined(separator: ", "))\(more)"
        let adopt = "martlet adopt" + (KnownToolTable.isUsual(table) ? "" : " --table \(table.shown.quotedForShell)")
        return Diagnostic(
            .historyElsewhere, "\(table.tool.title) has applied \(what)",
            notes: ["\(table.shown) tells so; migrate would run it again", Diagnostic.nothingChanged],
            help: "take it over: \(adopt); if it is not in this database: \(adopt) --without \(versions[0])")
    }
}
