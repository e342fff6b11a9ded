import SQLText

/// A project without a configuration: one database, put together from options and variables.
struct StandaloneProject {
    let request: ProjectRequest

    func load(_ databaseName: (ConnectionURL) -> String) throws(MartletError) -> Project {
        let folder = request.currentFolder
        let url = try ConnectionURL.parse(try urlText(), relativeTo: folder)
        let name = PrintableText.escaping(databaseName(url))
        for asked in request.databases where asked != name {
            throw MartletError(
                .unknownDatabase, "no database \(ConfigText.shown(asked)): without a \(Project.fileName) there is one",
                help: "its name is \(name), after its URL; leave --database out")
        }
        let migrations = try ProjectLoader.path(
            request.migrations ?? Project.defaultMigrations, "--migrations", from: folder)
        var target = DatabaseTarget(
            name: name, url: url, migrations: migrations ?? folder.appending(Project.defaultMigrations),
            seeds: try ProjectLoader.path(request.seeds, "--seeds", from: folder),
            backups: folder.appending(Project.defaultBackups))
        target.layout = request.layout
        return Project(name: name, root: folder, databases: [target])
    }

    private func urlText() throws(MartletError) -> String {
        if let url = try GivenURL.find(request, in: request.currentFolder) { return url.text }
        throw MartletError(
            .noProject, "there is no \(Project.fileName) here or in a folder above, and no URL",
            help: "martlet init writes one, on PostgreSQL: martlet init --url postgres://role@host/database; "
                + "without one, add --url sqlite:app.db --migrations \(Project.defaultMigrations)")
    }
}
