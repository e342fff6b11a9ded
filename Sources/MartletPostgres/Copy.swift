internal import Glibc
public import MartletCore

extension PostgresConnection {
    /// Copies the database into an archive of `pg_dump`, as it is at one moment, while others go on using it.
    public func copy(
        to file: FilePath, _ cancellation: Cancellation, alongside look: () throws(DriverError) -> Void
    ) throws(DriverError) {
        let program = try ClientProgram("pg_dump", cancellation)
        try program.requireKnowing(server)
        try atOneMoment { (snapshot) throws(DriverError) in
            try look()
            try run(program, ["--format=custom", "--file=\(file.string)", snapshot] + lockWait, cancellation)
        }
    }

    /// Runs `pg_dump`, and sees whoever has a lock that it waits for.
    private func run(
        _ program: ClientProgram, _ arguments: [String], _ cancellation: Cancellation
    ) throws(DriverError) {
        // Its session is known by a name that no other has.
        let session = "martlet pg_dump \(getpid())"
        let waiting = lookingOut { [unowned self] in lookout?.blocker(ofSessionNamed: session) }
        do throws(DriverError) {
            _ = try program.run(arguments, on: url, session: session, cancellation, whileWaiting: waiting)
        } catch {
            throw blaming(error)
        }
    }

    /// How long `pg_dump` waits for somebody's lock on a table, as an option of its own.
    private var lockWait: [String] { ["--lock-wait-timeout=\(max(options.lockTimeout.wholeMilliseconds, 1))"] }

    /// Calls `body` with the option that lets another session see what this one sees.
    private func atOneMoment<Result>(
        _ body: (String) throws(DriverError) -> Result
    ) throws(DriverError) -> Result {
        guard !isInTransaction else { throw DriverError(.misuse, "a snapshot inside a transaction") }
        try run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0")
        do throws(DriverError) {
            let name = try query("SELECT pg_catalog.pg_export_snapshot()").first?.text(0) ?? ""
            let result = try body("--snapshot=\(name)")
            try rollback()
            return result
        } catch {
            try? rollback()
            throw error
        }
    }
}
