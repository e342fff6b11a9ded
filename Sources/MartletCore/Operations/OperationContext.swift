internal import Glibc

/// What every operation needs: the project, the way to its databases, and whom to tell.
public struct OperationContext: Sendable {
    /// The project with its selected databases.
    public var project: Project
    /// The engine behind a URL.
    public var backend: @Sendable (ConnectionURL) -> any Backend
    /// What the time is.
    public var clock: WallClock
    /// Who does it, for the history: `user@host`.
    public var by: String { givenName ?? Self.currentUser }
    private let givenName: String?
    /// How long to wait for another Martlet.
    public var wait: Duration
    /// How long to wait for other programs' locks, in place of what the configuration says of each database.
    public var lockTimeout: Duration?
    /// Plan and tell, change nothing.
    public var isDryRun: Bool
    /// What a migration does where the database is newer than this build; `nil` takes versions without a file for
    /// missing ones, as it is for a person in front of a project's folder.
    public var newerDatabase: NewerDatabase?
    /// Values for placeholders, beside those of the configuration.
    public var placeholders: [String: String]
    /// A database of the project that was not selected; `nil` if the project has none of that name.
    public var otherDatabase: @Sendable (String) throws(MartletError) -> DatabaseTarget?
    /// Migrations of more bytes are not held in memory.
    var largeFile = LargeFile.threshold
    /// The wish to stop, if it comes.
    public var cancellation: Cancellation
    /// Called with what happens, on the thread of the operation.
    public var events: @Sendable (RunEvent) -> Void

    /// Makes a context with the usual settings.
    public init(
        project: Project, backend: @escaping @Sendable (ConnectionURL) -> any Backend, by: String? = nil,
        clock: WallClock = .system, wait: Duration = .seconds(60), isDryRun: Bool = false,
        placeholders: [String: String] = [:],
        otherDatabase: @escaping @Sendable (String) throws(MartletError) -> DatabaseTarget? = { _ in nil },
        cancellation: Cancellation = Cancellation(),
        events: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.project = project
        self.backend = backend
        self.clock = clock
        givenName = by
        self.wait = wait
        self.isDryRun = isDryRun
        self.placeholders = placeholders
        self.otherDatabase = otherDatabase
        self.cancellation = cancellation
        self.events = events
    }

    /// The user and host of this process, looked up only by what writes them: the list of users may be on a server.
    private static let currentUser: String = {
        let user =
            getenv("USER").map { String(cString: $0) } ?? getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) }
        return (user ?? "uid \(getuid())") + "@" + hostName
    }()

    static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Goes no further where somebody has asked for a stop.
    /// - Throws: `interrupted`.
    func requireGoingOn() throws(MartletError) {
        if cancellation.isCancelled { throw BackupProblem.interrupted(cancellation) }
    }

    /// Does something with each database in turn and gathers what came of it.
    /// - Parameter goesOn: whether a failure in one database leaves the others their turn.
    func forEachDatabase(
        _ command: String, goesOn: Bool,
        _ body: (DatabaseTarget, inout DatabaseOutcome) throws(MartletError) -> Void
    ) -> Outcome {
        var outcomes: [DatabaseOutcome] = []
        for target in project.databases {
            var outcome = DatabaseOutcome(target)
            do throws(MartletError) {
                try body(target, &outcome)
            } catch {
                outcome.diagnostics += error.diagnostics
                outcome.exitStatus = error.exitStatus
            }
            outcomes.append(outcome)
            guard outcome.exitStatus == .done || goesOn else {
                outcomes += project.databases[outcomes.count...].map { DatabaseOutcome($0, stoppedBy: target.name) }
                break
            }
        }
        return Outcome(command: command, databases: outcomes)
    }
}
