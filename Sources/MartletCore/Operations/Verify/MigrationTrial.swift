internal import SQLText
internal import SchemaModel

/// Tries one migration: forward, back, and forward again, with rows in the tables.
struct MigrationTrial {
    /// Which rows it is tried with; where some are refused, the next one is tried.
    enum Rows: Int, CaseIterable {
        /// All kinds, before it and after it.
        case varied
        /// All kinds before it; what is new has none.
        case variedBefore
        /// Rows like those of every day.
        case plain
        /// None.
        case none

        var before: FillingStyle { self == .none ? .none : self == .plain ? .plain : .varied }
        var after: FillingStyle { self == .varied ? .varied : .none }
        var next: Rows? { Rows(rawValue: rawValue + 1) }
    }

    /// How a try ended.
    enum Ending {
        /// There is a verdict; whether the database is where the migration leads to.
        case verdict(VerifyReport.Version, isUsable: Bool)
        /// A way was refused with these rows.
        case refused(MartletError, isForward: Bool)
        /// Rows are not as they were, which may be the doing of what was filled in after the way forward; and what the
        /// way back made of just those.
        case doubtful([TableLoss], ofNewForm: [TableLoss])
    }

    let stage: VerificationStage
    let migration: Migration
    let rows: Rows
    let rowsPerTable: Int

    /// Tries it.
    /// - Parameters:
    ///   - known: the schema that the database was filled for before; becomes the one that it is filled for now.
    ///   - unfilled: gets what could not be filled.
    func run(known: inout Schema?, unfilled: inout [UnfilledTable]) throws(MartletError) -> Ending {
        let before = try stage.schema()
        unfilled.add(try filling(rows.before).fill(before, since: known))
        known = before
        let content = try stage.content(before)
        if let failure = try stage.apply(.apply(migration)) { return refusal(failure, isForward: true) }
        var version = VerifyReport.Version(migration, .lossless)
        version.rowCount = content.rowCount
        guard let down = migration.script?.down else {
            version.verdict = .irreversible
            version.reason =
                version.saysIrreversible
                ? "says so" : "has no way back" + (version.canSaySo ? ", and does not say so" : "")
            return .verdict(version, isUsable: true)
        }
        let after = try stage.schema()
        let newForm = try rowsOfNewForm(after, since: before, content)
        if let failure = try stage.undo(migration, with: down) { return refusal(failure, isForward: false) }
        guard try leadsBack(to: before, &version) else { return .verdict(version, isUsable: false) }
        let returned = try stage.content(before)
        compare(content, newForm.withoutAdded(returned), &version)
        let losses = newForm.losses(to: returned)
        if version.verdict == .lossy, rows.after != .none { return .doubtful(version.losses, ofNewForm: losses) }
        version.lose(ofNewForm: losses)
        let isUsable = try comesAgain(after, &version)
        let empty = rows == .none ? [] : unfilled.map(\.name).filter { content.isEmpty($0) && names($0) }
        if version.verdict == .lossless, let first = empty.first {
            version.verdict = .untried
            version.reason = "it names \(first), which has no rows here"
        }
        return .verdict(version, isUsable: isUsable)
    }

    /// Whether a way names a table.
    private func names(_ table: String) -> Bool {
        let name: Set = [table.split(separator: ".").last.map { $0.lowercased() } ?? ""]
        return [migration.script?.up, migration.script?.down].contains { $0?.mentions(anyOf: name) ?? false }
    }

    private func filling(_ style: FillingStyle) -> RowFilling {
        RowFilling(session: stage.session, count: rowsPerTable, style: style)
    }

    /// Fills what is new, and puts rows into tables that take others than before.
    private func rowsOfNewForm(
        _ after: Schema, since before: Schema, _ content: DatabaseContent
    ) throws(MartletError) -> NewFormRows {
        var watched = after
        let changed = after.tablesOfNewForm(since: before)
        watched.tables = after.tables.filter { table in
            guard let old = before.tables.first(where: { $0.name == table.name }) else { return false }
            return changed.contains { $0.name == table.name }
                || table.columns.contains { old.column($0.name) == nil }
        }
        guard rows.after != .none else { return NewFormRows(before: content, forward: content) }
        var newForm = NewFormRows(before: content, forward: try stage.content(watched))
        _ = try filling(rows.after).fill(after, since: before, isAddition: true)
        for table in after.tablesInOrderOfReference
        where changed.contains(where: { $0.name == table.name }) && newForm.isKnown(table.name) {
            var filling = filling(rows.after)
            filling.first = newForm.count(table.name)
            try filling.add(to: table, after)
        }
        if !watched.tables.isEmpty { newForm.note(filled: try stage.content(watched)) }
        return newForm
    }

    /// The last word, if there are no other rows to try.
    private func refusal(_ failure: MartletError, isForward: Bool) -> Ending {
        guard rows == .none else { return .refused(failure, isForward: isForward) }
        var version = VerifyReport.Version(migration, .broken)
        version.reason = "the way \(isForward ? "forward" : "back") fails: \(failure.firstMessage)"
        version.failure = failure
        return .verdict(version, isUsable: false)
    }

    /// Whether the way back leads to the schema that was there before.
    private func leadsBack(
        to before: Schema, _ version: inout VerifyReport.Version
    ) throws(MartletError) -> Bool {
        let difference = SchemaDifference(from: before, to: try stage.schema())
        guard difference.isOrderAlone else {
            version.verdict = .broken
            version.reason = "the way back leads to another schema"
            version.differences = difference.changedLines
            return false
        }
        version.reordered = difference.changes.map(\.name)
        return true
    }

    /// Compares the rows that were there before with those that are there again.
    private func compare(
        _ content: DatabaseContent, _ returned: DatabaseContent, _ version: inout VerifyReport.Version
    ) {
        version.rowsBefore = content.digest.hex
        version.rowsAfter = returned.digest.hex
        version.lose(content.losses(to: returned))
    }

    /// Goes forward again; whether that leads where it did the first time.
    private func comesAgain(_ after: Schema, _ version: inout VerifyReport.Version) throws(MartletError) -> Bool {
        if let failure = try stage.apply(.apply(migration)) {
            version.verdict = .broken
            version.reason = "the way forward fails after the way back: \(failure.firstMessage)"
            version.failure = failure
            return false
        }
        let difference = SchemaDifference(from: after, to: try stage.schema())
        if difference.isOrderAlone { return true }
        version.verdict = .broken
        version.reason = "the way forward leads to another schema the second time"
        version.differences = difference.changedLines
        return false
    }
}

extension VerifyReport.Version {
    fileprivate mutating func lose(_ losses: [TableLoss], of which: String = "") {
        guard let loss = losses.first else { return }
        self.losses = losses
        verdict = .lossy
        let others = losses.count - 1
        reason = which + loss.text + (others > 0 ? ", and \(others) more table\(others == 1 ? "" : "s")" : "")
    }

    /// Takes account of what the way back made of rows that came behind the way forward, where it left all others.
    mutating func lose(ofNewForm losses: [TableLoss]) {
        guard verdict == .lossless else { return }
        lose(losses, of: "of rows in the new form, ")
    }
}

extension MartletError {
    /// What is wrong, in a few words.
    var firstMessage: String { diagnostics.first?.message ?? "" }
}

extension SchemaDifference {
    /// What differs, a line each, without what could not be compared.
    var changedLines: [String] {
        var changed = self
        changed.omissions = []
        changed.possibleRenames = []
        return changed.lines
    }
}

extension [UnfilledTable] {
    /// Takes over what is new.
    mutating func add(_ others: [UnfilledTable]) {
        for other in others where !contains(other) { append(other) }
    }
}
