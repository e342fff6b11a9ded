import MartletCore

/// What was applied, in the order of application, and what was tried.
enum HistoryText {
    static func lines(_ database: DatabaseOutcome) -> [StyledText] {
        let rows = database.migrations ?? []
        var lines: [StyledText] = [
            "\(database.name, .bold)  \(database.url)  \(database.isAbsent ? "not created yet" : Count.text(rows.count, "version"))"
        ]
        if !rows.isEmpty { lines += table(rows) }
        if let log = database.log { lines += table(log) }
        lines += database.facts.map { "  \($0)" }
        return lines
    }

    private static func table(_ rows: [MigrationStatus]) -> [StyledText] {
        var table = TextTable(alignments: [.left, .left, .left, .left, .right], indent: 2)
        table.add(
            "\("STATE", .dim)", "\("VERSION", .dim)", "\("MIGRATION", .dim)", "\("APPLIED (UTC)", .dim)",
            "\("TOOK", .dim)", "\("BY", .dim)", "\("KIND", .dim)")
        for status in rows {
            guard let row = status.row else { continue }
            table.add(
                StatusText.state(status.state), "\(status.version)", "\(status.description)",
                "\(DateText.short(row.appliedAt))", "\(Milliseconds.text(row.executionMilliseconds))",
                "\(row.appliedBy)", "\(row.kind.rawValue)")
        }
        return table.lines
    }

    private static func table(_ log: [LogEntry]) -> [StyledText] {
        var table = TextTable(alignments: [.left, .left, .left, .left, .right], indent: 2)
        table.add(
            "\("AT (UTC)", .dim)", "\("ACTION", .dim)", "\("OF", .dim)", "\("RESULT", .dim)", "\("TOOK", .dim)",
            "\("BY", .dim)", "")
        for entry in log {
            table.add(
                "\(DateText.short(entry.at))", "\(entry.action.rawValue)", "\(entry.subject)",
                "\(entry.result.rawValue)", "\(Milliseconds.text(entry.milliseconds))", "\(entry.by)",
                "\(entry.detail ?? "")")
        }
        return [""] + table.lines
    }
}
