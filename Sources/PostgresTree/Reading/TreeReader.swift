internal import SQLText

/// Makes values of the messages of libpg_query; places in a statement become places in its file.
struct TreeReader {
    /// Where the statement begins in the file.
    let base: SourceOffset

    /// The place of a node; -1 stands for none, and becomes the start of the statement.
    func offset(_ location: Int) -> SourceOffset { base + max(location, 0) }

    func relation(_ message: Message<Proto.RangeVar>?) -> Relation? {
        guard let message, let name = message.name(.relname) else { return nil }
        return Relation(ObjectName(schema: message.name(.schemaname), name), at: offset(message.int(.location)))
    }

    func relations(_ nodes: [Node]) -> [Relation] {
        nodes.filter { $0.kind == .rangeVar }.compactMap { relation($0.message(Proto.RangeVar.self)) }
    }

    func persistence(_ message: Message<Proto.RangeVar>?) -> Persistence {
        switch message?.string(.relpersistence) {
        case "t": .temporary
        case "u": .unlogged
        default: .permanent
        }
    }

    /// A name of parts; the schema of PostgreSQL's own things is left out.
    func objectName(_ parts: [String]) -> ObjectName {
        let schema = parts.dropLast().last
        return ObjectName(schema: schema == "pg_catalog" ? nil : schema, parts.last ?? "")
    }

    func kind(_ type: Proto.ObjectType?) -> ObjectKind {
        switch type {
        case .table: .table
        case .foreignTable: .foreignTable
        case .view: .view
        case .matview: .materializedView
        case .index: .index
        case .sequence: .sequence
        case .column: .column
        case .attribute: .attribute
        case .tabconstraint: .constraint
        case .type: .type
        case .domain: .domain
        case .function, .procedure, .routine: .function
        case .schema: .schema
        case .extension: .extensionModule
        case .trigger: .trigger
        case .rule: .rule
        case .policy: .policy
        case .database: .database
        case nil: .other
        }
    }

    func isCascade<Field: ProtoMessage>(_ message: Message<Field>, _ field: Field) -> Bool {
        let behavior: Proto.DropBehavior? = message.value(field)
        return behavior == .cascade
    }

    /// The value of an option that is a truth: `(CONCURRENTLY)` and `(CONCURRENTLY true)` are the same.
    func isOn(_ option: String, in options: [Message<Proto.DefElem>]) -> Bool {
        guard let found = options.last(where: { $0.string(.defname).lowercased() == option }) else { return false }
        guard let argument = found.node(.arg) else { return true }
        switch argument.kind {
        case .boolean: return argument.message(Proto.Boolean.self).flag(.boolval)
        case .integer: return argument.message(Proto.Integer.self).int(.ival) != 0
        case .string: return !["false", "off", "no"].contains(argument.message(Proto.String.self).string(.sval))
        default: return true
        }
    }
}
