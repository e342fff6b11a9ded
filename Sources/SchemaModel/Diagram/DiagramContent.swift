internal import SQLText

extension Diagram {
    /// Draws up the diagram of a schema.
    ///
    /// Partitions are counted and not shown, unless they have foreign keys of their own or are referred to.
    public init(_ schema: Schema, options: DiagramOptions = DiagramOptions()) {
        self.init()
        var content = DiagramContent(schema, options)
        content.addBoxes()
        content.addEdges()
        boxes = content.diagram.boxes
        edges = content.diagram.edges
        if let focus = options.focus { self = neighbours(of: content.names.key(focus), content.names) }
    }

    /// One box, those that lines join with it, and these lines; everything, if there is no such box.
    func neighbours(of focus: ObjectName, _ names: DisplayNames) -> Diagram {
        guard let centre = boxes.firstIndex(where: { names.key($0.name) == focus }) else { return self }
        var part = Diagram()
        let near = edges.filter { $0.source == centre || $0.target == centre }
        let kept = Set(near.flatMap { [$0.source, $0.target] } + [centre]).sorted()
        var places: [Int: Int] = [:]
        for (place, box) in kept.enumerated() { places[box] = place }
        part.boxes = kept.map { boxes[$0] }
        part.edges = near.compactMap { edge in
            guard let source = places[edge.source], let target = places[edge.target] else { return nil }
            var edge = edge
            (edge.source, edge.target) = (source, target)
            return edge
        }
        return part
    }
}

/// A diagram in the making.
private struct DiagramContent {
    let schema: Schema
    let options: DiagramOptions
    let names: DisplayNames
    let hidden: Set<ObjectName>
    var diagram = Diagram()
    var places: [ObjectName: Int] = [:]

    init(_ schema: Schema, _ options: DiagramOptions) {
        self.schema = schema
        self.options = options
        names = DisplayNames(schema)
        hidden = Self.plainPartitions(of: schema, names)
    }

    /// The partitions that are like all others of their table.
    private static func plainPartitions(of schema: Schema, _ names: DisplayNames) -> Set<ObjectName> {
        let referenced = Set(
            schema.tables.flatMap { table in
                table.foreignKeys.filter { !$0.isInherited }.map { names.key($0.table) }
            })
        let plain = schema.tables.filter { table in
            table.partition != nil && table.foreignKeys.allSatisfy(\.isInherited)
                && !referenced.contains(names.key(table.name))
        }
        return Set(plain.map { names.key($0.name) })
    }

    mutating func addBoxes() {
        var partitions: [ObjectName: Int] = [:]
        for table in schema.tables where hidden.contains(names.key(table.name)) {
            if let partition = table.partition { partitions[names.key(partition.table), default: 0] += 1 }
        }
        for table in schema.tables where !hidden.contains(names.key(table.name)) {
            var box = Diagram.Box(
                name: table.name, title: names.text(table.name), kind: Diagram.Box.Kind(table.kind),
                comment: table.comment)
            (box.rows, box.footnotes) = DiagramRows(table, names).limited(to: options.columnLimit)
            if let count = partitions[names.key(table.name)] {
                box.footnotes.append(count == 1 ? "1 partition" : "\(count) partitions")
            }
            add(box)
        }
        guard options.includesViews else { return }
        for view in schema.views {
            let rows = view.columns.map {
                Diagram.Row(name: $0.name, type: $0.type, isNullable: true, comment: $0.comment)
            }
            var box = Diagram.Box(
                name: view.name, title: names.text(view.name), kind: view.isMaterialized ? .materialized : .view,
                comment: view.comment)
            (box.rows, box.footnotes) = DiagramRows(rows).limited(to: options.columnLimit)
            add(box)
        }
    }

    private mutating func add(_ box: Diagram.Box) {
        places[names.key(box.name)] = diagram.boxes.count
        diagram.boxes.append(box)
    }

    mutating func addEdges() {
        for table in schema.tables {
            guard let source = places[names.key(table.name)] else { continue }
            for foreignKey in table.foreignKeys {
                addReference(foreignKey, of: table, from: source)
            }
            for parent in table.parents {
                guard let target = places[names.key(parent)] else { continue }
                diagram.edges.append(
                    Diagram.Edge(
                        kind: .inheritance, source: source, target: target,
                        label: "\(names.text(table.name)) inherits from \(names.text(parent))"))
            }
        }
        guard options.includesViews else { return }
        for view in schema.views { addQueries(of: view) }
    }

    private mutating func addReference(_ foreignKey: ForeignKey, of table: Table, from source: Int) {
        let target = place(of: foreignKey.table)
        let keys = foreignKey.columns.map { names.key($0) }
        let columns = table.columns.filter { keys.contains(names.key($0.name)) }
        let rows = keys.compactMap { key in diagram.boxes[source].rows.firstIndex { names.key($0.name) == key } }
        var edge = Diagram.Edge(
            kind: .reference, source: source, sourceRows: rows, target: target, name: foreignKey.name,
            label: label(of: foreignKey, in: table))
        edge.isOptional = columns.contains { $0.isNullable && !isInPrimaryKey($0.name, of: table) }
        edge.isUnique = table.isUnique(keys, names)
        diagram.edges.append(edge)
    }

    private func isInPrimaryKey(_ column: String, of table: Table) -> Bool {
        // The primary key of a SQLite table may hold NULL where its columns are not declared otherwise; nobody means that.
        table.primaryKey?.columns.contains { names.key($0) == names.key(column) } ?? false
    }

    private func label(of foreignKey: ForeignKey, in table: Table) -> String {
        let source = foreignKey.columns.joined(separator: ", ")
        let target = foreignKey.referencedColumns.joined(separator: ", ")
        let columns = foreignKey.referencedColumns.isEmpty ? "" : " (\(target))"
        return "\(names.text(table.name)) (\(source)) → \(names.text(foreignKey.table))\(columns)"
    }

    /// The place of a table that something refers to; one that is not there gets a box that says so.
    private mutating func place(of name: ObjectName) -> Int {
        if let place = places[names.key(name)] { return place }
        let parent = schema.tables.first { names.key($0.name) == names.key(name) }?.partition?.table
        if let parent, let place = places[names.key(parent)] { return place }
        let notes = ["not in this schema"]
        add(Diagram.Box(name: name, title: names.text(name), kind: .missing, footnotes: notes))
        return diagram.boxes.count - 1
    }

    private mutating func addQueries(of view: View) {
        guard let source = places[names.key(view.name)] else { return }
        let readable: Set<ObjectReference.Kind> = [.table, .view, .column]
        let targets = schema.dependencies.filter {
            $0.object.kind == .view && names.key($0.object.name) == names.key(view.name)
                && readable.contains($0.needs.kind)
        }
        for target in Set(targets.compactMap { places[names.key($0.needs.name)] }).sorted() where target != source {
            diagram.edges.append(
                Diagram.Edge(
                    kind: .query, source: source, target: target,
                    label: "\(names.text(view.name)) reads \(diagram.boxes[target].title)"))
        }
    }
}

extension Diagram.Box.Kind {
    fileprivate init(_ kind: Table.Kind) {
        switch kind {
        case .ordinary: self = .table
        case .partitioned: self = .partitioned
        case .foreign: self = .foreign
        case .virtual: self = .virtual
        }
    }
}
