internal import Glibc
internal import SQLText

/// One database while an operation works on it: its target and an open connection.
struct DatabaseSession {
    let context: OperationContext
    let target: DatabaseTarget
    let driver: any Driver
    /// What is known to be there of Martlet's tables; `nil` as long as nobody has looked, or somebody else may make them.
    private(set) var known: Set<String>?

    /// Columns that the history has not yet; none where something is changed, as they are added first.
    private(set) var lacking: Set<String> = []

    var history: HistoryStore { HistoryStore(driver: driver, tables: target.tables, lacking: lacking) }
    var seeds: SeedStore { SeedStore(driver: driver, tables: target.tables) }

    /// Runs statements of Martlet's own; what the database answers becomes an error people can use.
    func asking<Result>(_ body: () throws(DriverError) -> Result) throws(MartletError) -> Result {
        try Self.asking(target, body)
    }

    static func asking<Result>(
        _ target: DatabaseTarget, _ body: () throws(DriverError) -> Result
    ) throws(MartletError) -> Result {
        do throws(DriverError) {
            return try body()
        } catch {
            if error.kind == .missing { throw OperationProblem.absent(target) }
            let state = error.isCommitUnknown ? "may be changed by this step, or not" : "is unchanged by this step"
            throw MartletError(error, notes: ["\(target.url) \(state)"])
        }
    }

    /// Runs `body` in a transaction of its own, which is on the disk when this returns.
    func inTransaction<Result>(_ body: () throws(DriverError) -> Result) throws(MartletError) -> Result {
        let result = try asking { () throws(DriverError) in
            try driver.begin()
            do throws(DriverError) {
                let result = try body()
                try driver.commit()
                return result
            } catch {
                try? driver.rollback()
                throw error
            }
        }
        try makeDurable()
        return result
    }

    /// Brings what was changed to the disk.
    func makeDurable() throws(MartletError) {
        do throws(DriverError) {
            try driver.makeDurable()
        } catch {
            throw MartletError(error, notes: ["what was changed is done, but may not outlast a power failure"])
        }
    }

    /// What is there of Martlet's tables.
    func presentTables() throws(DriverError) -> Set<String> {
        if let known { return known }
        return try history.presentTables()
    }

    // MARK: Reading

    /// Opens the database to look at it and closes it after `body`, which gets `nil` if there is none.
    static func reading<Result>(
        _ target: DatabaseTarget, _ context: OperationContext,
        _ body: (DatabaseSession?) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        guard let session = try openIfPresent(target, context) else { return try body(nil) }
        defer { try? session.driver.close() }
        return try body(session)
    }

    private static func openIfPresent(
        _ target: DatabaseTarget, _ context: OperationContext
    ) throws(MartletError) -> DatabaseSession? {
        if !target.url.isOnServer, try !isPresent(target, context) { return nil }
        return try unlessAbsent { () throws(MartletError) in
            var session = try open(target, context, .read)
            // What is wrong with a database is told by whoever wants something of it.
            session.lacking = (try? session.history.asItIs().lacking) ?? []
            return session
        }
    }

    private static func isPresent(
        _ target: DatabaseTarget, _ context: OperationContext
    ) throws(MartletError) -> Bool {
        try asking(target) { () throws(DriverError) in
            try context.backend(target.url).presence(of: target.url) == .present
        }
    }

    /// What `body` gives; `nil` if there is no such database.
    ///
    /// Whether a server has one is found by connecting to it: what is to be done with it may as well be tried.
    private static func unlessAbsent<Result>(
        _ body: () throws(MartletError) -> Result
    ) throws(MartletError) -> Result? {
        do throws(MartletError) {
            return try body()
        } catch  where error.diagnostics.first?.code == .noDatabase {
            return nil
        }
    }

    /// What is wrong with Martlet's tables, if they are there.
    func tableProblems() throws(MartletError) -> [Diagnostic] {
        try asking { () throws(DriverError) in
            // Another schema on the search path may have a history, which is not the one that would be written.
            try (driver as? any ServerDriver)?.requireFirstSchema()
            return try history.problems()
        }
    }

    /// Opens a connection.
    static func open(
        _ target: DatabaseTarget, _ context: OperationContext, _ purpose: ConnectOptions.Purpose
    ) throws(MartletError) -> DatabaseSession {
        var options = ConnectOptions(
            purpose, foreignKeys: target.foreignKeys, lockTimeout: lockTimeout(target, context, purpose),
            journalMode: target.journalMode)
        options.isThrowaway = target.scratchFilter != nil
        let driver = try asking(target) { () throws(DriverError) in
            try context.backend(target.url).connect(to: target.url, options)
        }
        context.cancellation.attach(driver.cancelHandle)
        if purpose == .read, let server = driver as? any ServerDriver {
            let events = context.events
            server.onBlocked = { events(.blocked(database: target.name, subject: "reading", by: $0)) }
        }
        return DatabaseSession(context: context, target: target, driver: driver)
    }

    /// How long one statement waits for a lock.
    ///
    /// On a server everybody else who wants the table queues up behind the one who waits to change it: whoever has more
    /// patience tries again. Who waits to read keeps nobody from reading.
    private static func lockTimeout(
        _ target: DatabaseTarget, _ context: OperationContext, _ purpose: ConnectOptions.Purpose
    ) -> Duration {
        guard let asked = context.lockTimeout else { return target.lockTimeout }
        return target.url.dialect == .postgres && purpose != .read ? min(asked, target.lockTimeout) : asked
    }

    // MARK: Writing

    /// Takes the lock, opens the database to change it, and gives both back after `body`.
    ///
    /// The lock comes before Martlet's tables are made, and everything that decides is read after it.
    /// - Parameter makesTables: whether they are made first; else `body` makes them when it knows that it will write.
    static func writing<Result>(
        _ target: DatabaseTarget, _ context: OperationContext, command: String, creates: Bool,
        makesTables: Bool = true, _ body: (DatabaseSession) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        if creates {
            try makeFolder(for: target, context)
        } else if target.url.file != nil, try !isPresent(target, context) {
            throw OperationProblem.absent(target)
        }
        let lock = try takeLock(target, context, command, creates: creates)
        defer { lock.release() }
        var session = try open(target, context, creates ? .create : .write)
        defer { try? session.driver.close() }
        try session.asking { () throws(DriverError) in try lock.cover(session.driver) }
        // `init` is how a second project gets a history of its own in the same database, and `stamp` how one begins.
        let tables = try session.asking { () throws(DriverError) in try session.history.survey() }
        let problems =
            try session.hasHistoryToPassOver(command)
            ? tables.problems.filter { $0.code != .historyElsewhere } : tables.problems
        if !problems.isEmpty { throw MartletError(problems) }
        // The lock keeps everybody else from making them.
        session.known = tables.present
        if !tables.lacking.isEmpty { try session.bringForward(tables.lacking) }
        if makesTables { try session.createTables() }
        return try body(session)
    }

    /// Whether a command is there for databases that have a history of somebody else's.
    func hasHistoryToPassOver(_ command: String) throws(MartletError) -> Bool {
        if command == "init" { return true }
        guard ["stamp", "adopt"].contains(command) else { return false }
        // What that tool has applied is what is to be recorded.
        return try asking { () throws(DriverError) in try history.historyOfAnotherTool() != nil }
    }

    /// Creates Martlet's tables that are missing.
    ///
    /// A history that is there and empty lets a migration run what another tool has applied: nothing that may yet fail is
    /// to leave one.
    mutating func createTables() throws(MartletError) {
        try createTables(beside: try asking { () throws(DriverError) in try presentTables() })
    }

    /// Creates Martlet's tables that are missing; on a server in one message.
    ///
    /// There they are on the disk with whatever is done next: what is told of that is brought there.
    private mutating func createTables(beside present: Set<String>) throws(MartletError) {
        known = Set(target.tables.all)
        let creation = history.creation(beside: present)
        if creation.isEmpty { return }
        guard let server = driver as? any ServerDriver else {
            return try inTransaction { () throws(DriverError) in _ = try history.createTables() }
        }
        try asking { () throws(DriverError) in _ = try server.runBatch(creation.map(\.part), within: nil) }
    }

    /// Adds the columns that the history of an older Martlet lacks; all of them and the note of it, or nothing.
    private func bringForward(_ columns: Set<String>) throws(MartletError) {
        context.events(.working(database: target.name, "adding columns to \(target.tables.history)"))
        try inTransaction { () throws(DriverError) in
            try history.createTables()
            let added = try history.add(columns)
            try history.append(
                LogEntry(
                    at: context.clock.now().rfc3339Milliseconds, run: RunIdentifier.make(), action: .upgrade,
                    subject: target.tables.history, result: .done, by: context.by,
                    detail: "added \(added.joined(separator: ", "))"))
        }
    }

    /// Refuses to change anything through a URL that is for reading.
    private static func requireWritable(_ target: DatabaseTarget) throws(MartletError) {
        guard target.url.isReadOnly else { return }
        throw MartletError(
            .readOnly, "the URL of \(target.name) is for reading only: \(target.url)",
            notes: ["\(target.name) is unchanged"], help: "take ?mode=ro out of the URL")
    }

    /// Makes the database's folder if it lies inside the project; elsewhere a missing folder is a mistake.
    static func makeFolder(for target: DatabaseTarget, _ context: OperationContext) throws(MartletError) {
        try requireWritable(target)
        guard case .sqlite(.file(let path)) = target.url.target, path.isInside(context.project.root) else { return }
        try FileSystem.createFolders(path.parent)
    }

    static func takeLock(
        _ target: DatabaseTarget, _ context: OperationContext, _ command: String
    ) throws(MartletError) -> any HeldLock {
        try requireWritable(target)
        let holder = LockHolder(
            process: getpid(), host: OperationContext.hostName, command: command,
            since: context.clock.now().rfc3339)
        let backend = context.backend(target.url)
        let first = try asking(target) { () throws(DriverError) in
            try backend.tryLock(target.url, as: holder, wait: .zero, context.cancellation)
        }
        if case .held(let lock) = first { return lock }
        if case .busy(let other) = first { context.events(.waiting(database: target.name, for: other)) }
        let second = try asking(target) { () throws(DriverError) in
            try backend.tryLock(target.url, as: holder, wait: context.wait, context.cancellation)
        }
        switch second {
        case .held(let lock): return lock
        case .busy(let other): throw lockError(target, other, context.wait)
        }
    }

    /// Takes the lock where there is something to lock: that of a server's database is in the database.
    static func takeLockIfPresent(
        _ target: DatabaseTarget, _ context: OperationContext, _ command: String
    ) throws(MartletError) -> (any HeldLock)? {
        guard target.url.isOnServer else { return try takeLock(target, context, command) }
        return try unlessAbsent { () throws(MartletError) in try takeLock(target, context, command) }
    }

    /// Takes the lock; that of a server's database is in the database, which is made first where it is not there.
    private static func takeLock(
        _ target: DatabaseTarget, _ context: OperationContext, _ command: String, creates: Bool
    ) throws(MartletError) -> any HeldLock {
        guard creates, target.url.isOnServer else { return try takeLock(target, context, command) }
        if let lock = try takeLockIfPresent(target, context, command) { return lock }
        try asking(target) { () throws(DriverError) in try context.backend(target.url).create(target.url) }
        return try takeLock(target, context, command)
    }

    private static func lockError(_ target: DatabaseTarget, _ other: LockHolder?, _ wait: Duration) -> MartletError {
        // A number of the server's own says it all for what is no run.
        let session = other?.kind == .run ? other?.serverProcess.map { "; process \($0) of the server" } : nil
        return MartletError(
            .locked,
            other?.kind == .leftBehind
                ? "what an earlier martlet began on \(target.name) goes on still"
                : "another martlet is at work on \(target.name)",
            notes: [
                "it is \(other?.who ?? "unknown")\(session ?? "")", "waited \(wait.wholeMilliseconds) ms",
                "\(target.name) is unchanged",
            ],
            help: other?.help ?? "try again when it is done, or wait longer with --wait 5m")
    }
}
