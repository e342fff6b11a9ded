import MartletCore

/// What trying the migrations came to: a line for each, and what is to be known of it.
enum VerifyText {
    /// - Parameter isQuiet: whether what is well is left out.
    static func lines(_ database: DatabaseOutcome, width: Int?, isQuiet: Bool) -> [StyledText] {
        guard let report = database.verification else { return [] }
        var lines: [StyledText] = ["\(database.name, .bold)  \(summary(report))"]
        lines += table(report, isQuiet: isQuiet)
        if !isQuiet { lines += notes(report) }
        if let seeds = report.seeds, !(isQuiet && seeds.ending == .same) { lines += self.lines(seeds) }
        return lines
    }

    /// `3 lossless, 1 lossy`.
    private static func summary(_ report: VerifyReport) -> StyledText {
        if report.versions.isEmpty { return "\("no migrations", .dim)" }
        let parts = VerifyReport.Verdict.allCases.filter { report.count($0) > 0 }
            .map { verdict -> StyledText in "\("\(report.count(verdict)) \(verdict.words)", verdict.look)" }
        return parts.joined(", ")
    }

    private static func table(_ report: VerifyReport, isQuiet: Bool) -> [StyledText] {
        let shown = report.versions.filter { !isQuiet || $0.verdict != .lossless }
        guard !shown.isEmpty else { return [] }
        var table = TextTable(indent: 2)
        table.add("\("VERDICT", .dim)", "\("VERSION", .dim)", "\("MIGRATION", .dim)", "\("WHY", .dim)")
        for version in shown {
            table.add(
                "\("\(version.verdict.mark) \(version.verdict.words)", version.verdict.look)",
                "\(version.version.text)", "\(version.description)", "\(version.reason)")
        }
        return [table.lines]
    }

    /// What holds for a part of it only, by version, and what could not be looked at.
    private static func notes(_ report: VerifyReport) -> [StyledText] {
        var lines: [StyledText] = []
        for version in report.versions {
            lines += version.conditions.map { "  \("·", .yellow) \(version.version.text): \($0)" }
            lines += version.losses.dropFirst().map { "  \("·", .yellow) \(version.version.text): \($0.text)" }
            if !version.reordered.isEmpty {
                let tables = version.reordered.joined(separator: ", ")
                lines.append("  \("·", .dim) \(version.version.text): columns of \(tables) stand in another order")
            }
        }
        return lines + report.unfilled.map { "  \("·", .yellow) \($0.name) has no rows: \($0.reason)" }
    }

    private static func lines(_ seeds: SeedTrialResult) -> [StyledText] {
        let what = Count.text(seeds.seedCount, "seed")
        let back = "\(Count.text(seeds.undoneCount, "migration")) back and forward again"
        let head: StyledText =
            switch seeds.ending {
            case .same: "  \("✓", .green) \(what): \(back), and all is the same"
            case .different: "  \("✗", .red) \(what): \(back), and not all is the same"
            case .failed: "  \("✗", .red) \(what): \(seeds.notes.last ?? "")"
            case .notRepeated: "  \("·", .yellow) \(what): \(back); they were not run a second time"
            }
        let notes = seeds.ending == .failed ? seeds.notes.dropLast() : seeds.notes[...]
        var lines = [head] + notes.map { "    \($0)" }
        lines += (seeds.differences + seeds.losses.map(\.text)).map { "    \($0)" }
        if !seeds.volatileColumns.isEmpty {
            lines.append(
                "    not compared, as they are others each time: \(seeds.volatileColumns.joined(separator: ", "))")
        }
        return lines
    }
}

extension VerifyReport.Verdict {
    fileprivate var words: String {
        switch self {
        case .notReached: "not reached"
        case .untried: "not tried"
        default: rawValue
        }
    }

    fileprivate var mark: String {
        switch self {
        case .lossless: "✓"
        case .untried: "?"
        case .lossy: "~"
        case .irreversible: "↛"
        case .broken: "✗"
        case .notReached: "–"
        }
    }

    fileprivate var look: Look {
        switch self {
        case .lossless: .green
        case .untried, .lossy, .irreversible: .yellow
        case .broken: .red
        case .notReached: .dim
        }
    }
}
