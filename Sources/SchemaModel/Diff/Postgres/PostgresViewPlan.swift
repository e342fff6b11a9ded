internal import SQLText

/// Views and materialised views.
extension PostgresCreatePlan {
    /// Makes a view, or changes one that stays.
    mutating func planView(_ piece: SchemaPiece) {
        guard let view = new.views[piece.object.name] else { return }
        guard let old = present.views[view.name] else {
            return piece.place.step == 4 ? makeProperties(view, piece) : make(view, piece)
        }
        // The first of two pieces stands in for a view that is not there.
        guard piece.place.step == 1 else { return }
        if view.isMaterialized { alterOptions(of: view, from: old) } else { replace(view, old) }
        alterColumns(of: view, from: old)
    }

    private mutating func make(_ view: View, _ piece: SchemaPiece) {
        let what = view.isMaterialized ? "materialized view" : "view"
        let first = piece.statements.prefix(1).map { ChangeStatement($0, "Makes the \(what) \(view.name).") }
        let properties = view.columns.flatMap { column in
            PostgresDDL.properties(of: column, in: view).map { sql in
                ChangeStatement(
                    sql, view.isMaterialized ? storageText(column, view) : defaultText(column, view, before: nil))
            }
        }
        // One that only stands in for the view has none of them.
        let isWhole = piece.statements.count > 1
        steps.append(PostgresStep(piece.object, first + (isWhole ? properties : []), needs: piece.needs))
    }

    /// What is said of one that is new when its indexes are there.
    private mutating func makeProperties(_ view: View, _ piece: SchemaPiece) {
        steps.append(
            PostgresStep(
                piece.object,
                piece.statements.map { ChangeStatement($0, "Says more of the materialized view \(view.name).") },
                needs: piece.needs + view.indexes.map { ObjectReference(.index, view.name, detail: $0.name) }))
    }

    /// The same of one that stays.
    mutating func alterProperties(of view: View) {
        guard view.isMaterialized, let old = present.views[view.name] else { return }
        let reference = ObjectReference(.view, view.name)
        let start = "ALTER MATERIALIZED VIEW \(PostgresDDL.name(view.name)) "
        let indexes = view.indexes.map { ObjectReference(.index, view.name, detail: $0.name) }
        if old.replicaIdentity != view.replicaIdentity {
            add(
                reference, start + "REPLICA IDENTITY \(view.replicaIdentity ?? "DEFAULT")",
                "Says what identifies a row of \(view.name).", needs: indexes)
        }
        if old.clusteredOn != view.clusteredOn {
            let change = view.clusteredOn.map { "CLUSTER ON \(PostgresDDL.name($0))" } ?? "SET WITHOUT CLUSTER"
            add(
                reference, start + change,
                "Says by which index CLUSTER sorts \(view.name).", needs: indexes)
        }
    }

    private func storageText(_ column: Column, _ view: View) -> String {
        "Changes how values of \(view.name).\(column.name) are kept."
    }

    private func defaultText(_ column: Column, _ view: View, before: String?) -> String {
        let value = column.defaultValue ?? "what the table behind it has as default"
        return "Has an INSERT into \(view.name) that does not name \(column.name) put \(value) there"
            + (before.map { ", and not \($0) any more." } ?? ".")
    }

    private mutating func replace(_ view: View, _ old: View) {
        guard PostgresEquality.content(old) != PostgresEquality.content(view) else { return }
        add(
            ObjectReference(.view, view.name), PostgresDDL.createView(view, replacing: true),
            "Changes the query of the view \(view.name).", [.changesMeaning])
    }

    private mutating func alterOptions(of view: View, from old: View) {
        for change in PostgresDDL.optionChanges(from: old.options, to: view.options) {
            add(
                ObjectReference(.view, view.name), "ALTER MATERIALIZED VIEW \(PostgresDDL.name(view.name)) \(change)",
                "Changes storage parameters of \(view.name), for rows that come.")
        }
    }

    /// Defaults of a view's columns, and how those of a materialised one are kept.
    private mutating func alterColumns(of view: View, from old: View) {
        let reference = ObjectReference(.view, view.name)
        for column in view.columns {
            let before = old.columns.first { $0.name == column.name }
            let start = "ALTER \(PostgresDDL.viewWord(view)) \(PostgresDDL.name(view.name)) "
            let place = start + "ALTER COLUMN \(PostgresDDL.name(column.name)) "
            if !view.isMaterialized, before?.defaultValue != column.defaultValue {
                add(
                    reference, place + (column.defaultValue.map { "SET DEFAULT \($0)" } ?? "DROP DEFAULT"),
                    defaultText(column, view, before: before?.defaultValue), [.changesMeaning])
            }
            guard view.isMaterialized, before?.storage != column.storage else { continue }
            for change in PostgresStorage.changes(from: before?.storage, to: column.storage, type: column.type) {
                add(reference, place + change, storageText(column, view))
            }
        }
    }

    /// Fills materialised views that are made, and what they read.
    ///
    /// Whether one has been filled is the state of a database, which REFRESH changes, and no difference between schemas: one
    /// that stays is left as it is, and one that is made anew has rows again if it had.
    /// - Parameter pieces: of the new schema, in order.
    func refreshes(_ pieces: [SchemaPiece]) -> [PostgresStep] {
        let views = pieces.filter { $0.object.kind == .view && $0.place.step == 1 }.compactMap {
            new.views[$0.object.name]
        }
        .filter { $0.isMaterialized && !(present.views[$0.name]?.isPopulated ?? false) }
        let made = views.filter { view in
            present.views[view.name] == nil && (view.isPopulated || removals.old.views[view.name]?.isPopulated ?? false)
        }
        // Nothing can be read from one that was never filled.
        let filled = made.isEmpty ? [] : views.filter { $0.isPopulated || made.contains($0) }
        return filled.map { view in
            PostgresStep(
                ObjectReference(.view, view.name),
                [
                    ChangeStatement(
                        PostgresDDL.refresh(view.name), "Runs the query of \(view.name); nobody can read it meanwhile.",
                        hazards: [.rewritesTable])
                ])
        }
    }
}
