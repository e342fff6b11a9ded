internal import SQLText
internal import SchemaModel

/// Reads schemas from wherever they are; what is no database is made one first, which is thrown away again.
struct SchemaReading {
    let context: OperationContext
    /// The database whose engine, settings and server serve what is none itself.
    let home: DatabaseTarget
    /// What was left out of scripts on the way, told once.
    private let leftOut = LeftOutRecord()

    /// Reads for a project.
    /// - Parameter home: the database that serves what is none itself.
    init(context: OperationContext, home: DatabaseTarget) {
        self.context = context
        self.home = home
    }

    /// What was left out of the schemas that were read, told once.
    var warnings: [Diagnostic] { leftOut.warnings }
    /// Policies that a script makes for roles that are not there, and that so are no policies to compare.
    var leftOutPolicies: Set<PolicyReference> { leftOut.policies }

    /// The schema of a source, without Martlet's tables.
    func schema(_ source: SchemaSource) throws(MartletError) -> Schema {
        try context.requireGoingOn()
        let schema =
            switch source {
            case .database(let target): try live(target)
            case .migrations(let folder, _): try replayed(folder)
            case .script(let path, _):
                try made { (session) throws(MartletError) in try run(path, session) }
            case .archive(let path):
                try made { (session) throws(MartletError) in try run(text(ofArchive: path), session) }
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

    /// What `body` makes of a database that is opened for it.
    func connected<Result>(
        to target: DatabaseTarget, _ body: (DatabaseSession) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        let session = try DatabaseSession.open(target, context, .create)
        defer { try? session.driver.close() }
        return try body(session)
    }

    /// The schema of a database that is open, without the tables of histories, also those of tools that nobody has
    /// taken over: they are no schema, and a plan that drops them would make the tool begin anew.
    func schema(_ session: DatabaseSession) throws(MartletError) -> Schema {
        try session.asking { () throws(DriverError) in
            let own = ownTables.union(try session.history.tablesOfHistories())
            let tools = try session.history.tablesOfOtherTools().filter { !own.isSuperset(of: $0.names) }
            leftOut.add(historiesIn: tools.map { "\($0.shown) of \($0.tool.title)" })
            return try session.driver.schema(excluding: own.union(tools.flatMap(\.names)))
        }
    }

    /// Martlet's tables, under whatever names a database of the project has them.
    private var ownTables: Set<String> {
        Set(([home] + context.project.databases).flatMap(\.tables.all) + TableNames().all)
    }

    /// The schema of a database that is there.
    func live(_ target: DatabaseTarget) throws(MartletError) -> Schema {
        try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
            guard let session else { throw SchemaProblem.absent(target, context.project) }
            return try schema(session)
        }
    }

    // MARK: What is no database

    /// The schema that something makes of a database that is empty and nobody else's.
    ///
    /// Who owns what is told where a statement has said it: all else belongs to whoever made the database.
    /// - Parameter isOurs: whether its scripts are this project's, which give things only to roles that may have them.
    func withScratch(
        isOurs: Bool = false,
        _ body: (DatabaseTarget) throws(MartletError) -> Schema
    ) throws(MartletError) -> Schema {
        var schema = try inScratch(isOurs: isOurs, body)
        schema.owners = schema.owners.withoutUsual
        return schema
    }

    /// Does something with a database that is empty and nobody else's, and is gone afterwards.
    /// - Parameter isOurs: whether its scripts are this project's, which give things only to roles that may have them.
    func inScratch<Result>(
        isOurs: Bool, _ body: (DatabaseTarget) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        let scratch = try makeScratch()
        defer { scratch.remove() }
        try context.requireGoingOn()
        var target = home
        target.url = scratch.url
        var names = try serverNames(of: scratch)
        if !isOurs { names?.memberships = [] }
        target.scratchFilter = ScratchFilter(names: names, record: leftOut)
        target.isProtected = false
        target.keepsFingerprint = false
        target.backupBefore = []
        return try body(target)
    }

    private func serverNames(of scratch: any ScratchDatabase) throws(MartletError) -> ServerNames? {
        do throws(DriverError) {
            return try scratch.serverNames()
        } catch {
            throw MartletError(error, notes: [Diagnostic.nothingChanged])
        }
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

    /// The schema that these migrations of the folder make.
    func schema(after versions: Set<MigrationVersion>) throws(MartletError) -> Schema {
        try context.requireGoingOn()
        return try applied(home.migrations, versions)
    }

    private func applied(
        _ folder: FilePath, _ versions: Set<MigrationVersion>? = nil
    ) throws(MartletError) -> Schema {
        try withScratch(isOurs: true) { (target) throws(MartletError) in
            var target = target
            if target.migrations != folder {
                target.migrations = folder
                target.embedded = EmbeddedScripts()
            }
            var context = context
            context.isDryRun = false
            context.events = { _ in }
            var selection = MigrationSelection()
            selection.versions = versions
            target.knownVersions = versions?.map(\.text) ?? []
            context.project.databases = [target]
            try MigrateOperation(context, selection).run().requireOK()
            return try live(target)
        }
    }

    // MARK: Scripts

    private func text(_ path: FilePath) throws(MartletError) -> SourceText {
        let shown = path.display(relativeTo: context.project.root)
        return try SourceText(script: FileSystem.read(path), in: shown, home.url.dialect)
    }

    private func text(ofArchive path: FilePath) throws(MartletError) -> SourceText {
        let shown = path.display(relativeTo: context.project.root)
        let bytes: [UInt8]
        do throws(DriverError) {
            bytes = try context.backend(home.url).backups.schemaScript(of: path, context.cancellation)
        } catch {
            guard error.kind == .corrupt else { throw MartletError(error, notes: [Diagnostic.nothingChanged]) }
            throw MartletError(
                .corrupt, "\(path) is damaged: \(error.message)", notes: [Diagnostic.nothingChanged],
                help:
                    "name another backup, or see what is left of it: pg_restore --file=- \(path.string.quotedForShell)")
        }
        return try SourceText(script: bytes, in: "\(shown) (as SQL)", .postgres)
    }

    private func run(_ path: FilePath, _ session: DatabaseSession) throws(MartletError) {
        let text = try text(path)
        do throws(MartletError) {
            try run(text, session)
        } catch  where home.url.dialect == .sqlite && error.diagnostics.first?.code == .sql {
            throw SchemaProblem.otherEngine(error, text, text.name)
        }
    }

    /// Runs a file of SQL; what it says of transactions and settings is of no interest here.
    private func run(_ text: SourceText, _ session: DatabaseSession) throws(MartletError) {
        var options = ScriptOptions()
        options.transaction = .none
        let kept = session.target.scratchFilter?.kept(of: text) { $0.isOfRunning }
        let script = Script(kept ?? text, options: options)
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

extension StatementKind {
    /// Whether it is about the run of a script alone: its transactions, and a limit of time that older servers do not know.
    fileprivate var isOfRunning: Bool {
        if case .set("transaction_timeout", _) = self { return true }
        return controlsTransaction
    }
}
