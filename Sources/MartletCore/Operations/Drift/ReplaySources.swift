internal import SQLText

/// Where the scripts of a history come from: the history itself, and the files that are still what was run.
struct ReplaySources {
    private let target: DatabaseTarget
    private let placeholders: Placeholders
    /// The scripts that the history has kept.
    private let recorded: [MigrationVersion: String]
    /// What there is in the folder, and in the program; nothing if it cannot be read.
    let files: [MigrationVersion: Migration]
    /// In whose layout the rows' files are, or were.
    private let layout: LayoutName?

    /// Reads what the history has kept, and the folder as far as it can be read.
    init(inventory: Inventory, rows: [HistoryRow]) throws(MartletError) {
        target = inventory.target
        placeholders = inventory.folder.placeholders
        recorded = try Self.recorded(in: inventory.session)
        // The history does without: a folder that is gone, or has mistakes, says nothing against it.
        let survey = try? inventory.wholeSurvey(parsingAll: true)
        let found =
            (survey?.versions ?? []).compactMap(\.migration) + (survey?.repeatables ?? []).compactMap(\.migration)
        files = Dictionary(found.map { ($0.version, $0) }) { first, _ in first }
        let others = found.map(\.layout).first { $0 != .martlet }
        let adopted = rows.last { $0.adopted != nil }?.adopted.map { $0.tool.history.layout ?? .plain }
        layout = others ?? target.layout ?? adopted
    }

    private static func recorded(in session: DatabaseSession?) throws(MartletError) -> [MigrationVersion: String] {
        guard let session, try session.hasHistory() else { return [:] }
        return try session.asking { () throws(DriverError) in try session.history.waysForward() }
    }

    /// What was run for a row; `nil` if nothing tells it.
    func migration(for row: HistoryRow) throws(MartletError) -> Migration? {
        // Of the two, which are the same text, a file knows more of how it is run.
        if let file = files[row.version], file.script != nil, file.checksum == row.checksum { return file }
        guard let text = recorded[row.version] else { return nil }
        return try migration(of: text, for: row)
    }

    private func migration(of recorded: String, for row: HistoryRow) throws(MartletError) -> Migration {
        let name = "history of \(row.version)"
        let source = SourceText(recorded, name: name, dialect: target.url.dialect)
        let up = try filtered(try script(of: source))
        return Migration(
            version: row.version, description: row.description, file: name, checksum: row.checksum ?? "",
            script: MigrationScript(
                options: up.options, dependencies: [], up: up, down: nil, tokenChecksum: nil, upText: nil,
                downText: nil))
    }

    private func script(of source: SourceText) throws(MartletError) -> Script {
        let defaults = ScriptOptions(transaction: target.transaction == .none ? .none : .each)
        if let layout, layout != .martlet {
            return Script(
                ofAnotherTool: try filled(source, isExpected: layout.layout?.fillsPlaceholders ?? false),
                options: defaults, isSentAsItIs: layout.layout?.sendsAsItIs ?? false)
        }
        // What its lines said of how it is run was understood when it was applied.
        let options = (try? ScriptFile(source, defaults: defaults))?.options ?? defaults
        return Script(recorded: try filled(source, isExpected: false), options: options)
    }

    private func filled(_ source: SourceText, isExpected: Bool) throws(MartletError) -> SourceText {
        var placeholders = placeholders
        placeholders.areExpected = placeholders.areExpected || isExpected
        return try placeholders.filled(source)
    }

    /// The same without what acts beyond a database that is thrown away.
    private func filtered(_ script: Script) throws(MartletError) -> Script {
        guard let filter = target.scratchFilter else { return script }
        return try filter.kept(script)
    }
}
