extension Migration {
    /// A history row for it, complete but for what happens when it runs.
    func historyRow(kind: HistoryRow.Kind) -> HistoryRow {
        HistoryRow(
            version: version, description: description, kind: kind, checksum: checksum,
            tokenChecksum: script?.tokenChecksum, statementsTotal: script?.up.traits.statementCount ?? 0)
    }
}
