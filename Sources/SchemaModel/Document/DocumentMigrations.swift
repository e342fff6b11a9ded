extension SchemaDocument {
    /// What the first page ends with: how the schema came to be, and how it goes on.
    var migrations: [DocumentBlock] {
        var blocks: [DocumentBlock] = [section("Migration History")]
        if history.migrations.isEmpty { blocks.append(.paragraph([["There are no migrations."]])) }
        for (place, migration) in history.migrations.enumerated() {
            if place > 0 { blocks.append(.rule) }
            blocks += self.blocks(of: migration)
        }
        blocks.append(.rule)
        blocks += commands(history.applyCommands, under: "How to Apply Migrations")
        blocks += commands(history.rollbackCommands, under: "How to Rollback Migrations")
        blocks += status
        if !history.notes.isEmpty {
            blocks += [.rule, section("Notes"), .list(history.notes.map { .prose($0) })]
        }
        return blocks
    }

    private func blocks(of migration: DocumentedMigration) -> [DocumentBlock] {
        let title = "Migration: \(migration.version) - \(migration.name)"
        let parents = migration.parents.isEmpty ? "None (initial)" : migration.parents.joined(separator: ", ")
        var facts = [fact("Parent", [.plain(parents)])]
        if let date = migration.date { facts.insert(fact("Date", [.plain(date)]), at: 0) }
        if !migration.isApplied { facts.append(fact("State", ["PENDING"])) }
        var blocks: [DocumentBlock] = [.heading(3, [.plain(title)]), .paragraph(facts)]
        blocks += DocumentBlock.paragraphs(migration.description)
        if !migration.changes.isEmpty { blocks += [.label("Changes"), .list(migration.changes.map { .prose($0) })] }
        if !migration.files.isEmpty { blocks.append(.paragraph([fact("Files", .names(migration.files))])) }
        if let change = migration.dataMigration {
            let answer = change.isEmpty ? "Yes" : "Yes - \(change)"
            blocks.append(.paragraph([fact("Data Migration Included", .prose(answer))]))
        }
        let safety = migration.safetyNotes + (migration.isReversible ? [] : ["Cannot be rolled back"])
        if !safety.isEmpty { blocks += [.label("Safety Notes"), .list(safety.map { .prose($0) })] }
        return blocks
    }

    private func commands(_ commands: [DocumentedCommand], under title: String) -> [DocumentBlock] {
        if commands.isEmpty { return [] }
        let lines = commands.map { "# \($0.purpose.visible)\n\($0.line)" }
        return [section(title), .code(lines.joined(separator: "\n\n"), language: "bash")]
    }

    private var status: [DocumentBlock] {
        let pending = history.migrations.filter { !$0.isApplied }.count
        let latest = history.migrations.last(where: \.isApplied).map { "\($0.version) (\($0.name)) - APPLIED" }
        let words = pending == 1 ? "1 migration pending" : "\(pending) migrations pending"
        let state = history.state ?? (pending == 0 ? "Up to date" : words)
        return [
            section("Current Schema Status"),
            .paragraph([
                fact("Latest Migration", [.plain(latest ?? "None")]),
                fact("Total Tables", [.plain("\(schema.tables.count)")]),
                fact("Total Migrations", [.plain("\(history.migrations.count)")]),
                fact("Database State", [.plain(state)]),
            ]),
        ]
    }
}
