internal import SQLText

/// Triggers, and when they fire.
extension PostgresCreatePlan {
    /// Makes a trigger, or says when it fires.
    mutating func planTrigger(_ piece: SchemaPiece) {
        let table = piece.object.name
        guard let trigger = new.triggers(of: table).first(where: { $0.name == piece.object.detail }) else {
            return planTriggerFromAbove(piece)
        }
        guard !made.contains(table), let old = present.triggers(of: table).first(where: { $0.name == trigger.name })
        else {
            return make(piece, "trigger \(trigger.name) of \(table)", made.contains(table) ? [] : [.changesMeaning])
        }
        if old.enabled != trigger.enabled {
            return add(
                piece.object, PostgresDDL.setEnabled(trigger, on: table),
                PostgresFiring.explanation(trigger.enabled, of: "trigger \(trigger.name) of \(table)"),
                [.changesMeaning])
        }
        for partition in new.descendants(of: table) {
            let state = new.tables[partition]?.partition?.triggers[trigger.name]
            guard state == nil, present.tables[partition]?.partition?.triggers[trigger.name] != nil,
                keepsState(of: trigger.name, on: partition)
            else { continue }
            let sql = PostgresDDL.setEnabled(trigger.name, to: trigger.enabled, onlyOn: partition)
            add(piece.object, sql, text(trigger.enabled, trigger.name, partition), [.changesMeaning])
        }
    }

    /// Says when a trigger fires that a partition has from the table above.
    ///
    /// A partition that is attached, or whose table gets the trigger anew, has it as the table has it.
    private mutating func planTriggerFromAbove(_ piece: SchemaPiece) {
        let (partition, trigger) = (piece.object.name, piece.object.detail ?? "")
        let state = new.tables[partition]?.partition?.triggers[trigger]
        let old = present.tables[partition]?.partition?.triggers[trigger]
        if state == old, keepsState(of: trigger, on: partition) { return }
        for sql in piece.statements {
            add(piece.object, sql, text(state, trigger, partition), state == old ? [] : [.changesMeaning])
        }
    }

    private func text(_ state: String?, _ trigger: String, _ partition: ObjectName) -> String {
        PostgresFiring.explanation(state, of: "trigger \(trigger) for rows of \(partition)")
    }

    /// Whether nothing else has a trigger fire at other times for the rows of a partition.
    private func keepsState(of trigger: String, on partition: ObjectName) -> Bool {
        guard let table = new.tables[partition] else { return false }
        for (below, above) in zip([table] + table.above(in: new.tables), table.above(in: new.tables)) {
            guard !made.contains(below.name), present.tables[below.name]?.partition?.table == above.name else {
                return false
            }
            guard let wanted = above.trigger(trigger) else { continue }
            return present.tables[above.name]?.trigger(trigger)?.enabled == wanted.enabled
                && present.tables[above.name]?.trigger(trigger) != nil
        }
        return false
    }
}

extension Table {
    /// The partitioned tables above, from the nearest on.
    func above(in tables: [ObjectName: Table]) -> [Table] {
        guard let parent = partition.flatMap({ tables[$0.table] }) else { return [] }
        return [parent] + parent.above(in: tables)
    }

    /// The trigger of a name that is the table's own.
    func trigger(_ name: String) -> Trigger? { triggers.first { $0.name == name } }
}
