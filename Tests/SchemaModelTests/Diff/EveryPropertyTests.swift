import SQLText
import SchemaModel
import Testing

/// No property of the model is left out of the comparison.
@Suite struct EveryPropertyTests {
    private static let name = ObjectName(schema: "s", "n")

    /// A schema with one object of every kind.
    private static var whole: Schema {
        var schema = Schema(.postgres)
        schema.namespaces = [Namespace("s")]
        schema.extensions = [Extension("e", in: "s", version: "1")]
        var domain = UserType(ObjectName("d"), .domain)
        domain.domain = Domain("text")
        domain.domain?.checks = [Check("value <> ''", name: "k")]
        var composite = UserType(ObjectName("c"), .composite)
        composite.attributes = [Column("a", "text"), Column("b", "text")]
        schema.types = [domain, composite]
        schema.sequences = [NumberSequence(name, Numbering("bigint"))]
        var table = Table(name, columns: [Column("a", "text"), Column("b", "text")])
        table.primaryKey = Key(["a"], name: "p")
        table.uniqueKeys = [Key(["a"], name: "u")]
        table.foreignKeys = [ForeignKey(["a"], references: name, ["b"], name: "f")]
        table.checks = [Check("a <> ''", name: "c")]
        table.exclusions = [Exclusion("EXCLUDE", name: "x")]
        table.indexes = [Index("i", on: ["a"])]
        table.triggers = [Trigger("t", timing: "AFTER", events: ["INSERT"], action: "f", definition: "d")]
        table.policies = [Policy("p")]
        schema.tables = [table]
        schema.views = [View(name, query: "SELECT 1")]
        schema.views[0].columns = [Column("a", "text")]
        schema.views[0].indexes = table.indexes
        schema.views[0].triggers = table.triggers
        schema.routines = [Routine(name, signature: "text", language: "sql", definition: "d")]
        schema.others = [OtherObject("rule", name, statements: ["s"], removal: "r")]
        return schema
    }

    typealias Edit = @Sendable (inout Schema) -> Void

    private static let tableEdits: [Edit] = [
        { $0.tables[0].kind = .partitioned }, { $0.tables[0].columns.reverse() }, { $0.tables[0].primaryKey = nil },
        { $0.tables[0].partitioning = "HASH (a)" }, { $0.tables[0].partition = Partition(of: name, bound: "DEFAULT") },
        { $0.tables[0].parents = [name] }, { $0.tables[0].comment = "c" },
        { $0.tables[0].grants = [Grant("r", ["SELECT"])] },
        { $0.tables[0].traits.isStrict = true }, { $0.tables[0].traits.isWithoutRowID = true },
        { $0.tables[0].traits.isAutoincrement = true }, { $0.tables[0].traits.module = "m" },
        { $0.tables[0].traits.isUnlogged = true }, { $0.tables[0].traits.accessMethod = "m" },
        { $0.tables[0].traits.hasRowSecurity = true }, { $0.tables[0].traits.forcesRowSecurity = true },
        { $0.tables[0].traits.replicaIdentity = "FULL" }, { $0.tables[0].traits.clusteredOn = "i" },
        { $0.tables[0].traits.ofType = name }, { $0.tables[0].traits.options = ["fillfactor": "1"] },
        { $0.tables[0].traits.server = "s" }, { $0.tables[0].traits.serverOptions = ["a": "b"] },
    ]

    private static let columnEdits: [Edit] = [
        { $0.tables[0].columns[0].type = "integer" }, { $0.tables[0].columns[0].isNullable = false },
        { $0.tables[0].columns[0].notNullName = "n" }, { $0.tables[0].columns[0].notNullConflict = "FAIL" },
        { $0.tables[0].columns[0].defaultValue = "1" },
        { $0.tables[0].columns[0].generated = Generated("b", isStored: true) },
        { $0.tables[0].columns[0].identity = Identity(isAlways: true, numbers: Numbering("bigint")) },
        { $0.tables[0].columns[0].collation = name }, { $0.tables[0].columns[0].isInherited = true },
        { $0.tables[0].columns[0].comment = "c" }, { $0.tables[0].columns[0].grants = [Grant("", ["SELECT"])] },
        { edit(&$0) { $0.mode = "PLAIN" } }, { edit(&$0) { $0.compression = "lz4" } },
        { edit(&$0) { $0.statistics = 1 } },
        { edit(&$0) { $0.options = ["n_distinct": "1"] } }, { edit(&$0) { $0.serverOptions = ["a": "b"] } },
    ]

    private static func edit(_ schema: inout Schema, _ change: (inout ColumnStorage) -> Void) {
        var storage = ColumnStorage()
        change(&storage)
        schema.tables[0].columns[0].storage = storage
    }

    private static let keyEdits: [Edit] = [
        { $0.tables[0].primaryKey?.name = "q" }, { $0.tables[0].uniqueKeys[0].name = nil },
        { $0.tables[0].uniqueKeys[0].parts = [IndexPart(column: "b")] },
        { $0.tables[0].uniqueKeys[0].included = ["b"] }, { $0.tables[0].uniqueKeys[0].nullsAreEqual = true },
        { $0.tables[0].uniqueKeys[0].isWithoutOverlaps = true }, { $0.tables[0].uniqueKeys[0].conflict = "FAIL" },
        { $0.tables[0].uniqueKeys[0].deferral = .possible }, { $0.tables[0].uniqueKeys[0].options = ["a": "b"] },
        { $0.tables[0].uniqueKeys[0].comment = "c" }, { $0.tables[0].foreignKeys[0].columns = ["b"] },
        { $0.tables[0].foreignKeys[0].table = ObjectName("n") }, { $0.tables[0].foreignKeys[0].referencedColumns = [] },
        { $0.tables[0].foreignKeys[0].onDelete = .cascade }, { $0.tables[0].foreignKeys[0].onUpdate = .cascade },
        { $0.tables[0].foreignKeys[0].deleteColumns = ["a"] }, { $0.tables[0].foreignKeys[0].isMatchFull = true },
        { $0.tables[0].foreignKeys[0].deferral = .usual }, { $0.tables[0].foreignKeys[0].isValidated = false },
        { $0.tables[0].foreignKeys[0].isEnforced = false }, { $0.tables[0].foreignKeys[0].isInherited = true },
        { $0.tables[0].foreignKeys[0].hasPeriod = true }, { $0.tables[0].foreignKeys[0].comment = "c" },
        { $0.tables[0].checks[0].expression = "true" }, { $0.tables[0].checks[0].isValidated = false },
        { $0.tables[0].checks[0].isEnforced = false }, { $0.tables[0].checks[0].isNotInherited = true },
        { $0.tables[0].checks[0].isInherited = true }, { $0.tables[0].checks[0].comment = "c" },
        { $0.tables[0].exclusions[0].definition = "d" }, { $0.tables[0].exclusions[0].comment = "c" },
    ]

    private static let partEdits: [Edit] = [
        { $0.tables[0].indexes[0].parts[0] = IndexPart(expression: "a") },
        { $0.tables[0].indexes[0].parts[0].collation = name },
        { $0.tables[0].indexes[0].parts[0].operatorClass = "o" },
        { $0.tables[0].indexes[0].parts[0].isDescending = true },
        { $0.tables[0].indexes[0].parts[0].nullsFirst = true }, { $0.tables[0].indexes[0].isUnique = true },
        { $0.tables[0].indexes[0].method = "gin" }, { $0.tables[0].indexes[0].predicate = "a" },
        { $0.tables[0].indexes[0].included = ["b"] }, { $0.tables[0].indexes[0].nullsAreEqual = true },
        { $0.tables[0].indexes[0].isValid = false }, { $0.tables[0].indexes[0].isOnParentAlone = true },
        { $0.tables[0].indexes[0].parts[0].statistics = 7 },
        { $0.tables[0].indexes[0].parent = name }, { $0.tables[0].indexes[0].options = ["a": "b"] },
        { $0.tables[0].indexes[0].comment = "c" }, { $0.tables[0].triggers[0].timing = "BEFORE" },
        { $0.tables[0].triggers[0].events = ["DELETE"] }, { $0.tables[0].triggers[0].action = "g" },
        { $0.tables[0].triggers[0].definition = "e" }, { $0.tables[0].triggers[0].enabled = "DISABLED" },
        { $0.tables[0].triggers[0].comment = "c" }, { $0.tables[0].policies[0].command = "SELECT" },
        { $0.tables[0].policies[0].isPermissive = false }, { $0.tables[0].policies[0].roles = ["r"] },
        { $0.tables[0].policies[0].using = "u" }, { $0.tables[0].policies[0].check = "c" },
        { $0.tables[0].policies[0].comment = "c" },
    ]

    private static let otherEdits: [Edit] = [
        { $0.namespaces[0].comment = "c" }, { $0.namespaces[0].grants = [Grant("r", ["USAGE"])] },
        { $0.extensions[0].namespace = "t" }, { $0.extensions[0].version = "2" },
        { $0.types[0].kind = .range }, { $0.types[0].options = ["a": "b"] }, { $0.types[0].comment = "c" },
        { $0.types[0].grants = [Grant("r", ["USAGE"])] }, { $0.types[0].labels = ["l"] },
        { $0.types[0].domain?.type = "integer" }, { $0.types[0].domain?.isNullable = false },
        { $0.types[0].domain?.notNullName = "n" }, { $0.types[0].domain?.defaultValue = "1" },
        { $0.types[0].domain?.collation = name }, { $0.types[0].domain?.checks = [] },
        { $0.types[1].attributes.reverse() }, { $0.types[1].attributes[0].type = "integer" },
        { $0.sequences[0].numbers.cache = 2 }, { $0.sequences[0].numbers.cycles = true },
        { $0.sequences[0].owner = ObjectReference(.table, name, detail: "a") }, { $0.sequences[0].isUnlogged = true },
        { $0.sequences[0].comment = "c" }, { $0.sequences[0].grants = [Grant("r", ["USAGE"])] },
        { $0.views[0].isMaterialized = true }, { $0.views[0].namesColumns = true }, { $0.views[0].query = "SELECT 2" },
        { $0.views[0].checkOption = "LOCAL" }, { $0.views[0].options = ["a": "b"] },
        { $0.views[0].accessMethod = "m" }, { $0.views[0].clusteredOn = "i" }, { $0.views[0].replicaIdentity = "FULL" },
        { $0.views[0].indexes = [] }, { $0.views[0].triggers = [] }, { $0.views[0].columns[0].comment = "c" },
        { $0.views[0].comment = "c" }, { $0.views[0].grants = [Grant("r", ["SELECT"])] },
        { $0.routines[0].kind = .procedure }, { $0.routines[0].signature = "" }, { $0.routines[0].result = "text" },
        { $0.routines[0].language = "plpgsql" }, { $0.routines[0].definition = "e" }, { $0.routines[0].comment = "c" },
        { $0.routines[0].grants = [Grant("r", ["EXECUTE"])] }, { $0.others[0].statements = [] },
        { $0.others[0].removal = "s" }, { $0.others[0].comment = "c" }, { $0.others[0].detail = "d" },
    ]

    @Test func whetherAViewHasBeenFilledIsNoDifference() throws {
        var schema = Self.whole
        schema.dialect = .postgres
        schema.views[0].isMaterialized = true
        var other = schema
        other.views[0].isPopulated = false
        for (old, new) in [(schema, other), (other, schema)] {
            #expect(SchemaDifference(from: old, to: new).isEmpty)
            #expect(try SchemaChangePlan(from: old, to: new).statements.isEmpty)
        }
    }

    @Test(
        "each edit is told",
        arguments: [
            ("table", tableEdits), ("column", columnEdits), ("key", keyEdits), ("part", partEdits),
            ("other", otherEdits),
        ])
    func edits(_ label: String, _ edits: [Edit]) {
        for (number, edit) in edits.enumerated() {
            var schema = Self.whole
            edit(&schema)
            let difference = SchemaDifference(from: Self.whole, to: schema)
            #expect(difference.changes.count > 0, "\(label) \(number)")
            #expect(!difference.lines.isEmpty)
            #expect(SchemaDifference(from: schema, to: schema).isEmpty)
        }
    }
}
