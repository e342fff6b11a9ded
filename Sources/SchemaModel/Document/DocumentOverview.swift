extension SchemaDocument {
    /// What the first page begins with.
    var introduction: [DocumentBlock] {
        var blocks = [DocumentBlock.heading(1, [.plain(history.heading)])]
        if let maintainer = history.maintainer {
            blocks.append(.quotation([.emphasis("Maintained by: \(maintainer)")]))
        }
        let purpose = "This document tracks the database schema state, migration history, and structure for the "
        return blocks + [.paragraph([[.plain("\(purpose)\(history.project) project.")]])] + information + overview
    }

    private var information: [DocumentBlock] {
        var items: [[DocumentText]] = [
            fact("Database Type", [.plain(history.engine)]), fact("Database Name", [.plain(history.database)]),
        ]
        if let user = history.user { items.append(fact("Database User", [.plain(user)])) }
        items.append(fact("Migration Tool", [.plain(history.tool)]))
        if let location = history.location { items.append(fact("Migration Location", [.code(location)])) }
        return [section("Database Information"), .list(items)]
    }

    private var overview: [DocumentBlock] {
        let heading = section("Schema Overview")
        if schema.tables.isEmpty { return [heading, .paragraph([["The database currently contains no tables."]])] }
        let tables = schema.tables.map { table -> [DocumentText] in
            [.strong(names.text(table.name))] + kind(of: table) + suffix(table.comment)
        }
        return [
            heading, .paragraph([["The database currently contains the following tables:"]]),
            .list(tables, isNumbered: true), .diagram(of: nil),
        ]
    }

    /// What a table is that is not one like most, in few words.
    private func kind(of table: Table) -> [DocumentText] {
        if let partition = table.partition { return [" (partition of ", .code(names.text(partition.table)), ")"] }
        return switch table.kind {
        case .ordinary: []
        case .partitioned: [" (partitioned)"]
        case .foreign: [" (foreign table)"]
        case .virtual: [" (virtual table)"]
        }
    }

    /// A heading of the second level, which others can lead to.
    func section(_ title: String) -> DocumentBlock { .heading(2, [.plain(title)], of: .section(title)) }

    /// A line that says one thing: its name, then what it is.
    func fact(_ title: String, _ text: [DocumentText]) -> [DocumentText] { [.strong(title), ": "] + text }
}
