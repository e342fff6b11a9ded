import MartletCore

/// What was taken over from another tool, version by version.
enum AdoptText {
    /// - Parameter width: the columns that the table has to fit into; `nil` if nothing is cut.
    static func lines(_ database: DatabaseOutcome, width: Int? = nil) -> [StyledText] {
        let facts = database.facts + [RunText.notReached(database)].compactMap(\.self)
        let rows = database.migrations ?? []
        return ["\(database.name, .bold): \(facts.joined(separator: ", "))"]
            + (rows.isEmpty ? [] : [table(rows, width)])
    }

    private static func table(_ rows: [MigrationStatus], _ width: Int?) -> StyledText {
        var table = TextTable(alignments: [.left, .left, .left, .left], indent: 2, screen: width, shrinking: [1])
        table.add("\("VERSION", .dim)", "\("MIGRATION", .dim)", "\("APPLIED (UTC)", .dim)", "\("FILE", .dim)")
        for status in rows {
            guard let row = status.row, let entry = row.adopted else { continue }
            table.add(
                "\(status.version)", "\(status.description)",
                "\(row.appliedAt.isEmpty ? "unknown" : DateText.short(row.appliedAt))", verdict(entry, status))
        }
        return table.lines
    }

    private static func verdict(_ entry: AdoptedEntry, _ status: MigrationStatus) -> StyledText {
        guard status.migration != nil else { return "\("none", .dim)" }
        return switch entry.verdict {
        case .proven: "\("proven", .green)"
        case .matches: "\("as applied", .green) \("(\(entry.variant ?? ""))", .dim)"
        case .edited: "\("edited since", .yellow)"
        case .unverified: "unverified"
        }
    }
}
