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
            case .migrations(let folder, _): try replayed(folder)
            case .script(let path, _):
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
            try connected(to: target, body)
            // A script may write into SQLite's own table of objects, as `.dump` does for virtual tables: what that says is
            // known to connections that are opened afterwards.
            return try connected(to: target, schema)
        }
    }

    private func connected<Result>(
        to target: DatabaseTarget, _ body: (DatabaseSession) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        let session = try DatabaseSession.open(target, context, .create)
        defer { try? session.driver.close() }
        return try body(session)
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
            guard let session else { throw SchemaProblem.absent(target, context.project) }
            return try schema(session)
        }
    }

    // MARK: What is no database

    /// Does something with a database that is empty and nobody else's.
    private func withScratch<Result>(
        _ body: (DatabaseTarget) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        let scratch = try makeScratch()
        defer { scratch.remove() }
        try context.requireGoingOn()
        var target = home
        target.url = scratch.url
        target.isScratch = true
        target.isProtected = false
        target.backupBefore = []
        return try body(target)
    }

    private func makeScratch() throws(MartletError) -> any ScratchDatabase {
        do throws(DriverError) {
            guard let backend = context.backend(home.url) as? any ScratchBackend else {
                throw DriverError(.unsupported, "there are no databases for a while of this engine")
            }
            return try backend.makeScratch(beside: home.url, copyOf: nil)
        } catch {
            throw MartletError(error, notes: [Diagnostic.nothingChanged])
        }
    }

    private func replayed(_ folder: FilePath) throws(MartletError) -> Schema {
        try requireMigrations(folder)
        return try applied(folder)
    }

    /// Refuses a folder that is none of migrations in one sentence, and not in one about each of its files.
    private func requireMigrations(_ folder: FilePath) throws(MartletError) {
        let owner = context.project.databases.first { $0.migrations == folder }
        guard owner == nil, FileSystem.isFolder(folder) else { return }
        let names = try MigrationFolder(path: folder, root: context.project.root, ignore: home.ignore).names()
        let strays = names.problems.filter { $0.code == .strayFile }
        guard strays.count > 1 else { return }
        throw SchemaProblem.noMigrations(
            folder.display(relativeTo: context.project.root), strays, besides: names.titles.count)
    }

    private func applied(_ folder: FilePath) throws(MartletError) -> Schema {
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
            do throws(MartletError) {
                _ = try replacement.fill(from: path, of: nil, context.cancellation)
            } catch {
                // Of a file that is damaged nothing else that failed is of interest.
                try requireSound(path, backups)
                throw error
            }
            var restored = target
            restored.url = replacement.url
            return try live(restored)
        }
    }

    private func requireSound(_ path: FilePath, _ engine: any BackupEngine) throws(MartletError) {
        do throws(DriverError) {
            _ = try engine.prove(path, .structure, context.cancellation)
        } catch {
            guard error.kind == .corrupt else { throw MartletError(error, notes: [Diagnostic.nothingChanged]) }
            throw MartletError(
                .corrupt, "\(path) is damaged: \(error.message)", notes: [Diagnostic.nothingChanged],
                help:
                    "name another backup, or see what is left of it: pg_restore --file=- \(path.string.quotedForShell)")
        }
    }

    // MARK: Scripts

    /// Runs a file of SQL; what it says of transactions and settings is of no interest here.
    private func run(_ path: FilePath, _ session: DatabaseSession) throws(MartletError) {
        let shown = path.display(relativeTo: context.project.root)
        let text = try SourceText(script: FileSystem.read(path), in: shown, home.url.dialect)
        do throws(MartletError) {
            try run(text, session)
        } catch  where home.url.dialect == .sqlite && error.diagnostics.first?.code == .sql {
            throw SchemaProblem.otherEngine(error, text, shown)
        }
    }

    private func run(_ text: SourceText, _ session: DatabaseSession) throws(MartletError) {
        var options = ScriptOptions()
        options.transaction = .none
        let kept = text.blankingOut { $0.controlsTransaction || $0.reach == .server }
        let script = Script(kept, options: options)
        try ScriptRules.checkReach(script)
        try run(script, session)
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
