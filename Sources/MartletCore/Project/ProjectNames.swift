extension Project {
    /// The names of a project's databases; no variable needs to be set for that, and nothing else of them be right.
    /// - Throws: `no-project`, and `config` for a file that cannot be read.
    package static func databaseNames(
        _ request: ProjectRequest, databaseName: (ConnectionURL) -> String
    ) throws(MartletError) -> [String] {
        guard let file = try ProjectFinder(request: request).find() else {
            return try StandaloneProject(request: request).load(databaseName).databases.map(\.name)
        }
        return try ProjectLoader(request: request, configuration: file).file().databases.map(\.name.text)
    }
}
