/// What to do next with databases that may have been there before the project.
struct AdoptionAdvice {
    let template: ProjectTemplate
    let backend: (ConnectionURL) -> any Backend

    /// The next steps, a line each.
    var advice: [String] {
        let lines = template.databases.flatMap(advice)
        return secrecy
            + (lines.isEmpty ? ["look it over, then: martlet new NAME, martlet migrate"] : ["look it over"] + lines)
    }

    /// Where a password belongs that is not written down.
    private var secrecy: [String] {
        guard template.leavesPasswordOut else { return [] }
        return [
            "\(Project.fileName) has no password in it: give it in PGPASSWORD or ~/.pgpass, or the whole URL in "
                + GivenURL.variable
        ]
    }

    /// What a database with tables needs; nothing for one that is empty, or that Martlet knows already.
    private func advice(for database: ProjectTemplate.Database) -> [String] {
        guard let unknown = unknownTables(of: database) else { return [] }
        let own = template.databases.count == 1 ? "" : " --database \(database.name)"
        let folder = database.migrations.display(relativeTo: template.root)
        guard FileSystem.isFolder(database.migrations) else { return baseline(database.name, folder, own) }
        let files = MigrationFolder(path: database.migrations, root: template.root)
        // What is wrong with the files, status tells better.
        guard let names = try? files.names() else { return [] }
        guard let newest = names.newest else { return baseline(database.name, folder, own) }
        if let tool = unknown.tool {
            return ["\(tool) has migrated \(database.name); to take its history over: martlet adopt\(own)"]
        }
        return ["\(database.name) has tables already; if these migrations made them: martlet stamp \(newest)\(own)"]
    }

    private func baseline(_ name: String, _ folder: String, _ own: String) -> [String] {
        // Files that may be any database's may be what made these tables.
        guard template.warnings.isEmpty else { return [] }
        return [
            "\(name) has tables that no migration makes; to make them the first one:",
            "martlet dump --output \(folder)/001_baseline.sql\(own), then: martlet stamp 001\(own)",
        ]
    }

    /// What has made tables of which Martlet has no history.
    private struct UnknownTables {
        /// The tool that has one.
        var tool: String?
    }

    /// Tables that are there without a history; `nil` if there are none.
    ///
    /// A database that cannot be read is none of this command's business.
    private func unknownTables(of database: ProjectTemplate.Database) -> UnknownTables? {
        let backend = backend(database.url)
        guard (try? backend.presence(of: database.url)) == .present,
            let driver = try? backend.connect(to: database.url, ConnectOptions(.read))
        else { return nil }
        defer { try? driver.close() }
        let store = HistoryStore(driver: driver, tables: TableNames())
        guard let names = try? driver.tableNames(), let own = try? store.presentTables() else { return nil }
        guard own.isEmpty, !names.isEmpty else { return nil }
        if let tool = (try? store.historyOfAnotherTool())?.table.tool.title { return UnknownTables(tool: tool) }
        // A tool that has failed with its first migration leaves its own table behind, and nothing else.
        let tables = (try? store.tablesOfOtherTools().flatMap(\.names)) ?? []
        return Set(names).isSubset(of: tables) ? nil : UnknownTables()
    }
}
