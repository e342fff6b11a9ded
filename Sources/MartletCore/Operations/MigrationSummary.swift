internal import SQLText

/// What a script changes, in sentences, as far as its statements tell.
struct MigrationSummary {
    /// The changes, the first of each kind in the order of the script.
    private(set) var changes: [String] = []
    /// What it does to rows, in one sentence; `nil` if it does nothing to any.
    private(set) var rowChange: String?
    /// What of it destroys something.
    private(set) var losses: [String] = []

    /// Reads a script's statements.
    /// - Throws: if a file that is too large for memory cannot be read.
    init(_ script: Script) throws(MartletError) {
        var groups = SentenceGroups()
        var created: Set<String> = []
        try script.forEachStatement { (statement) throws(MartletError) in
            guard statement.part == .statement else { return }
            let kind = statement.kind
            if case .createTable(let table) = kind { created.insert(table.name.lowercased()) }
            groups.add(kind, created: created)
        } unreadable: {
            $0
        }
        changes = groups.sentences(.structure)
        let rows = groups.sentences(.rows).map { $0.prefix(1).lowercased() + $0.dropFirst() }
        rowChange = rows.isEmpty ? nil : rows.joined(separator: "; ")
        losses = groups.losses
    }
}

/// Objects by what is done to them, so that one sentence names all of a kind.
private struct SentenceGroups {
    enum Subject { case structure, rows }

    private var groups: [(subject: Subject, one: String, many: String, names: [String])] = []
    private(set) var losses: [String] = []

    mutating func add(_ kind: StatementKind, created: Set<String>) {
        switch kind {
        case .createTable(let name): add("Created table", "Created tables", name)
        case .createVirtualTable(let name): add("Created virtual table", "Created virtual tables", name)
        case .createIndex(let name): add("Added index", "Added indexes", name)
        case .createIndexConcurrently(let name): add("Added index", "Added indexes", name)
        case .createView(let name): add("Created view", "Created views", name)
        case .createTrigger(let name): add("Created trigger", "Created triggers", name)
        case .alterTable(let name, let alteration): add(alteration, name)
        case .dropTable(let name): drop("table", "tables", name)
        case .dropIndexConcurrently(let name): add("Dropped index", "Dropped indexes", name)
        case .dropOther: add("Dropped other objects", "Dropped other objects", nil)
        case .insert: add("Inserted rows", "Inserted rows", nil, .rows)
        case .copy(.fromScript): add("Inserted rows", "Inserted rows", nil, .rows)
        case .update(let name): add("Updated rows of", "Updated rows of", name, .rows)
        case .delete(let name):
            add("Deleted rows of", "Deleted rows of", name, .rows)
            if !created.contains(name.name.lowercased()) { losses.append("Deletes rows of `\(name)`") }
        default: break
        }
    }

    private mutating func add(_ alteration: TableAlteration, _ name: ObjectName) {
        switch alteration {
        case .addColumn: add("Added columns to table", "Added columns to tables", name)
        case .dropColumn:
            add("Dropped columns of table", "Dropped columns of tables", name)
            losses.append("Drops columns of `\(name)`, with their values")
        case .renameTo(let new): add("Renamed table `\(name)` to", "Renamed table `\(name)` to", ObjectName(new))
        case .renameColumn: add("Renamed a column of table", "Renamed columns of tables", name)
        case .other: add("Altered table", "Altered tables", name)
        }
    }

    private mutating func drop(_ one: String, _ many: String, _ name: ObjectName) {
        add("Dropped \(one)", "Dropped \(many)", name)
        losses.append("Drops \(one) `\(name)`, with its rows")
    }

    private mutating func add(
        _ one: String, _ many: String, _ name: ObjectName?, _ subject: Subject = .structure
    ) {
        let place =
            groups.firstIndex { $0.one == one }
            ?? {
                groups.append((subject, one, many, []))
                return groups.count - 1
            }()
        guard let text = name.map({ "`\($0)`" }), !groups[place].names.contains(text) else { return }
        groups[place].names.append(text)
    }

    func sentences(_ subject: Subject) -> [String] {
        groups.filter { $0.subject == subject }.map { group in
            let words = group.names.count > 1 ? group.many : group.one
            return group.names.isEmpty ? words : "\(words) \(Self.some(of: group.names))"
        }
    }

    /// As many names as somebody reads.
    private static func some(of names: [String]) -> String {
        let limit = 12
        let shown = names.count > limit + 2 ? names.prefix(limit) : names[...]
        let rest = names.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}
