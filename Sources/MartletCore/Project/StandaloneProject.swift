import SQLText

/// A project without a configuration: one database, put together from options and variables.
struct StandaloneProject {
    let request: ProjectRequest

    private static let variable = "DATABASE_URL"

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
        let target = DatabaseTarget(
            name: name, url: url, migrations: migrations ?? folder.appending(Project.defaultMigrations),
            seeds: try ProjectLoader.path(request.seeds, "--seeds", from: folder),
            backups: folder.appending(Project.defaultBackups))
        return Project(name: name, root: folder, databases: [target])
    }

    private func urlText() throws(MartletError) -> String {
        if let url = request.url { return url }
        if let asked = request.envFile {
            if let url = try Variables(asked: asked, request)[Self.variable] { return url }
        } else if let url = request.environment[Self.variable] {
            return url
        } else {
            let path = request.currentFolder.appending(Project.defaultEnvFile)
            if let url = try EnvFile.load(path, shownAs: Project.defaultEnvFile)?.variables[Self.variable] {
                return url
            }
        }
        throw MartletError(
            .noProject, "there is no \(Project.fileName) here or in a folder above, and no URL",
            help: "martlet init, or add --url sqlite:app.db --migrations \(Project.defaultMigrations)")
    }
}
