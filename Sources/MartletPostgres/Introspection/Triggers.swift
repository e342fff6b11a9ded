internal import SQLText
internal import SchemaModel

extension CatalogQuery {
    /// Triggers that somebody made; without those that partitions have from their table.
    static func triggers(_ version: Int) -> CatalogQuery {
        CatalogQuery(
            """
            SELECT t.oid, t.tgrelid, t.tgname, t.tgtype, t.tgattr, t.tgenabled, pg_catalog.pg_get_triggerdef(t.oid)
            FROM pg_catalog.pg_trigger AS t
            WHERE NOT t.tgisinternal \(version >= 13 ? "AND t.tgparentid = 0" : "")
            """
        ) { catalog, row in
            var row = row
            let (number, relation, name) = (row.number(), row.number(), row.text())
            guard let place = catalog.places[relation], let table = catalog.relationNames[relation] else {
                return
            }
            let (bits, columns, enabled) = (row.number(), row.numbers(), row.text())
            let definition = row.text()
            var trigger = Trigger(
                name, timing: TriggerBits.timing(bits),
                events: TriggerBits.events(bits, catalog.columns(columns, of: relation)),
                action: TriggerBits.action(definition), definition: definition)
            trigger.enabled = ["D": "DISABLED", "R": "REPLICA", "A": "ALWAYS"][enabled]
            trigger.comment = catalog.comment(CatalogNumber.trigger, number)
            catalog.references[CatalogAddress(CatalogNumber.trigger, number)] = ObjectReference(
                .trigger, table, detail: name)
            switch place {
            case .table(let index): catalog.schema.tables[index].triggers.append(trigger)
            case .view(let index): catalog.schema.views[index].triggers.append(trigger)
            case .sequence, .type: break
            }
        }
    }
}

extension CatalogQuery {
    /// When triggers that partitions have from their table fire, where that is not as for the table; since version 13.
    static func triggersFromAbove(_ version: Int) -> CatalogQuery {
        let parent = version >= 13 ? "t.tgparentid" : "0::pg_catalog.oid"
        return CatalogQuery(
            """
            SELECT c.tgrelid, c.tgname, c.tgenabled FROM (
              WITH RECURSIVE above AS (
                SELECT t.oid, t.tgenabled FROM pg_catalog.pg_trigger AS t WHERE NOT t.tgisinternal AND \(parent) = 0
                UNION ALL
                SELECT t.oid, above.tgenabled FROM above JOIN pg_catalog.pg_trigger AS t ON \(parent) = above.oid
              ) SELECT oid, tgenabled FROM above
            ) AS above JOIN pg_catalog.pg_trigger AS c ON c.oid = above.oid AND c.tgenabled <> above.tgenabled
            """
        ) { catalog, row in
            var row = row
            let (relation, name, enabled) = (row.number(), row.text(), row.text())
            guard case .table(let index) = catalog.places[relation] else { return }
            let states = ["O": "ENABLED", "D": "DISABLED", "R": "REPLICA", "A": "ALWAYS"]
            catalog.schema.tables[index].partition?.triggers[name] = states[enabled]
        }
    }
}

/// What the bits of `tgtype` mean.
///
/// Source: <https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_trigger.h>.
private enum TriggerBits {
    static func timing(_ bits: Int) -> String {
        bits & 64 != 0 ? "INSTEAD OF" : bits & 2 != 0 ? "BEFORE" : "AFTER"
    }

    static func events(_ bits: Int, _ columns: [String]) -> [String] {
        let names = columns.map { $0.quotedName(.postgres) }.joined(separator: ", ")
        let update = columns.isEmpty ? "UPDATE" : "UPDATE OF \(names)"
        return [(4, "INSERT"), (16, update), (8, "DELETE"), (32, "TRUNCATE")].filter {
            bits & $0.0 != 0
        }.map(\.1)
    }

    /// The call, with which the statement ends; FUNCTION was PROCEDURE before version 11.
    static func action(_ definition: String) -> String {
        let mark = " EXECUTE FUNCTION "
        guard let place = definition.ranges(of: mark).last else { return definition }
        return String(definition[place.upperBound...])
    }
}
