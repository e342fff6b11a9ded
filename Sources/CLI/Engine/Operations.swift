import Glibc
import Martlet
import MartletCore

extension CommandContext {
    /// Finds the project that the options ask for, and makes what its operations need.
    /// - Parameters:
    ///   - request: what leads to the project, in place of what the options and the environment say.
    ///   - dryRun: whether nothing may change, beside `--dry-run`.
    ///   - onPlan: is told what will be done, before it is begun.
    func operations(
        for request: ProjectRequest? = nil, dryRun: Bool = false,
        onPlan: @escaping ([PlannedStep]) -> Void = { _ in }
    ) throws(MartletError) -> OperationContext {
        let given = try projectRequest()
        var operations = try Engine(request ?? given).context
        if !dryRun || globals.isDryRun { tellDetails(of: operations.project) }
        if let wait = globals.lockWait {
            operations.wait = wait
            operations.lockTimeout = wait
        }
        operations.isDryRun = dryRun || globals.isDryRun
        operations.placeholders = try placeholders()
        let reporter = EventReporter(console, databases: operations.project.databases.count, onPlan: onPlan)
        operations.events = { reporter.report($0) }
        return operations
    }

    /// The same for a command that can do without a project: there it is one of a database in memory.
    func operationsWithoutProject() throws(MartletError) -> OperationContext {
        do throws(MartletError) {
            return try operations()
        } catch  where error.diagnostics.first?.code == .noProject {
            var request = try projectRequest()
            request.url = "sqlite::memory:"
            return try operations(for: request)
        }
    }

    /// What was found, for whoever wonders which database this is about.
    private func tellDetails(of project: Project) {
        for target in project.databases {
            console.detail("\(target.name): \(target.url), migrations in \(target.migrations)")
        }
    }

    /// What the options and the environment say of the project.
    func projectRequest() throws(MartletError) -> ProjectRequest {
        var request = ProjectRequest(
            project: globals.project, databases: globals.databases, url: globals.url,
            migrations: globals.migrations, seeds: globals.seeds, envFile: globals.envFile,
            environment: environment.all, currentFolder: try FileSystem.currentFolder())
        request.layout = globals.layout
        return request
    }

    /// Stops the operation on SIGINT, SIGTERM and SIGHUP.
    ///
    /// To be called before the work begins, and best after the last question.
    func watchSignals(_ operations: OperationContext) {
        let cancellation = operations.cancellation
        Signals.watch { cancellation.cancel(signal: $0) }
    }

    private func placeholders() throws(MartletError) -> [String: String] {
        var values: [String: String] = [:]
        for given in globals.placeholders {
            guard let equals = given.firstIndex(of: "="), equals > given.startIndex else {
                throw MartletError(
                    .usage, "--placeholder wants NAME=VALUE, not '\(given)'", help: "--placeholder schema=app")
            }
            values[String(given[..<equals])] = String(given[given.index(after: equals)...])
        }
        return values
    }
}
