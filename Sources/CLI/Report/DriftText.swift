import MartletCore
import SchemaModel

/// What of a schema its history does not account for.
enum DriftText {
    static func lines(_ database: DatabaseOutcome) -> [StyledText] {
        let server = database.server.map { "  \($0.name) \($0.version)" } ?? ""
        return ["\(database.name, .bold)  \(database.url)\(server)"] + verdict(database)
    }

    /// The same below a heading that is there already.
    static func verdict(_ database: DatabaseOutcome) -> [StyledText] {
        guard let drift = database.drift else { return [] }
        let changes =
            drift.difference.map { DifferenceText.changes($0.difference).map { "    \($0)" as StyledText } } ?? []
        guard drift.hasDrifted else {
            return ["  \("✓", .green) \(agreement(drift))"] + changes
        }
        return ["  \("!", .red) \(finding(drift))"] + changes + [advice(drift, database)]
    }

    private static func agreement(_ drift: DriftReport) -> String {
        switch drift.evidence {
        case .fingerprint: "the schema is as the last run has left it"
        case .replay where drift.difference?.difference.isEmpty == false:
            "the schema is what the history implies, but for the order of columns or rights"
        case .replay: "the schema is what the history implies"
        }
    }

    /// What is there beyond the history, what is missing, and what is there otherwise.
    private static func finding(_ drift: DriftReport) -> String {
        guard let changes = drift.difference?.difference.changes else {
            return "the schema is not as the last run has left it"
        }
        let (more, fewer, others) = (count(.added, changes), count(.removed, changes), count(.changed, changes))
        let counts = [
            more > 0 ? "has \(more) more" : nil, fewer > 0 ? "lacks \(fewer)" : nil,
            others > 0 ? "has \(others) otherwise" : nil,
        ].compactMap(\.self)
        return "the schema is not what the history implies: the database " + counts.joined(separator: ", ")
    }

    private static func count(_ action: SchemaChange.Action, _ changes: [SchemaChange]) -> Int {
        changes.count { $0.action == action }
    }

    private static func advice(_ drift: DriftReport, _ database: DatabaseOutcome) -> StyledText {
        let command = drift.difference == nil ? "martlet drift shows what differs" : "martlet drift --sql takes it back"
        return "    \("→ \(command)", .dim)"
    }
}
