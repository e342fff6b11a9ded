public import MartletCore

/// A project and what can be done with its databases: Martlet inside a program.
///
/// ```swift
/// let engine = try Engine(url: "sqlite:/var/lib/shop/app.db", migrations: "/usr/share/shop/migrations")
/// let outcome = await engine.migrate()
/// for diagnostic in outcome.allDiagnostics { logger.error("\(diagnostic.message)") }
/// ```
///
/// Every operation runs on a thread of its own, as databases block, and ends with the outcome that the command line
/// shows. If the task that waits for it is cancelled, the statement that runs is interrupted and rolled back.
/// Nothing asks before it destroys: that is up to the program.
public struct Engine: Sendable {
    /// What the operations work with: the project, how long to wait, whom to tell of events.
    public var context: OperationContext
    /// The folder that relative paths start from.
    let currentFolder: FilePath

    /// Reads the configuration that a request leads to.
    /// - Throws: `no-project`, `config`, `unknown-database` and what else can be wrong with it.
    public init(_ request: ProjectRequest) throws(MartletError) {
        currentFolder = request.currentFolder
        context = OperationContext(
            project: try Project.load(request, databaseName: Backends.databaseName), backend: Backends.backend,
            otherDatabase: { name throws(MartletError) in try Self.unselected(name, request) })
    }

    /// Reads the configuration of a project.
    /// - Parameters:
    ///   - project: its folder or file; `nil` looks for the nearest `martlet.yaml` upward from the current folder.
    ///   - databases: the names of those to work on; none means all.
    ///   - environment: the variables that the configuration may use.
    public init(
        project: String? = nil, databases: [String] = [], environment: [String: String] = ProcessEnvironment.all
    ) throws(MartletError) {
        try self.init(
            ProjectRequest(
                project: project, databases: databases, environment: environment,
                currentFolder: try FileSystem.currentFolder()))
        context.newerDatabase = .leave
    }

    /// Works on one database with what the program has for it; no configuration is looked for.
    /// - Parameters:
    ///   - url: where the database is: `sqlite:app.db`, `postgres://app@db/shop`.
    ///   - migrations: its migrations: a folder on the disk, or one that is a part of the program.
    ///   - seeds: its seeds, if it has some.
    /// - Throws: `bad-url`.
    public init(url: String, migrations: MigrationSet, seeds: ScriptSource? = nil) throws(MartletError) {
        currentFolder = try FileSystem.currentFolder()
        context = OperationContext(
            project: try Project.ofProgram(
                url: url, migrations: migrations, seeds: seeds, currentFolder: currentFolder,
                databaseName: Backends.databaseName),
            backend: Backends.backend)
        context.newerDatabase = .leave
    }

    /// Works on one database with folders on the disk; no configuration is looked for.
    /// - Parameters:
    ///   - url: where the database is: `sqlite:app.db`.
    ///   - migrations: the folder of its migrations.
    ///   - seeds: the folder of its seeds, if it has some.
    /// - Throws: `bad-url`.
    public init(url: String, migrations: String, seeds: String? = nil) throws(MartletError) {
        try self.init(url: url, migrations: .folder(migrations), seeds: seeds.map(ScriptSource.folder))
    }

    /// Writes a configuration for what is asked for and what is in a folder.
    /// - Throws: an error if there is one already.
    public static func start(
        _ request: ProjectRequest, in folder: FilePath, dryRun: Bool
    ) throws(MartletError) -> InitOperation.Beginning {
        try InitOperation.start(request, in: folder, dryRun: dryRun, backend: Backends.backend)
    }

    /// An engine whose operations plan and tell, and change nothing.
    public var dryRun: Engine {
        var engine = self
        engine.context.isDryRun = true
        return engine
    }

    /// The names of a project's databases; see `Project.databaseNames`.
    package static func databaseNames(_ request: ProjectRequest) throws(MartletError) -> [String] {
        try Project.databaseNames(request, databaseName: Backends.databaseName)
    }

    /// A database that was not selected, read only because a migration depends on it.
    private static func unselected(
        _ name: String, _ request: ProjectRequest
    ) throws(MartletError) -> DatabaseTarget? {
        var request = request
        request.databases = [name]
        request.url = nil
        do throws(MartletError) {
            return try Project.load(request).databases.first
        } catch  where error.diagnostics.first?.code == .unknownDatabase {
            return nil
        }
    }

    /// Runs an operation on a thread of its own.
    public func run(_ operation: @escaping @Sendable (OperationContext) -> Outcome) async -> Outcome {
        var own = context
        own.cancellation = Cancellation()
        let context = own
        return await withTaskCancellationHandler {
            await Self.onThread { operation(context) }
        } onCancel: {
            context.cancellation.cancel()
        }
    }

    /// Does something that blocks, on a thread of its own.
    static func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            let thread = HelperThread { continuation.resume(returning: body()) }
            // Where no thread is to be had, this one has to do it.
            if !thread.isRunning { thread.join() }
        }
    }
}
