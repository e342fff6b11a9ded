import MartletCore

/// Where every version and seed stands, as a table.
enum StatusText {
    /// - Parameter width: the columns that tables have to fit into; `nil` if nothing is cut.
    static func lines(_ database: DatabaseOutcome, width: Int? = nil) -> [StyledText] {
        var lines = [heading(database)]
        let migrations = database.migrations ?? []
        if !migrations.isEmpty { lines.append(table(migrations, width)) }
        if let graph = migrations.revisionGraph { lines.append("  \("\(shape(of: graph))", .dim)") }
        if let repeatables = database.repeatables, !repeatables.isEmpty { lines.append(table(repeatables, width)) }
        if let seeds = database.seeds, !seeds.isEmpty { lines.append(table(seeds, width)) }
        lines += hints(database)
        return lines
    }

    private static func heading(_ database: DatabaseOutcome) -> StyledText {
        let server = database.server.map { "\($0.name) \($0.version)" } ?? "not created yet"
        var verdict: [StyledText] = []
        if database.pendingCount > 0 { verdict.append("\("\(database.pendingCount) pending", .yellow)") }
        if database.problemCount > 0 { verdict.append("\(Count.text(database.problemCount, "problem"), .red)") }
        let seeds = (database.seeds ?? []).count(where: \.isToRun)
        if seeds > 0 { verdict.append("\("\(Count.text(seeds, "seed")) to run", .yellow)") }
        let isBare = (database.migrations ?? []).isEmpty && (database.repeatables ?? []).isEmpty
        let good: StyledText = isBare ? "\("no migrations", .dim)" : "\("up to date", .green)"
        let end = verdict.isEmpty ? good : verdict.joined(", ")
        return "\(database.name, .bold)  \(database.url)  \(server)  \(end)"
    }

    private static func table(_ statuses: [MigrationStatus], _ width: Int?) -> StyledText {
        var table = TextTable(
            alignments: [.left, .left, .left, .left, .right], indent: 2, screen: width, shrinking: [1, 2, 5])
        table.add(
            "\("STATE", .dim)", "\("VERSION", .dim)", "\("MIGRATION", .dim)", "\("APPLIED (UTC)", .dim)",
            "\("TOOK", .dim)", "\("BY", .dim)")
        // By the thousand: no text is made that the table does not keep.
        for status in statuses {
            table.add(cell: state(of: status))
            table.add(cell: status.version.text)
            table.add(cell: status.description)
            if let row = status.row, row.isApplied {
                table.add(cell: DateText.short(row.appliedAt))
                table.add(cell: duration(of: row))
                table.add(cell: row.appliedBy)
            } else {
                table.add(cell: "–")
            }
            table.endRow()
        }
        return table.lines
    }

    /// How long it ran; nothing if another tool ran it and did not tell.
    static func duration(of row: HistoryRow) -> String {
        row.adopted != nil && row.executionMilliseconds == 0 ? "" : Milliseconds.text(row.executionMilliseconds)
    }

    /// Where the graph of revisions ends, parts and comes together.
    private static func shape(of graph: RevisionGraph) -> String {
        let parts = [
            (graph.heads.count == 1 ? "head" : "heads", graph.heads), ("branches at", graph.branchPoints),
            ("merged in", graph.mergePoints),
        ]
        return parts.filter { !$0.1.isEmpty }.map { $0 + " " + $1.map(\.text).joined(separator: ", ") }
            .joined(separator: "; ")
    }

    private static func table(_ repeatables: [RepeatableStatus], _ width: Int?) -> StyledText {
        var table = TextTable(
            alignments: [.left, .left, .left, .left, .right], indent: 2, screen: width, shrinking: [1, 2, 5])
        table.add(
            "\("STATE", .dim)", "\("REPEATABLE", .dim)", "", "\("RUN (UTC)", .dim)", "\("TOOK", .dim)",
            "\("BY", .dim)")
        for repeatable in repeatables {
            let row = repeatable.row.flatMap { $0.isApplied ? $0 : nil }
            table.add(
                state(repeatable.state), "\(repeatable.name)", "\(repeatable.description)",
                row.map { "\(DateText.short($0.appliedAt))" } ?? "–",
                row.map { "\(Milliseconds.text($0.executionMilliseconds))" } ?? "", "\(row?.appliedBy ?? "")")
        }
        return table.lines
    }

    private static func table(_ seeds: [SeedStatus], _ width: Int?) -> StyledText {
        var table = TextTable(
            alignments: [.left, .left, .left, .left, .right], indent: 2, screen: width, shrinking: [1, 2])
        table.add("\("STATE", .dim)", "\("SEED", .dim)", "", "\("RUN (UTC)", .dim)", "\("ROWS", .dim)")
        for seed in seeds {
            table.add(
                state(seed.state), "\(seed.name)", "\(seed.description)",
                seed.appliedAt.map { "\(DateText.short($0))" } ?? "–", seed.rows.map { "\($0)" } ?? "")
        }
        return table.lines
    }

    static func state(of status: MigrationStatus) -> StyledText {
        switch status.state {
        case .applied: status.row?.kind == .stamp ? StyledText("✓ stamped", .green) : applied
        case .pending: pending
        case .recorded: StyledText("✓ recorded", .green)
        case .commentsEdited: StyledText("✓ applied, comments edited", .yellow)
        case .failed: StyledText("✗ failed", .red)
        case .edited: StyledText("! edited", .red)
        case .missing: StyledText("! missing", .red)
        case .halfRun: StyledText("! half-run\(BatchText.share(status.row?.progress))", .red)
        case .outOfOrder: StyledText("! out of order", .red)
        case .unusable: StyledText("! unusable", .red)
        case .skipped: StyledText("– skipped", .dim)
        }
    }

    /// The two that come by the thousand.
    private static let applied = StyledText("✓ applied", .green)
    private static let pending = StyledText("· pending", .yellow)

    private static func state(_ state: RepeatableStatus.State) -> StyledText {
        switch state {
        case .applied: "\("✓ run", .green)"
        case .pending: pending
        case .changed: "\("· changed", .yellow)"
        case .gone: "\("· view gone", .yellow)"
        case .failed: "\("✗ failed", .red)"
        case .skipped: "\("– skipped", .dim)"
        case .missing: "\("– file gone", .dim)"
        case .unusable: "\("! unusable", .red)"
        }
    }

    private static func state(_ state: SeedStatus.State) -> StyledText {
        switch state {
        case .applied: "\("✓ run", .green)"
        case .pending: "\("· pending", .yellow)"
        case .changed: "\("· changed", .yellow)"
        case .skipped: "\("– skipped", .dim)"
        case .missing: "\("– file gone", .dim)"
        case .unusable: "\("! unusable", .red)"
        }
    }

    private static func hints(_ database: DatabaseOutcome) -> [StyledText] {
        var hints: [StyledText] = []
        // Whose row is lost has been run already: what is said of that stands in the place of this.
        let isDamaged = database.diagnostics.contains { $0.code == .historyDamaged }
        for status in database.migrations ?? [] {
            switch status.state {
            case .edited:
                let file = status.migration?.file ?? "its file"
                hints.append("! \(status.version) was edited after it was applied: bring \(file) back (git checkout),")
                hints.append("  or accept it as it is: martlet repair \(status.version)")
            case .missing:
                hints.append(
                    "! \(status.version) has lost its file: "
                        + (status.row?.leadsBack == true
                            ? "martlet rollback \(status.version) undoes it, and all after it, where each has a way back"
                            : "bring it back, or forget it: martlet repair \(status.version)"))
            case .halfRun:
                hints.append("! \(status.version) was not finished: martlet migrate goes on, or tells why not")
            case .outOfOrder where !isDamaged:
                hints.append(
                    "! \(status.version) is older than what is applied: martlet migrate --allow-out-of-order runs it")
            case .failed:
                let reason = (status.row?.error ?? "").split(separator: "\n").first.map(String.init) ?? ""
                hints.append("✗ \(status.version) failed: \(Excerpt.of(reason, lines: 1, characters: 160))")
            default: continue
            }
        }
        if hints.isEmpty {
            let seeds = (database.seeds ?? []).contains(where: \.isToRun)
            if database.pendingCount > 0 {
                hints.append("→ martlet plan shows what would run")
            } else if seeds {
                hints.append("→ martlet seed runs the seeds")
            } else if (database.migrations ?? []).isEmpty, (database.repeatables ?? []).isEmpty {
                hints.append("→ martlet new NAME writes the first")
            }
        }
        if (database.migrations ?? []).contains(where: { $0.state == .skipped }) {
            hints.append("– a skipped migration is meant for another environment: its file says for which")
        }
        if (database.seeds ?? []).contains(where: { $0.state == .skipped }) {
            hints.append("– a skipped seed is meant for another environment: martlet seed says for which")
        }
        return hints.map { "  \($0)" }
    }
}

/// Times for people.
enum DateText {
    /// `2026-11-21T09:31:02.123Z` as `2026-11-21 09:31:02`.
    static func short(_ text: String) -> String {
        guard text.utf8.count >= 19 else { return text }
        var text = text
        return text.withUTF8 { bytes in
            String(unsafeUninitializedCapacity: 19) { buffer in
                _ = buffer.update(fromContentsOf: bytes[..<19])
                buffer[10] = UInt8(ascii: " ")
                return 19
            }
        }
    }
}
