public import SQLText

/// What a database consists of apart from its rows, in one form for every engine.
///
/// Lists of objects are sorted by name, columns stand in the table's order: the same schema is the same value, however the
/// database was made. Expressions, types and bodies are texts as the engine writes them back.
public struct Schema: Sendable, Hashable, Codable {
    /// Whose types and expressions it has.
    public var dialect: Dialect
    /// The schemas that names live in; none on SQLite.
    public var namespaces: [Namespace] = []
    /// What was installed with CREATE EXTENSION.
    public var extensions: [Extension] = []
    /// Enumerations, domains, composite types and ranges; without the row types of tables.
    public var types: [UserType] = []
    /// Sequences with a name of their own, also those of `serial` columns; without those of identity columns.
    public var sequences: [NumberSequence] = []
    /// Tables of all kinds, with what belongs to each.
    public var tables: [Table] = []
    /// Views and materialised views.
    public var views: [View] = []
    /// Functions, procedures and aggregates.
    public var routines: [Routine] = []
    /// What has no type of its own here, and is known by its statement.
    public var others: [OtherObject] = []
    /// What needs what beyond the structure: a view its tables, a default its function.
    public var dependencies: [SchemaDependency] = []
    /// What is there and is not described by this value.
    public var omissions: [Omission] = []
    /// PostgreSQL: who owns what; no part of what is compared or encoded.
    public var owners = Owners()

    private enum CodingKeys: String, CodingKey {
        case dialect, namespaces, extensions, types, sequences, tables, views, routines, others, dependencies, omissions
    }

    /// An empty schema.
    public init(_ dialect: Dialect) { self.dialect = dialect }
}

/// A schema of PostgreSQL: what stands before the dot of a name.
public struct Namespace: Sendable, Hashable, Codable {
    /// Its name.
    public var name: String
    /// What COMMENT ON says.
    public var comment: String?
    /// Who may do what in it.
    public var grants: [Grant] = []

    /// A schema without a comment.
    public init(_ name: String) { self.name = name }
}

/// An extension, and where its objects are.
public struct Extension: Sendable, Hashable, Codable {
    /// Its name.
    public var name: String
    /// The schema that it was installed into.
    public var namespace: String
    /// The installed version.
    public var version: String

    /// An installed extension.
    public init(_ name: String, in namespace: String, version: String) {
        self.name = name
        self.namespace = namespace
        self.version = version
    }
}

/// Something that exists in the database and cannot be told, written or compared.
///
/// Never left out in silence: every face shows these.
public struct Omission: Sendable, Hashable, Codable {
    /// The kind of what is missing where SQLite has not got the module of a virtual table.
    package static let virtualColumns = "columns of a virtual table"

    /// What it is, in the words of the database: "security label".
    public var kind: String
    /// Its name.
    public var name: String
    /// Why it is left out, or what that means.
    public var reason: String

    /// Names what is left out.
    public init(_ kind: String, _ name: String, because reason: String) {
        self.kind = kind
        self.name = name
        self.reason = reason
    }
}
