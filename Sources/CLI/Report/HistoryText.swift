import MartletCore

/// What was applied, in the order of application, and what was tried.
enum HistoryText {
    /// - Parameter width: the columns that tables have to fit into; `nil` if nothing is cut.
    static func lines(_ database: DatabaseOutcome, width: Int? = nil) -> [StyledText] {
        let rows = database.migrations ?? []
        let repeatables = rows.count { $0.row?.kind == .repeatable }
        let counts =
            [Count.text(rows.count - repeatables, "version")]
            + (repeatables > 0 ? [Count.text(repeatables, "repeatable")] : [])
        let size = database.isAbsent ? "not created yet" : counts.joined(separator: ", ")
        var lines: [StyledText] = ["\(database.name, .bold)  \(database.url)  \(size)"]
        if !rows.isEmpty { lines.append(table(rows, database.forecasts, width)) }
        if let log = database.log { lines += ["", table(log, width)] }
        lines += database.facts.map { "  \($0)" }
        return lines
    }

    private static func table(
        _ rows: [MigrationStatus], _ forecasts: [MigrationVersion: [StatementForecast]], _ width: Int?
    ) -> StyledText {
        let expected = forecasts.mapValues(\.expectedMilliseconds)
        let isTold = expected.values.contains { $0 ?? 0 > 0 }
        var table = TextTable(
            alignments: [.left, .left, .left, .left, .right], indent: 2, screen: width, shrinking: [1, 2, 5])
        table.add(
            "\("STATE", .dim)", "\("VERSION", .dim)", "\("MIGRATION", .dim)", "\("APPLIED (UTC)", .dim)",
            "\("TOOK", .dim)", "\("BY", .dim)", "\("KIND", .dim)", isTold ? "\("EXPECTED", .dim)" : "")
        for status in rows {
            guard let row = status.row else { continue }
            table.add(
                StatusText.state(of: status), "\(status.version)", "\(status.description)",
                moment(of: row, status.state), "\(StatusText.duration(of: row))",
                "\(row.appliedBy)", "\(row.kind.rawValue)",
                isTold ? "\(expected[status.version]?.map(Magnitude.duration) ?? "")" : "")
        }
        return table.lines
    }

    /// When it was applied; of what was not, when that was tried.
    private static func moment(of row: HistoryRow, _ state: MigrationStatus.State) -> StyledText {
        let time = DateText.short(row.appliedAt)
        return switch state {
        case .failed: "\("failed", .dim) \(time)"
        case .halfRun: "\("begun", .dim) \(time)"
        default: "\(time)"
        }
    }

    private static func table(_ log: [LogEntry], _ width: Int?) -> StyledText {
        var table = TextTable(
            alignments: [.left, .left, .left, .left, .right], indent: 2, screen: width, shrinking: [2, 5, 6])
        table.add(
            "\("AT (UTC)", .dim)", "\("ACTION", .dim)", "\("OF", .dim)", "\("RESULT", .dim)", "\("TOOK", .dim)",
            "\("BY", .dim)", "")
        for entry in log {
            let took = entry.isTimed ? Milliseconds.text(entry.milliseconds) : ""
            table.add(
                "\(DateText.short(entry.at))", "\(entry.action.rawValue)", "\(entry.subject)",
                "\(entry.result.rawValue)", "\(took)", "\(entry.by)",
                "\(Excerpt.of(entry.detail ?? "", lines: 1, characters: 160))")
        }
        return table.lines
    }
}
