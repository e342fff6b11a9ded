internal import SQLText

/// Which views and triggers go before the tables change, and which come afterwards.
struct SQLiteProgramPlan {
    /// What goes before.
    private(set) var drops: [ChangeStatement] = []
    /// What comes afterwards.
    private(set) var creates: [ChangeStatement] = []

    private let old: Schema
    private let new: Schema
    private let isRead: Bool
    /// The names of tables that change and of views that go, with small letters.
    private var touched: Set<String>

    /// Plans around tables that change; `isRead` tells whether SQLite reads all views and triggers again meanwhile.
    init(from old: Schema, to new: Schema, touched: Set<String>, isRead: Bool) {
        (self.old, self.new, self.touched, self.isRead) = (old, new, touched, isRead)
        let views = keptViews()
        let triggers = keptTriggers(views)
        for (owner, trigger) in Self.triggers(old) where !triggers.contains(Array(trigger.name.utf8)) {
            let isAgain = Self.triggers(new).contains { $0.1.name == trigger.name && $0.0 == owner }
            drops.append(drop("TRIGGER", trigger.name, isAgain: isAgain))
        }
        for view in SQLiteOrder.views(old.views).reversed() where !views.contains(Array(view.name.name.utf8)) {
            drops.append(drop("VIEW", view.name.name, isAgain: new.views.contains { $0.name == view.name }))
        }
        let writer = SQLiteSchemaWriter()
        for view in SQLiteOrder.views(new.views) where !views.contains(Array(view.name.name.utf8)) {
            creates.append(ChangeStatement(writer.createView(view).sql, "Makes the view \(view.name)."))
        }
        for (owner, trigger) in Self.triggers(new) where !triggers.contains(Array(trigger.name.utf8)) {
            let sql = writer.createTrigger(trigger, on: owner).sql
            creates.append(ChangeStatement(sql, "Makes the trigger \(trigger.name) of \(owner)."))
        }
    }

    private func drop(_ kind: String, _ name: String, isAgain: Bool) -> ChangeStatement {
        let what = "\(kind.lowercased()) \(name)"
        return ChangeStatement(
            "DROP \(kind) \(name.quotedName(.sqlite))",
            isAgain ? "Takes the \(what) away until it is made again." : "Drops the \(what).",
            hazards: isAgain ? [] : [.changesMeaning])
    }

    private static func triggers(_ schema: Schema) -> [(ObjectName, Trigger)] {
        schema.tables.flatMap { table in table.triggers.map { (table.name, $0) } }
            + schema.views.flatMap { view in view.triggers.map { (view.name, $0) } }
    }

    /// The views that stay, by their bytes; the others are touched from now on.
    private mutating func keptViews() -> Set<[UInt8]> {
        let writer = SQLiteSchemaWriter()
        let wanted = Set(new.views.map { Array(writer.createView($0).sql.utf8) })
        var kept: Set<[UInt8]> = []
        // What a view reads comes before it.
        for view in SQLiteOrder.views(old.views) {
            let isBroken = view.columns.isEmpty || view.namesColumns && view.columns.allSatisfy(\.type.isEmpty)
            let isTouched = !touched.isDisjoint(with: SQLiteMentions.names(in: view.query))
            let isWanted = wanted.contains(Array(writer.createView(view).sql.utf8))
            if isWanted, !isTouched, !(isBroken && isRead) {
                kept.insert(Array(view.name.name.utf8))
            } else {
                touched.insert(view.name.name.foldedForSQLite)
            }
        }
        return kept
    }

    private func keptTriggers(_ views: Set<[UInt8]>) -> Set<[UInt8]> {
        let wanted = Set(Self.triggers(new).map { Array($0.1.definition.utf8) })
        let known = Set((old.tables.map(\.name.name) + old.views.map(\.name.name)).map(\.foldedForSQLite))
        var kept: Set<[UInt8]> = []
        for (_, trigger) in Self.triggers(old) where wanted.contains(Array(trigger.definition.utf8)) {
            let isTouched = !touched.isDisjoint(with: SQLiteMentions.names(in: trigger.definition))
            let isBroken = !SQLiteMentions.relations(in: trigger.action).isSubset(of: known)
            if !isTouched, !(isBroken && isRead) { kept.insert(Array(trigger.name.utf8)) }
        }
        return kept
    }
}
