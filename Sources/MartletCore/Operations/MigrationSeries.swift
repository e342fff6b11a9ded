internal import SchemaModel

/// The way from one schema to another as migrations, each with its way back.
///
/// Statements that cannot share a transaction with others make migrations of their own, so that the others still are all
/// done or none. Each way back leads to the schema that the migration found, and to no other: so one can be undone, and
/// done again, without the rest.
struct MigrationSeries {
    /// The migrations, in order.
    private(set) var drafts: [MigrationDraft] = []
    /// What a person should know.
    private(set) var diagnostics: [Diagnostic] = []

    /// Plans and proves all of it.
    /// - Parameter isOnline: whether the statements keep nobody waiting, at the price of transactions.
    init(_ way: SchemaComparison, isOnline: Bool) throws(MartletError) {
        let plan = try way.plan(isOnline: isOnline)
        let grouped = plan.grouped
        // What stands in the way of fewer migrations is told only if it stands in the way of the others too.
        if grouped.parts.count < plan.parts.count, let series = try? MigrationSeries(way, grouped, isOnline: isOnline) {
            self = series
        } else {
            self = try MigrationSeries(way, plan, isOnline: isOnline)
        }
    }

    private init(_ way: SchemaComparison, _ plan: SchemaChangePlan, isOnline: Bool) throws(MartletError) {
        diagnostics = way.reading.warnings + (try way.prove(plan).notes)
        let parts = plan.parts
        var before = way.old
        for (index, part) in parts.enumerated() {
            let isLast = index + 1 == parts.count
            let after = isLast ? way.new : try way.schema(after: Array(parts[...index]))
            // What has another name got it in one of them alone, and a swap shows in no schema.
            let renames = parts.count == 1 || part.statements.contains(where: \.renames)
            let back = try way.back(from: after, to: before, renames: renames)
            // The file runs in one way in both directions: where it is a transaction, its way back has to fit into one.
            let wayBack = try back.plan(isOnline: isOnline && part.needsNoTransaction)
            diagnostics += try back.prove(wayBack).notes
            let comments = index == 0 ? way.difference.comments : ""
            var draft = MigrationDraft(
                up: comments + Self.text(part), down: Self.wayBack(wayBack), reason: Self.reason(part, wayBack))
            if parts.count > 1 { draft.place = .init(number: index + 1, count: parts.count, word: Self.word(part)) }
            drafts.append(draft)
            before = after
        }
    }

    /// A migration without statements for its way back would be one that has none.
    private static func wayBack(_ plan: SchemaChangePlan) -> String {
        plan.statements.isEmpty
            ? "-- The schema is the same before and after: there is nothing to undo.\nSELECT 1;\n" : text(plan)
    }

    private static func text(_ plan: SchemaChangePlan) -> String {
        (plan.settings.map { $0 + ";\n" } + plan.commentedStatements).joined(separator: "\n")
    }

    /// Why the file runs in no transaction, if it does not.
    private static func reason(_ up: SchemaChangePlan, _ down: SchemaChangePlan) -> String? {
        guard up.needsNoTransaction || down.needsNoTransaction else { return nil }
        return up.needsNoTransaction
            ? "Each statement runs by itself, outside of a transaction: what is done stays if the next one fails."
            : "The way back does not fit into a transaction, so that each statement runs by itself, both ways."
    }

    private static func word(_ part: SchemaChangePlan) -> String? {
        guard part.needsNoTransaction else { return nil }
        return part.statements.allSatisfy { $0.sql.hasPrefix("ALTER TYPE ") } ? "values" : "online"
    }
}
