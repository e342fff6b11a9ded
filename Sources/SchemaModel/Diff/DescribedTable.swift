internal import SQLText

/// A table in the form in which it is compared, and its parts.
struct DescribedTable {
    /// The table.
    private(set) var object: DescribedObject

    init(_ whole: Table, _ dialect: Dialect) {
        let table = dialect == .sqlite ? whole.withoutComments : whole
        object = DescribedObject(kind: .table, name: table.name.description, key: NameKey(table.name, dialect))
        object.summary = Self.summary(table)
        object.orderedKinds = [.column]
        object.properties =
            [
                ("kind", table.kind.rawValue), ("partitioning", table.partitioning),
                ("partition of", table.partition?.table.description), (PropertyChange.bounds, table.partition?.bound),
                ("triggers of the table", DescribedText.options(table.partition?.triggers ?? [:])),
                ("parents", DescribedText.list(table.parents.map(\.description))),
            ] + Self.traits(table.traits) + [
                ("comment", table.comment), ("grants", DescribedText.grants(table.grants)),
            ]
        object.parts += table.columns.map { Self.column($0, .column, dialect) }
        object.parts += (table.primaryKey.map { [$0] } ?? []).map { Self.key($0, .primaryKey, dialect) }
        object.parts += table.uniqueKeys.map { Self.key($0, .uniqueKey, dialect) }
        object.parts += table.foreignKeys.map { Self.foreignKey($0, dialect) }
        object.parts += table.checks.map { Self.check($0, dialect) }
        object.parts += table.exclusions.map { Self.exclusion($0, dialect) }
        object.parts += table.indexes.map { Self.index($0, dialect) }
        object.parts += table.triggers.map { Self.trigger($0, dialect) }
        object.parts += table.policies.map { Self.policy($0, dialect) }
    }

    private static func summary(_ table: Table) -> String {
        let kind = table.kind == .ordinary || table.partitioning != nil ? nil : table.kind.rawValue
        let words = [
            kind, table.partition.map { "partition of \($0.table) \($0.bound)" },
            table.partitioning.map { "PARTITION BY \($0)" },
        ]
        return words.compactMap(\.self).joined(separator: " ")
    }

    private static func traits(_ traits: TableTraits) -> [(String, String?)] {
        [
            ("strict", DescribedText.flag(traits.isStrict)),
            ("without rowid", DescribedText.flag(traits.isWithoutRowID)),
            ("autoincrement", DescribedText.flag(traits.isAutoincrement)), ("module", traits.module),
            ("unlogged", DescribedText.flag(traits.isUnlogged)), ("access method", traits.accessMethod),
            ("row security", DescribedText.flag(traits.hasRowSecurity)),
            ("forced row security", DescribedText.flag(traits.forcesRowSecurity)),
            ("replica identity", traits.replicaIdentity), ("clustered on", traits.clusteredOn),
            ("of type", traits.ofType?.description), ("options", DescribedText.options(traits.options)),
            ("server", traits.server), ("server options", DescribedText.options(traits.serverOptions)),
        ]
    }

    // MARK: Columns

    /// A column of a table, a view or a type.
    static func column(_ column: Column, _ kind: SchemaChange.Kind, _ dialect: Dialect) -> DescribedObject {
        var object = DescribedObject(kind: kind, name: column.name, key: NameKey(column.name, dialect))
        let expression = column.generated.map { "(\($0.expression))" }
        let generated = column.generated.map { $0.isStored ? "STORED" : "VIRTUAL" }
        let identity = column.identity.map { $0.isAlways ? "ALWAYS" : "BY DEFAULT" }
        let words = [
            column.type.isEmpty ? nil : column.type, column.collation.map { "COLLATE \($0)" },
            column.isNullable ? nil : "NOT NULL", column.defaultValue.map { "DEFAULT \($0)" },
            identity.map { "GENERATED \($0) AS IDENTITY" }, expression.map { "GENERATED ALWAYS AS \($0)" }, generated,
        ]
        object.summary = words.compactMap(\.self).joined(separator: " ")
        object.properties = [
            ("type", column.type), ("not null", DescribedText.flag(!column.isNullable)),
            ("name of not null", column.notNullName), ("conflict of not null", column.notNullConflict),
            ("default", column.defaultValue), ("expression", expression), ("generated", generated),
            ("identity", identity), ("numbers", column.identity.map { DescribedText.numbers($0.numbers) }),
            ("sequence", column.identity?.sequence?.description),
            ("comment of the sequence", column.identity?.comment),
            (PropertyChange.grantsOnSequence, column.identity.flatMap { DescribedText.grants($0.grants) }),
            ("collation", column.collation?.description),
            ("inherited", DescribedText.flag(column.isInherited)),
            ("storage", column.storage?.mode), ("compression", column.storage?.compression),
            ("statistics", column.storage?.statistics.map(String.init)),
            ("options", DescribedText.options(column.storage?.options ?? [:])),
            ("server options", DescribedText.options(column.storage?.serverOptions ?? [:])),
            ("comment", column.comment), ("grants", DescribedText.grants(column.grants)),
        ]
        return object
    }

    // MARK: Constraints

    /// A constraint is found by its name, or else by what it says.
    private static func constraint(
        _ kind: SchemaChange.Kind, _ name: String?, _ content: [(name: String, text: String?)], _ dialect: Dialect,
        isSingle: Bool = false
    ) -> DescribedObject {
        let texts = content.compactMap { item in item.text.map { $0 == "yes" ? item.name : $0 } }
        let summary = texts.joined(separator: " ")
        let key = isSingle ? NameKey([]) : name.map { NameKey($0, dialect) } ?? NameKey([0] + Array(summary.utf8))
        var object = DescribedObject(kind: kind, name: name ?? "", key: key)
        object.summary = summary
        object.properties = [("name", name)] + content.map { ($0.name, $0.text) }
        return object
    }

    private static func key(_ key: Key, _ kind: SchemaChange.Kind, _ dialect: Dialect) -> DescribedObject {
        constraint(
            kind, key.name,
            [
                ("columns", DescribedText.parts(key.parts)), ("included", DescribedText.list(key.included)),
                ("nulls not distinct", DescribedText.flag(key.nullsAreEqual)),
                ("without overlaps", DescribedText.flag(key.isWithoutOverlaps)),
                ("conflict", key.conflict.map { "ON CONFLICT \($0)" }),
                ("deferral", DescribedText.deferral(key.deferral)), ("options", DescribedText.options(key.options)),
                ("comment", key.comment),
            ], dialect, isSingle: kind == .primaryKey)
    }

    private static func foreignKey(_ key: ForeignKey, _ dialect: Dialect) -> DescribedObject {
        constraint(
            .foreignKey, key.name,
            [
                ("columns", "(\(key.columns.joined(separator: ", ")))"), ("table", "references \(key.table)"),
                ("referenced columns", DescribedText.list(key.referencedColumns).map { "(\($0))" }),
                ("on delete", key.onDelete == .noAction ? nil : "ON DELETE \(key.onDelete.rawValue)"),
                ("columns on delete", DescribedText.list(key.deleteColumns).map { "(\($0))" }),
                ("on update", key.onUpdate == .noAction ? nil : "ON UPDATE \(key.onUpdate.rawValue)"),
                ("match full", DescribedText.flag(key.isMatchFull)),
                ("deferral", DescribedText.deferral(key.deferral)),
                ("not valid", DescribedText.flag(!key.isValidated)),
                ("not enforced", DescribedText.flag(!key.isEnforced)),
                ("inherited", DescribedText.flag(key.isInherited)), ("period", DescribedText.flag(key.hasPeriod)),
                ("comment", key.comment),
            ], dialect)
    }

    /// A condition of a table or a domain.
    static func check(_ check: Check, _ dialect: Dialect) -> DescribedObject {
        constraint(
            .check, check.name,
            [
                ("expression", "(\(check.expression))"), ("not valid", DescribedText.flag(!check.isValidated)),
                ("not enforced", DescribedText.flag(!check.isEnforced)),
                ("no inherit", DescribedText.flag(check.isNotInherited)),
                ("inherited", DescribedText.flag(check.isInherited)), ("comment", check.comment),
            ], dialect)
    }

    private static func exclusion(_ exclusion: Exclusion, _ dialect: Dialect) -> DescribedObject {
        constraint(
            .exclusion, exclusion.name, [("definition", exclusion.definition), ("comment", exclusion.comment)], dialect)
    }

    // MARK: Others

    /// An index of a table or a materialised view.
    static func index(_ index: Index, _ dialect: Dialect) -> DescribedObject {
        var object = DescribedObject(kind: .index, name: index.name, key: NameKey(index.name, dialect))
        let words = [
            index.isUnique ? "UNIQUE" : nil, index.method == "btree" ? nil : "USING \(index.method)",
            DescribedText.parts(index.parts), DescribedText.list(index.included).map { "INCLUDE (\($0))" },
            index.nullsAreEqual ? "NULLS NOT DISTINCT" : nil, index.predicate.map { "WHERE \($0)" },
            index.isValid ? nil : PropertyChange.notValid,
        ]
        object.summary = words.compactMap(\.self).joined(separator: " ")
        object.properties = [
            ("name", index.name), ("columns", DescribedText.parts(index.parts)),
            ("unique", DescribedText.flag(index.isUnique)),
            ("method", index.method), ("condition", index.predicate), ("included", DescribedText.list(index.included)),
            ("nulls not distinct", DescribedText.flag(index.nullsAreEqual)),
            (PropertyChange.validity, index.isValid ? "valid" : PropertyChange.notValid),
            ("on parent alone", DescribedText.flag(index.isOnParentAlone)), ("parent", index.parent?.description),
            ("options", DescribedText.options(index.options)),
            ("statistics", DescribedText.statistics(index.parts)), ("comment", index.comment),
        ]
        return object
    }

    /// A trigger of a table or a view.
    static func trigger(_ trigger: Trigger, _ dialect: Dialect) -> DescribedObject {
        var object = DescribedObject(kind: .trigger, name: trigger.name, key: NameKey(trigger.name, dialect))
        object.summary = trigger.timing + " " + trigger.events.joined(separator: " OR ")
        object.properties = [
            ("name", trigger.name), ("timing", trigger.timing), ("events", DescribedText.list(trigger.events)),
            ("action", trigger.action),
            ("definition", trigger.definition), ("enabled", trigger.enabled), ("comment", trigger.comment),
        ]
        return object
    }

    private static func policy(_ policy: Policy, _ dialect: Dialect) -> DescribedObject {
        var object = DescribedObject(kind: .policy, name: policy.name, key: NameKey(policy.name, dialect))
        object.summary = policy.command
        object.properties = [
            ("command", policy.command), ("restrictive", DescribedText.flag(!policy.isPermissive)),
            ("roles", DescribedText.list(policy.roles)), ("using", policy.using), ("check", policy.check),
            ("comment", policy.comment),
        ]
        return object
    }
}
