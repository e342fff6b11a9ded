internal import Glibc
internal import SQLText

/// One database while an operation works on it: its target and an open connection.
struct DatabaseSession {
    let context: OperationContext
    let target: DatabaseTarget
    let driver: any Driver

    var history: HistoryStore { HistoryStore(driver: driver, tables: target.tables) }
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
        do throws(DriverError) {
            try driver.makeDurable()
        } catch {
            throw MartletError(error, notes: ["what was changed is done, but may not outlast a power failure"])
        }
        return result
    }

    // MARK: Reading

    /// Opens the database to look at it and closes it after `body`, which gets `nil` if there is none.
    static func reading<Result>(
        _ target: DatabaseTarget, _ context: OperationContext,
        _ body: (DatabaseSession?) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        let backend = context.backend(target.url)
        let presence = try asking(target) { () throws(DriverError) in try backend.presence(of: target.url) }
        guard presence == .present else { return try body(nil) }
        let session = try open(target, context, .read)
        defer { try? session.driver.close() }
        return try body(session)
    }

    /// Refuses to go on where there is no database; nothing is made by looking.
    static func requirePresent(_ target: DatabaseTarget, _ context: OperationContext) throws(MartletError) {
        let presence = try asking(target) { () throws(DriverError) in
            try context.backend(target.url).presence(of: target.url)
        }
        guard presence == .present else { throw OperationProblem.absent(target) }
    }

    /// What is wrong with Martlet's tables, if they are there.
    func tableProblems() throws(MartletError) -> [Diagnostic] {
        try asking { () throws(DriverError) in try history.problems() }
    }

    /// Opens a connection.
    static func open(
        _ target: DatabaseTarget, _ context: OperationContext, _ purpose: ConnectOptions.Purpose
    ) throws(MartletError) -> DatabaseSession {
        let options = ConnectOptions(
            purpose, foreignKeys: target.foreignKeys, lockTimeout: lockTimeout(target, context),
            journalMode: target.journalMode)
        let driver = try asking(target) { () throws(DriverError) in
            try context.backend(target.url).connect(to: target.url, options)
        }
        context.cancellation.attach(driver.cancelHandle)
        return DatabaseSession(context: context, target: target, driver: driver)
    }

    /// How long one statement waits for a lock.
    ///
    /// On a server everybody else who wants the table queues up behind the one who waits: whoever has more patience
    /// tries again.
    private static func lockTimeout(_ target: DatabaseTarget, _ context: OperationContext) -> Duration {
        guard let asked = context.lockTimeout else { return target.lockTimeout }
        return target.url.dialect == .postgres ? min(asked, target.lockTimeout) : asked
    }

    // MARK: Writing

    /// Takes the lock, opens the database to change it, and gives both back after `body`.
    ///
    /// The lock comes before Martlet's tables are made, and everything that decides is read after it.
    static func writing<Result>(
        _ target: DatabaseTarget, _ context: OperationContext, command: String, creates: Bool,
        _ body: (DatabaseSession) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        if creates {
            try makeFolder(for: target, context)
            try asking(target) { () throws(DriverError) in try context.backend(target.url).create(target.url) }
        }
        let lock = try takeLock(target, context, command)
        defer { lock.release() }
        let session = try open(target, context, creates ? .create : .write)
        defer { try? session.driver.close() }
        try session.asking { () throws(DriverError) in try lock.cover(session.driver) }
        // `init` is how a second project gets a history of its own in the same database.
        let problems = try session.tableProblems().filter { command != "init" || $0.code != .historyElsewhere }
        if !problems.isEmpty { throw MartletError(problems) }
        let isComplete = try session.asking { () throws(DriverError) in try session.history.presentTables().count == 3 }
        if !isComplete {
            _ = try session.inTransaction { () throws(DriverError) in try session.history.createTables() }
        }
        return try body(session)
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
        if target.url.isOnServer {
            try requireWritable(target)
            let presence = try asking(target) { () throws(DriverError) in
                try context.backend(target.url).presence(of: target.url)
            }
            guard presence == .present else { return nil }
        }
        return try takeLock(target, context, command)
    }

    private static func lockError(_ target: DatabaseTarget, _ other: LockHolder?, _ wait: Duration) -> MartletError {
        let who = other.map { holder in
            "`\(holder.command)`, process \(holder.process) on \(holder.host), since \(holder.since)"
                + (holder.serverProcess.map { "; process \($0) of the server" } ?? "")
        }
        return MartletError(
            .locked, "another martlet is at work on \(target.name)",
            notes: [
                "it is \(who ?? "unknown")", "waited \(wait.wholeMilliseconds) ms", "\(target.name) is unchanged",
            ],
            help: "try again when it is done, or wait longer with --wait 5m")
    }
}
