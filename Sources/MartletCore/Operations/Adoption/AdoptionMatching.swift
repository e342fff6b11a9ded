/// Finds the file of each migration that another tool has applied, and whether it is what was applied.
///
/// Pure: what the tool tells and what the folder holds give the same rows.
struct AdoptionMatching {
    let folder: ToolFolder
    /// What a person says of single versions.
    let choices: AdoptOperation.Choices
    /// What Martlet's history has as applied already, repeatables too.
    let known: [HistoryRow]
    /// What the log tells of dealings with the tool.
    var dealings = ToolDealings()

    /// Something to take over.
    struct Item {
        let row: HistoryRow
        let migration: Migration?
        /// Whether the tool itself does not name it.
        var isImplied = false
    }

    private var tool: ToolName { folder.history.tool }

    /// What is to be taken over, in the order of application.
    /// - Throws: `adoption`, if the tool has not finished one of them; `unknown-version`.
    func items(_ entries: [ToolEntry]) throws(MartletError) -> [Item] {
        let positions = Dictionary(
            folder.files.enumerated().map { (folder.place($1.version), $0) }
        ) { first, _ in first }
        let checksums = folder.digests
        var items: [Item] = []
        var taken: Set<String> = []
        for entry in entries where !staysOut(entry.version) || entry.coversEarlier {
            if entry.isRepeatable {
                items += repeatable(entry).map { [$0] } ?? []
                continue
            }
            if entry.coversEarlier {
                for index in folder.files.indices where folder.precedes(folder.files[index].version, entry.version) {
                    let version = folder.files[index].version
                    guard !staysOut(version), !wasLeftOut(version), taken.insert(folder.place(version)).inserted else {
                        continue
                    }
                    items.append(item(ToolEntry(version: version), index, [], isImplied: true))
                }
            }
            guard !staysOut(entry.version), taken.insert(folder.place(entry.version)).inserted else { continue }
            let index = positions[folder.place(entry.version)]
            items.append(item(entry, index, index.map { checksums[$0] } ?? []))
        }
        try requireKnown(choices.without, [], entries)
        try requireKnown(choices.done, items, entries)
        let known = Set(known.map(\.version))
        return items.filter { !known.contains($0.row.version) }
    }

    /// What was taken over from the tool before, and is not applied by what it tells now.
    func takenBack(_ entries: [ToolEntry]) -> [HistoryRow] {
        let places = Set(entries.map { folder.place($0.version) })
        let bounds = entries.filter(\.coversEarlier).map(\.version)
        return known.filter { row in
            let wasTold =
                row.adopted == nil && row.kind != .repeatable
                && dealings.exportedAt.map { row.appliedAt <= $0 } ?? false
            guard wasTold || row.adopted?.tool == tool else { return false }
            let version = row.adopted?.version ?? row.version.text
            return !places.contains(folder.place(version)) && !bounds.contains { folder.precedes(version, $0) }
        }
    }

    /// A repeatable whose file is as it was last run; any other is to run again, and nothing is to be recorded of it.
    private func repeatable(_ entry: ToolEntry) -> Item? {
        guard let found = folder.repeatables.first(where: { $0.migration.version.text == entry.version }) else {
            return nil
        }
        let checksums = found.files.flatMap { folder.history.checksums(of: [$0]).joined() }
        guard let match = checksums.first(where: { $0.text == entry.checksum }) else { return nil }
        return Item(
            row: row(entry, found.migration, .repeatable, match.variant, .matches), migration: found.migration)
    }

    /// The first that the tool has not finished, and nobody has settled.
    func unfinished(_ entries: [ToolEntry]) -> ToolEntry? {
        entries.first {
            $0.fault != nil && !staysOut($0.version) && !has($0.version, choices.done) && !isKnown($0.version)
        }
    }

    /// What a person leaves out now of what the tool only implies.
    func leftOutOfFiles(_ entries: [ToolEntry]) -> [String] {
        let named = Set(entries.map { folder.place($0.version) })
        return folder.files.map(\.version).filter { isLeftOut($0) && !named.contains(folder.place($0)) }
    }

    /// What the tool has as applied and a person has settled earlier to be pending.
    func stayingOut(_ entries: [ToolEntry]) -> [String] {
        entries.map(\.version).filter { staysOut($0) && !isLeftOut($0) && !isKnown($0) }
    }

    /// What was said to be done and was not in question.
    func needlesslyDone(_ entries: [ToolEntry]) -> [String] {
        entries.filter { $0.fault == nil && has($0.version, choices.done) && !dealings.isOut($0.version, folder.place) }
            .map(\.version)
    }

    /// Whether it was left pending when a later one was taken over, of which the tool tells nothing new.
    private func wasLeftOut(_ version: String) -> Bool {
        !isKnown(version) && !has(version, choices.done)
            && known.contains {
                ($0.adopted?.tool == tool || dealings.isShared($0.version)) && folder.precedes(version, $0.version.text)
            }
    }

    private func isKnown(_ version: String) -> Bool {
        known.contains { folder.place($0.version.text) == folder.place(version) }
    }

    /// Whether a person says now that it stays pending.
    func isLeftOut(_ version: String) -> Bool { has(version, choices.without) }

    /// Whether a person leaves it out, or has left it out, or undone it here, of which the tool was not told.
    private func staysOut(_ version: String) -> Bool {
        isLeftOut(version) || dealings.isOut(version, folder.place) && !has(version, choices.done)
    }

    private func has(_ version: String, _ versions: [MigrationVersion]) -> Bool {
        versions.contains { folder.place($0.text) == folder.place(version) }
    }

    /// - Parameter items: those that may be meant beside what the tool names; without any, all that there are files of.
    private func requireKnown(
        _ versions: [MigrationVersion], _ items: [Item], _ entries: [ToolEntry]
    ) throws(MartletError) {
        let others = items.isEmpty ? folder.files.map(\.version) : items.map(\.row.version.text)
        let names = Set((others + entries.map(\.version)).map(folder.place))
        for version in versions where !names.contains(folder.place(version.text)) {
            throw ToolProblem.unknown(version.text, tool)
        }
    }

    private func item(
        _ entry: ToolEntry, _ index: Int?, _ checksums: [ToolChecksum], isImplied: Bool = false
    ) -> Item {
        let migration = index.map { folder.migrations[$0] }
        let match = checksums.first { $0.text == entry.bareChecksum }
        let verdict: AdoptedEntry.Verdict =
            match != nil ? .matches : checksums.isEmpty || entry.checksum == nil ? .unverified : .edited
        return Item(
            row: row(entry, migration, .adopted, match?.variant, verdict), migration: migration, isImplied: isImplied)
    }

    private func row(
        _ entry: ToolEntry, _ migration: Migration?, _ kind: HistoryRow.Kind, _ variant: String?,
        _ verdict: AdoptedEntry.Verdict
    ) -> HistoryRow {
        let statements = migration?.script?.up.traits.statementCount ?? 0
        return HistoryRow(
            version: migration?.version ?? MigrationVersion(entry.version),
            description: migration?.description ?? entry.title ?? "", kind: kind, checksum: migration?.checksum,
            tokenChecksum: migration?.script?.tokenChecksum, statementsTotal: statements,
            statementsApplied: statements, appliedAt: entry.appliedAt ?? "", appliedBy: entry.appliedBy ?? "",
            executionMilliseconds: entry.milliseconds ?? 0, leadsBack: migration?.script?.down != nil,
            adopted: AdoptedEntry(
                tool: tool, version: entry.version, checksum: entry.checksum, variant: variant, verdict: verdict))
    }
}
