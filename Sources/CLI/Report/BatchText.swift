import MartletCore

/// How far batches have come, for people.
enum BatchText {
    /// On the live line: `statement 1 of 2: 120000 of about 1000000 rows, 118000 changed, 45000 rows/s, 19s left`.
    static func progress(_ progress: BatchProgress, of total: Int, _ rate: BatchRate) -> String {
        let statement = total > 1 ? "statement \(progress.statement) of \(total): " : ""
        let whole = progress.total > 0 ? " of about \(progress.total)" : ""
        let left = rate.left.map { ", \(HumanDuration.format($0)) left" } ?? ""
        return
            "\(statement)\(progress.seen)\(whole) rows, \(progress.rows) changed, \(rate.rowsPerSecond) rows/s\(left)"
    }

    /// In a plan: `batches of 5000 rows, about 200 of them`.
    static func plan(_ batches: PlanOutline.PlannedBatches?) -> String {
        guard let batches else { return "" }
        return "batches of \(batches.rows) rows" + (batches.count.map { ", about \($0) of them" } ?? "")
    }

    /// Behind a state: `, 62 %`.
    static func share(_ progress: BatchProgress?) -> String {
        guard let progress, progress.total > 0 else { return "" }
        return ", \(Int(progress.share * 100)) %"
    }
}
