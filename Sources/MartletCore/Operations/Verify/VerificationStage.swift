internal import SQLText
internal import SchemaModel

/// A database that is nobody's, in which migrations go forward and back as they do in real ones.
struct VerificationStage {
    let session: DatabaseSession
    let reading: SchemaReading

    /// Runs `body` with a new one, which is gone afterwards.
    /// - Parameter target: a database for a while, and the settings of the one that it stands for.
    static func with<Result>(
        _ target: DatabaseTarget, _ reading: SchemaReading, _ body: (VerificationStage) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        var context = reading.context
        context.project.databases = [target]
        context.isDryRun = false
        // What happens in there is no news.
        context.events = { _ in }
        return try DatabaseSession.writing(target, context, command: "verify", creates: true) {
            (session) throws(MartletError) in
            try body(VerificationStage(session: session, reading: reading))
        }
    }

    /// What is in the database now.
    func schema() throws(MartletError) -> Schema { try reading.schema(session) }

    /// The rows of the tables of a schema.
    func content(_ schema: Schema) throws(MartletError) -> DatabaseContent {
        try session.asking { () throws(DriverError) in try DatabaseContent(of: schema, through: session.driver) }
    }

    // MARK: Ways

    /// Goes forward.
    /// - Returns: why that failed; `nil` if it did not.
    func apply(_ step: Step) throws(MartletError) -> MartletError? { try run(step) }

    /// Goes back.
    /// - Returns: why that failed; `nil` if it did not.
    func undo(_ migration: Migration, with script: Script) throws(MartletError) -> MartletError? {
        let row = try session.asking { () throws(DriverError) in try session.history.row(of: migration.version) }
        guard let row else {
            throw MartletError(.internalFault, "the scratch database has no row of \(migration.version)")
        }
        return try run(.rollback(row, script))
    }

    private func run(_ step: Step) throws(MartletError) -> MartletError? {
        try session.context.requireGoingOn()
        let report = session.runner("verify").run(Plan(database: session.target.name, steps: [step]))
        guard let failure = report.failure else { return nil }
        // What says nothing of the migration stops it all.
        guard failure.exitStatus == .failed || failure.exitStatus == .needsPerson else { throw failure }
        return failure
    }
}
