/// The URL of a database that somebody names beside the configuration, or without one.
struct GivenURL {
    /// Who names it.
    enum Source {
        /// `--url`.
        case option
        /// `DATABASE_URL` of the process.
        case process
        /// `DATABASE_URL` in a file of variables.
        case file(FilePath)
    }

    /// The URL as it was given.
    let text: String
    /// Who names it.
    let source: Source

    /// The variable that names it.
    static let variable = "DATABASE_URL"

    /// That of `--url`, else of the variable, in the process or a file; `nil` if there is none.
    /// - Parameter folder: where `.env` is looked for, unless another file was asked for.
    static func find(_ request: ProjectRequest, in folder: FilePath) throws(MartletError) -> GivenURL? {
        if let url = request.url { return GivenURL(text: url, source: .option) }
        if let asked = request.envFile {
            let variables = try Variables(asked: asked, request)
            guard let url = variables[variable],
                let path = try ProjectLoader.path(asked, "--env-file", from: request.currentFolder)
            else { return nil }
            return GivenURL(text: url, source: variables.process[variable] == nil ? .file(path) : .process)
        }
        if let url = request.environment[variable] { return GivenURL(text: url, source: .process) }
        let path = folder.appending(Project.defaultEnvFile)
        let file = try EnvFile.load(path, shownAs: Project.defaultEnvFile)
        return file?.variables[variable].map { GivenURL(text: $0, source: .file(path)) }
    }
}
