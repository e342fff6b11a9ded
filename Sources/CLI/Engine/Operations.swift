import Glibc
import Martlet
import MartletCore

extension CommandContext {
    /// Finds the project that the options ask for, and makes what its operations need.
    /// - Parameter dryRun: whether nothing may change, beside `--dry-run`.
    func operations(dryRun: Bool = false) throws(MartletError) -> OperationContext {
        let request = try projectRequest()
        let project = try Project.load(request)
        if !dryRun || globals.isDryRun { tellDetails(of: project) }
        let reporter = EventReporter(console)
        var operations = OperationContext(
            project: project, backend: Backends.backend, wait: globals.lockWait ?? .seconds(60),
            isDryRun: dryRun || globals.isDryRun, placeholders: try placeholders(),
            otherDatabase: { name throws(MartletError) in try otherDatabase(name, request) },
            events: { reporter.report($0) })
        operations.cancellation = Cancellation()
        return operations
    }

    /// What was found, for whoever wonders which database this is about.
    private func tellDetails(of project: Project) {
        for target in project.databases {
            console.detail("\(target.name): \(target.url), migrations in \(target.migrations)")
        }
    }

    /// What the options and the environment say of the project.
    func projectRequest() throws(MartletError) -> ProjectRequest {
        ProjectRequest(
            project: globals.project, databases: globals.databases, url: globals.url,
            migrations: globals.migrations, seeds: globals.seeds, envFile: globals.envFile,
            environment: environment.all, currentFolder: try FileSystem.currentFolder())
    }

    /// Stops the operation on SIGINT, SIGTERM and SIGHUP.
    ///
    /// To be called after the last question.
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

/// A database that was not selected, read only because a migration depends on it.
private func otherDatabase(_ name: String, _ request: ProjectRequest) throws(MartletError) -> DatabaseTarget? {
    var request = request
    request.databases = [name]
    request.url = nil
    do throws(MartletError) {
        return try Project.load(request).databases.first
    } catch  where error.diagnostics.first?.code == .unknownDatabase {
        return nil
    }
}
