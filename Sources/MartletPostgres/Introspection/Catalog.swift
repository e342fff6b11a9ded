internal import SQLText
internal import SchemaModel

/// A schema while it is read from the catalogue, with what its parts are called there.
struct Catalog {
    /// The server's major version.
    let version: Int
    /// Where Martlet's own tables are.
    let ownSchema: String
    /// Martlet's own tables, and those of tools; behind the name of their schema where that is another one.
    let ownTables: Set<String>

    /// What was read.
    var schema = Schema(.postgres)
    /// The names of all schemas.
    var namespaces: [Int: String] = [:]
    /// Where a schema of PostgreSQL stands in the list.
    var namespacePlaces: [Int: Int] = [:]
    /// The names of tables, views and sequences, also of those that are left out.
    var relationNames: [Int: ObjectName] = [:]
    /// Where a relation or a composite type stands in the schema.
    var places: [Int: RelationPlace] = [:]
    /// The names of a relation's columns by their numbers; empty for those that are gone.
    var columnNames: [Int: [String]] = [:]
    /// The sequences that were read, and whether each begins anew after a crash.
    var unlogged: [Int: Bool] = [:]
    /// The sequences behind identity columns.
    var identities: [CatalogAddress: (sequence: NumberSequence, number: Int)] = [:]
    /// The columns that sequences go with.
    var sequenceOwners: [Int: CatalogAddress] = [:]
    /// Where a type stands in the schema.
    var typePlaces: [Int: Int] = [:]
    /// The constraint that an index belongs to.
    var keyPlaces: [Int: KeyPlace] = [:]
    /// What COMMENT ON says; taken away when it has found its object.
    var comments: [CatalogAddress: String] = [:]
    /// Who may do what beyond the usual.
    var rights: [CatalogAddress: RightsReader] = [:]
    /// The same to the letter.
    var access: [CatalogAddress: AccessReader] = [:]
    /// What is given with objects that are made later, by its number.
    var defaultPrivileges: [Int: DefaultPrivileges] = [:]
    /// What is described, so that others can refer to it.
    var references: [CatalogAddress: ObjectReference] = [:]
    /// What needs what beyond the structure.
    var dependencies: Set<SchemaDependency> = []

    init(version: Int, ownSchema: String, ownTables: Set<String>) {
        self.version = version
        self.ownSchema = ownSchema
        self.ownTables = ownTables
    }

    /// A name in a schema.
    func name(_ namespace: Int, _ name: String) -> ObjectName {
        ObjectName(schema: namespaces[namespace], name)
    }

    /// A name that may be the server's: within `pg_catalog` it stands without its schema, as the server writes it.
    static func name(_ namespace: String?, _ name: String) -> ObjectName {
        ObjectName(schema: namespace == "pg_catalog" ? nil : namespace, name)
    }

    /// Whether a table is Martlet's own, or a tool's.
    func isOwn(_ name: ObjectName) -> Bool {
        name.schema == ownSchema
            ? ownTables.contains(name.name) : ownTables.contains("\(name.schema ?? "").\(name.name)")
    }

    /// Leaves out schemas in which there are tables of tools alone: those tools have made them.
    private mutating func leaveOutSchemasOfTools() {
        let places = Set(ownTables.filter { $0.contains(".") }.map { String($0.prefix { $0 != "." }) })
        if places.isEmpty { return }
        let relations = schema.tables.map(\.name) + schema.views.map(\.name) + schema.sequences.map(\.name)
        let others = schema.types.map(\.name) + schema.routines.map(\.name) + schema.others.map(\.name)
        let used = Set((relations + others).compactMap(\.schema))
        schema.namespaces.removeAll { places.contains($0.name) && $0.name != ownSchema && !used.contains($0.name) }
    }

    /// The comment on an object, which is asked for once.
    mutating func comment(_ catalog: Int, _ object: Int, _ part: Int = 0) -> String? {
        comments.isEmpty ? nil : comments.removeValue(forKey: CatalogAddress(catalog, object, part))
    }

    /// The rights on an object that differ from the usual, which are asked for once.
    mutating func grants(_ catalog: Int, _ object: Int, _ part: Int = 0) -> [Grant] {
        rights.isEmpty
            ? [] : rights.removeValue(forKey: CatalogAddress(catalog, object, part))?.grants ?? []
    }

    /// The names of columns by their numbers.
    func columns(_ numbers: [Int], of relation: Int) -> [String] {
        let names = columnNames[relation] ?? []
        return numbers.compactMap { names.indices.contains($0) ? names[$0] : nil }
    }

    /// Changes a table, if it is not left out.
    mutating func changeTable(_ relation: Int, _ change: (inout Table) -> Void) {
        guard case .table(let index) = places[relation] else { return }
        change(&schema.tables[index])
    }

    /// Names what is there and not described.
    mutating func omit(_ kind: String, _ name: String, because reason: String) {
        schema.omissions.append(Omission(kind, name, because: reason))
    }

    /// The numbers of Martlet's own tables.
    var ownAddresses: Set<Int> { Set(relationNames.filter { isOwn($0.value) }.keys) }

    /// Gives schemas their comments and rights.
    mutating func takeNamespaceNotes() {
        for (number, place) in namespacePlaces {
            schema.namespaces[place].comment = comment(CatalogNumber.namespace, number)
            schema.namespaces[place].grants = grants(CatalogNumber.namespace, number)
        }
    }

    /// The schema, with its lists sorted.
    consuming func finished() -> Schema {
        nameSequenceOwners()
        takeAccess()
        leaveOutSchemasOfTools()
        schema.dependencies = Array(dependencies)
        schema.sort()
        return schema
    }
}

/// Where a relation stands in the schema.
enum RelationPlace {
    case table(Int)
    case view(Int)
    case sequence(Int)
    case type(Int)
}

/// The constraint that an index belongs to.
enum KeyPlace {
    case primary(table: Int)
    case unique(table: Int, Int)
    case exclusion
}
