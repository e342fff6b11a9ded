/// What the log tells of another tool: when it was last told of what is applied, and what was settled since without it.
struct ToolDealings {
    /// When it was last told, RFC 3339.
    private(set) var exportedAt: String?
    /// The versions that are applied here.
    private var applied: Set<String> = []
    /// Those that the tool has told of, or was told of.
    private var shared: Set<String> = []
    /// The versions that are not applied here, whatever the tool's table says.
    private var out: Set<String> = []

    /// No dealings.
    init() {}

    /// Reads the log.
    init(with tool: ToolName, _ session: DatabaseSession) throws(MartletError) {
        let entries = try session.asking { () throws(DriverError) in
            guard try session.presentTables().contains(session.target.tables.log) else { return [LogEntry]() }
            return try session.history.logEntries(limit: .max)
        }
        for entry in entries { take(entry, tool) }
    }

    /// What the log says of a version that a person leaves out of what the tool has applied.
    static func leftOut(_ tool: ToolName) -> String { "left out of what \(tool.title) tells" }

    private mutating func take(_ entry: LogEntry, _ tool: ToolName) {
        switch (entry.action, entry.result) {
        case (.export, .done) where entry.detail == ExportOperation.detail(of: tool):
            // From then on its table says what is so.
            exportedAt = entry.at
            (shared, out) = (applied, [])
        case (.repair, .done) where entry.detail == Self.leftOut(tool):
            out.insert(entry.subject)
        case (.repair, .done) where !Self.isUndoing(entry):
            applied.remove(entry.subject)
            shared.remove(entry.subject)
        case (.repair, .done), (.rollback, .done):
            // What the tool's table has never told is news when it does.
            if shared.contains(entry.subject) { out.insert(entry.subject) }
            applied.remove(entry.subject)
        case (.apply, .done), (.stamp, .done), (.adopt, .done), (.accept, .done):
            out.remove(entry.subject)
            applied.insert(entry.subject)
            // Who stamps beside a tool's table may say what that has told.
            if entry.action == .adopt || entry.action == .stamp { shared.insert(entry.subject) }
        case (.reset, _), (.restore, _): (applied, shared, out) = ([], [], [])
        default: return
        }
    }

    /// Whether a person says that a version is not here, which the tool may still tell of.
    private static func isUndoing(_ entry: LogEntry) -> Bool {
        entry.detail == RepairOperation.fact(ofUndone: entry.subject)
            || entry.detail == RepairOperation.fact(ofReleased: entry.subject)
    }

    /// Whether a version is not applied here.
    /// - Parameter place: what the spellings of a version have in common.
    func isOut(_ version: String, _ place: (String) -> String) -> Bool {
        out.contains { place($0) == place(version) }
    }

    /// Whether the tool has told of a version, or was told of it.
    func isShared(_ version: MigrationVersion) -> Bool { shared.contains(version.text) }
}
