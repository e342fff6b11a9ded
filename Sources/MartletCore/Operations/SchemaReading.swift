internal import SQLText
internal import SchemaModel

/// Reads schemas from wherever they are; what is no database is made one first, which is thrown away again.
struct SchemaReading {
    let context: OperationContext
    /// The database whose engine, settings and server serve what is none itself.
    let home: DatabaseTarget

    /// The schema of a source, without Martlet's tables.
    func schema(_ source: SchemaSource) throws(MartletError) -> Schema {
        try context.requireGoingOn()
        let schema =
            switch source {
            case .database(let target): try live(target)
            case .migrations(let folder): try replayed(folder)
            case .script(let path):
                try made { (session) throws(MartletError) in try run(path, session) }
            case .archive(let path): try restored(path)
            }
        try context.requireGoingOn()
        return schema
    }

    /// The major version that statements for a source have to do with: that of its server, or of the one that they are
    /// tried on; 0 where nobody knows it.
    func serverVersion(for source: SchemaSource) -> Int {
        [home, source.database ?? home].map(serverVersion).min() ?? 0
    }

    private func serverVersion(of target: DatabaseTarget) -> Int {
        guard target.url.isOnServer else { return 0 }
        // Statements that every server knows do as well, so a database that is not to be had is no reason to fail.
        let server = try? DatabaseSession.reading(target, context) { session in session?.driver.server }
        return Int(server?.version.prefix { $0.isNumber } ?? "") ?? 0
    }

    /// What `body` makes of an empty database.
    func made(_ body: (DatabaseSession) throws(MartletError) -> Void) throws(MartletError) -> Schema {
        try withScratch { (target) throws(MartletError) in
            var target = target
            // Objects may refer to what comes after them.
            target.foreignKeys = false
            let session = try DatabaseSession.open(target, context, .create)
            defer { try? session.driver.close() }
            try body(session)
            return try schema(session)
        }
    }

    private func schema(_ session: DatabaseSession) throws(MartletError) -> Schema {
        try session.asking { () throws(DriverError) in try session.driver.schema(excluding: ownTables) }
    }

    /// Martlet's tables, under whatever names a database of the project has them.
    private var ownTables: Set<String> {
        Set(([home] + context.project.databases).flatMap(\.tables.all) + TableNames().all)
    }

    private func live(_ target: DatabaseTarget) throws(MartletError) -> Schema {
        try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
            guard let session else { throw OperationProblem.absent(target) }
            return try schema(session)
        }
    }

    // MARK: What is no database

    /// Does something with a database that is empty and nobody else's.
    private func withScratch<Result>(
        _ body: (DatabaseTarget) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        let scratch = try DatabaseSession.asking(home) { () throws(DriverError) in
            guard let backend = context.backend(home.url) as? any ScratchBackend else {
                throw DriverError(.unsupported, "there are no databases for a while of this engine")
            }
            return try backend.makeScratch(beside: home.url, copyOf: nil)
        }
        defer { scratch.remove() }
        try context.requireGoingOn()
        var target = home
        target.url = scratch.url
        target.isProtected = false
        target.backupBefore = []
        return try body(target)
    }

    private func replayed(_ folder: FilePath) throws(MartletError) -> Schema {
        try withScratch { (target) throws(MartletError) in
            var target = target
            if target.migrations != folder {
                target.migrations = folder
                target.embedded = EmbeddedScripts()
            }
            var context = context
            context.project.databases = [target]
            context.isDryRun = false
            context.events = { _ in }
            try MigrateOperation(context).run().requireOK()
            return try live(target)
        }
    }

    private func restored(_ path: FilePath) throws(MartletError) -> Schema {
        try withScratch { (target) throws(MartletError) in
            let backups = context.backend(target.url).backups
            let replacement = try backups.replacement(of: target.url, at: context.clock.onTheWall)
            defer { replacement.discard() }
            _ = try replacement.fill(from: path, of: nil, context.cancellation)
            var restored = target
            restored.url = replacement.url
            return try live(restored)
        }
    }

    // MARK: Scripts

    /// Runs a file of SQL; what it says of transactions and settings is of no interest here.
    private func run(_ path: FilePath, _ session: DatabaseSession) throws(MartletError) {
        let shown = path.display(relativeTo: context.project.root)
        let text = try SourceText(script: FileSystem.read(path), in: shown, home.url.dialect)
        if let statement = SQLScript.statements(in: text).first(where: { $0.kind(in: text) == .attach }) {
            throw MartletError(
                .usage, "a schema is read from its file alone, and this statement opens another database",
                at: text.location(of: statement.offset), notes: [Diagnostic.nothingChanged],
                help: "take it out, with what it is for")
        }
        var options = ScriptOptions()
        options.transaction = .none
        try run(Script(text.blankingOut(\.controlsTransaction), options: options), session)
    }

    /// Runs a script.
    func run(_ script: Script, _ session: DatabaseSession) throws(MartletError) {
        try ScriptRules.check(script, isMigration: false)
        let context = session.runner("diff").context
        do throws(StepFailure) {
            if let server = session.driver as? any ServerDriver {
                _ = try ServerScript(context: context, driver: server).run(script, subject: "schema")
            } else {
                _ = try ScriptRunner(context: context).run(script, subject: "schema")
            }
        } catch {
            throw MartletError(error.diagnostics)
        }
    }
}
