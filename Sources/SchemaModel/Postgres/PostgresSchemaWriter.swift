internal import SQLText

/// Writes a schema as statements for PostgreSQL, in an order in which they load into an empty database.
///
/// The same schema gives the same text. Foreign keys come behind all tables, then triggers and policies, comments, and
/// what may act by itself last. Where objects need one another, a default, a check or a view's query is given later.
public struct PostgresSchemaWriter: Sendable {
    /// What is written beyond the objects.
    public struct Options: Sendable, Hashable {
        /// Whether rights are: roles belong to a server, and another one may not have them.
        public var writesGrants = false
        /// Whether comments are.
        public var writesComments = true
        /// Whether materialised views get the rows that they had.
        public var fillsViews = true

        /// Comments and rows, but no rights.
        public init() {}
    }

    private let schema: Schema
    private let options: Options

    /// Takes a schema.
    public init(_ schema: Schema, _ options: Options = Options()) {
        self.schema = schema
        self.options = options
    }

    /// The settings under which the statements do what they are meant to: names are written in full, and a function may
    /// be made before what it uses.
    public static let settings = ["SET search_path = ''", uncheckedFunctions]

    /// The same for whoever loads them: the client may have another encoding, and quotes of another kind.
    public static let loadingSettings =
        ["SET client_encoding = 'UTF8'", "SET standard_conforming_strings = on"] + settings
        + ["SET client_min_messages = warning"]

    /// What takes the settings back.
    public static let resettings = ["RESET search_path", "RESET check_function_bodies"]

    /// Lets a function be made before what it uses.
    static let uncheckedFunctions = "SET check_function_bodies = false"

    /// The statements, in order, without the settings.
    /// - Throws: `SchemaCycle`, if objects need one another and nothing of them can be given later.
    public func statements() throws(SchemaCycle) -> [WrittenStatement] {
        let pieces = try sorted()
        func written(_ pieces: some Sequence<SchemaPiece>) -> [WrittenStatement] {
            pieces.flatMap { piece in piece.statements.map { WrittenStatement($0, piece.object) } }
        }
        var statements = written(pieces.filter { $0.place.rank != .last })
        if options.fillsViews { statements += refreshes(pieces) }
        let last = pieces.filter { $0.place.rank == .last }
        let lastObjects = Set(last.map(\.object))
        let comments = options.writesComments ? PostgresDDL.comments(of: schema) : []
        statements += comments.filter { !lastObjects.contains($0.object) }
        if options.writesGrants { statements += PostgresDDL.grants(of: schema) }
        return statements + written(last) + comments.filter { lastObjects.contains($0.object) }
    }

    /// The statements behind their settings, as a script.
    public func script() throws(SchemaCycle) -> String {
        let settings = Self.settings.map { $0 + ";\n" }.joined()
        return settings + (try statements()).map { "\n\($0.sql);\n" }.joined()
    }

    /// The pieces of the schema, each behind what it needs.
    func sorted() throws(SchemaCycle) -> [SchemaPiece] {
        var putOff: Set<ObjectReference> = []
        while true {
            switch SchemaSorting(SchemaPieces(schema, putOff: putOff).pieces, schema.dependencies).sort() {
            case .sorted(let pieces): return pieces
            case .cycle(let objects):
                guard let object = objects.filter(canBePutOff).first(where: { !putOff.contains($0) }) else {
                    throw SchemaCycle(objects: objects)
                }
                putOff.insert(object)
            }
        }
    }

    /// Whether it can be given later than the rest of its table, or view.
    private func canBePutOff(_ object: ObjectReference) -> Bool {
        switch object.kind {
        case .column:
            let table = schema.tables.first { $0.name == object.name }
            return table?.column(object.detail ?? "").map { $0.generated == nil && $0.defaultValue != nil } ?? false
        case .constraint:
            let table = schema.tables.first { $0.name == object.name }
            let type = schema.types.first { $0.name == object.name }
            return (table?.checks ?? type?.domain?.checks ?? []).contains { $0.name == object.detail }
        case .view:
            return schema.views.contains { $0.name == object.name && !$0.isMaterialized }
        default: return false
        }
    }

    private func refreshes(_ pieces: [SchemaPiece]) -> [WrittenStatement] {
        let filled = Set(schema.views.filter { $0.isMaterialized && $0.isPopulated }.map(\.name))
        return pieces.filter { piece in
            piece.object.kind == .view && piece.place.step == 1 && filled.contains(piece.object.name)
        }.map {
            WrittenStatement(PostgresDDL.refresh($0.object.name), $0.object)
        }
    }
}

/// Objects that need one another, none of which can be made first.
public struct SchemaCycle: Error, Sendable, Hashable, CustomStringConvertible {
    /// The objects: each needs the next, and the last needs the first.
    public let objects: [ObjectReference]

    /// What needs what.
    public var description: String {
        return
            "these objects need one another, and none can be made first: \(objects.map(\.described).joined(separator: " → "))"
    }
}
