internal import SQLText

/// The document of a schema: what there is, how it came to be, what refers to what.
///
/// The same schema and history always give the same text.
public struct SchemaDocument: Sendable {
    let schema: Schema
    let history: DocumentedHistory
    let names: DisplayNames
    let slugs: Slugs
    let references: IncomingReferences
    private let tables: [ObjectName: Table]
    private let views: Set<ObjectName>
    private let drawing: Diagram
    private let connected: Set<ObjectName>

    /// Prepares the document of a schema.
    public init(_ schema: Schema, _ history: DocumentedHistory) {
        let schema = schema.inShort
        self.schema = schema
        self.history = history
        let names = DisplayNames(schema)
        self.names = names
        slugs = Slugs((schema.tables.map(\.name) + schema.views.map(\.name)).map { ($0, names.text($0)) })
        references = IncomingReferences(schema, names)
        tables = Dictionary(schema.tables.map { (names.key($0.name), $0) }) { first, _ in first }
        views = Set(schema.views.map(\.name))
        // Of a large schema nobody reads all columns, and of neighbours the keys matter.
        var options = DiagramOptions()
        options.columnLimit = schema.tables.count > 40 ? 8 : 20
        let drawing = Diagram(schema, options: options)
        self.drawing = drawing
        connected = Set(drawing.edges.flatMap { [drawing.boxes[$0.source].name, drawing.boxes[$0.target].name] })
    }

    /// The text of a comment in one piece, for a cell of a table; nothing where there is none.
    func remark(_ comment: String?) -> [DocumentText] {
        let lines = (comment ?? "").visibleLines.filter { !$0.allSatisfy { $0 == " " } }
        return lines.isEmpty ? [] : .prose(lines.joined(separator: " "))
    }

    /// The same for the end of a line.
    func suffix(_ comment: String?) -> [DocumentText] {
        let remark = remark(comment)
        return remark.isEmpty ? [] : [" - "] + remark
    }

    /// The name of a table or view that leads to where it is described, where it is.
    func link(_ name: ObjectName) -> [DocumentText] {
        let text = [DocumentText.code(names.text(name))]
        if let table = table(name) { return [.link(text, .table(table.name))] }
        return views.contains(name) ? [.link(text, .view(name))] : text
    }

    /// The table of a name.
    func table(_ name: ObjectName) -> Table? { tables[names.key(name)] }

    /// The diagram of the whole schema, or of a table and its neighbours.
    func diagram(of name: ObjectName?) -> Diagram {
        name.map { drawing.neighbours(of: names.key($0), names) } ?? drawing
    }

    /// Whether lines lead to or from a table.
    func hasNeighbours(_ table: Table) -> Bool {
        connected.contains(table.name)
    }

    /// What the diagram shows, in words.
    func caption(_ name: ObjectName?) -> String {
        name.map { "\(names.text($0)) and the tables that it is connected with" }
            ?? "Tables of \(history.database) and their foreign keys"
    }
}

/// Which foreign keys refer to each table.
struct IncomingReferences: Sendable {
    /// A foreign key, and the table that it belongs to.
    struct Reference: Sendable {
        var table: Table
        var foreignKey: ForeignKey
    }

    private let names: DisplayNames
    private var byTable: [ObjectName: [Reference]] = [:]

    init(_ schema: Schema, _ names: DisplayNames) {
        self.names = names
        for table in schema.tables {
            // Those that a partition has from its table say nothing new.
            for foreignKey in table.foreignKeys where !foreignKey.isInherited {
                let reference = Reference(table: table, foreignKey: foreignKey)
                byTable[names.key(foreignKey.table), default: []].append(reference)
            }
        }
    }

    /// The foreign keys that refer to a table, in the order of the tables that have them.
    func to(_ table: ObjectName) -> [Reference] { byTable[names.key(table)] ?? [] }
}
