internal import SQLText

/// A column that has its numbers from another sequence than before, of which the old one goes: it is put aside until the
/// new one goes on from where it has come to.
struct PostgresHandover {
    /// The column.
    let column: ObjectReference
    /// The sequence that goes, under the name that it has at first.
    let source: ObjectName
    /// Its name while it is aside.
    let aside: ObjectName
    /// Whether it goes with the identity of the column.
    let isIdentity: Bool
    /// The numbers that it gives.
    let numbers: Numbering

    /// Finds them all, by the columns.
    static func find(_ removals: PostgresRemovals) -> [ObjectReference: PostgresHandover] {
        var taken = removals.old.schema.relationNames.union(removals.new.schema.relationNames)
        var names: [ObjectName: ObjectName] = [:]
        var found: [ObjectReference: PostgresHandover] = [:]
        for table in removals.old.schema.tables where removals.keepsTable(table.name) && table.kind != .foreign {
            for column in table.columns where !column.isInherited {
                guard let source = removals.lostSource(of: column, in: table.name),
                    let numbers = removals.old.numbers(of: column, from: source)
                else { continue }
                let aside = names[source] ?? FreeName.make(source, "old") { taken.contains($0) }
                names[source] = aside
                taken.insert(aside)
                let reference = column.reference(in: table.name)
                found[reference] = PostgresHandover(
                    column: reference, source: source, aside: aside, isIdentity: column.identity != nil,
                    numbers: numbers)
            }
        }
        return found
    }

    /// Puts the sequence aside.
    var puttingAside: ChangeStatement {
        ChangeStatement(
            PostgresDDL.rename("SEQUENCE", source, to: aside.name),
            "Puts the sequence \(source) aside until its numbers go on elsewhere.")
    }
}

extension PostgresRemovals {
    /// The sequence that gives a column its numbers and goes, while another one comes in its place.
    fileprivate func lostSource(of column: Column, in table: ObjectName) -> ObjectName? {
        guard !isRemoved(column.reference(in: table)), let other = new.tables[table]?.column(column.name),
            column.isNumber, other.isNumber, new.numberSource(of: other, in: table) != nil,
            let source = old.numberSource(of: column, in: table)
        else { return nil }
        if column.identity != nil { return other.identity == nil ? source : nil }
        // A schema can only be dropped when nothing is in it any more.
        let staysInSchema = !objects.contains(ObjectReference(.namespace, ObjectName(source.schema ?? "")))
        return objects.contains(ObjectReference(.sequence, source)) && staysInSchema ? source : nil
    }
}

extension PostgresLookup {
    /// The numbers that a column has from a sequence.
    func numbers(of column: Column, from source: ObjectName) -> Numbering? {
        column.identity?.numbers ?? sequences[source]?.numbers
    }
}

extension Column {
    /// Whether its values are what a sequence gives.
    var isNumber: Bool { PostgresTypeName(type).family == .whole && !PostgresTypeName(type).isArray }
}
