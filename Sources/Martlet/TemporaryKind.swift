internal import MartletCore
internal import Synchronization

/// What databases of tests have in common that one template serves.
struct TemporaryKind: Hashable, Sendable {
    let migrations: MigrationSet
    let seeds: ScriptSource?
    let environment: String?
    let server: String?
    /// The state of the files on the disk: a test may change them.
    private let files: [FileIdentity?]

    init(migrations: MigrationSet, seeds: ScriptSource?, environment: String?, server: String?) {
        self.migrations = migrations
        self.seeds = seeds
        self.environment = environment
        self.server = server
        files = [migrations.files, seeds].flatMap { Self.files(of: $0) }
    }

    private static func files(of source: ScriptSource?) -> [FileIdentity?] {
        guard case .folder(let path)? = source, let folder = FilePath(path) else { return [] }
        return ((try? FileSystem.list(folder)) ?? []).map {
            (try? FileSystem.info(of: folder.appending($0.name)))??.identity
        }
    }

    // MARK: Making

    /// Makes a database of this kind, migrated and seeded.
    func make() async throws(MartletError) -> (TemporaryDatabase, any ScratchDatabase) {
        guard let template = try await Templates.template(of: self) else { return try await build() }
        let scratch = try await scratch(copyOf: template)
        return (TemporaryDatabase(url: text(of: scratch.url), engine: try engine(scratch.url)), scratch)
    }

    /// Makes one from nothing.
    func build() async throws(MartletError) -> (TemporaryDatabase, any ScratchDatabase) {
        let scratch = try await scratch(copyOf: nil)
        let engine = try engine(scratch.url)
        do throws(MartletError) {
            if seeds == nil {
                try await engine.migrate().requireOK()
            } else {
                try await engine.setUp().requireOK()
            }
        } catch {
            await Engine.onThread { scratch.remove() }
            throw error
        }
        return (TemporaryDatabase(url: text(of: scratch.url), engine: engine), scratch)
    }

    private func scratch(copyOf template: (any ScratchDatabase)?) async throws(MartletError) -> any ScratchDatabase {
        let place = try engine(nil).context.project.databases[0].url
        let made = await Engine.onThread { () -> Result<any ScratchDatabase, MartletError> in
            do throws(DriverError) {
                guard let backend = Backends.backend(place) as? any ScratchBackend else {
                    throw DriverError(.unsupported, "there are no databases for a while of this engine")
                }
                return .success(try backend.makeScratch(beside: place, copyOf: template))
            } catch {
                return .failure(MartletError(error))
            }
        }
        return try made.get()
    }

    /// An engine for the database at `url`; `nil` for the one that the server's URL names.
    private func engine(_ url: ConnectionURL?) throws(MartletError) -> Engine {
        var engine = try Engine(url: server ?? "sqlite::memory:", migrations: migrations, seeds: seeds)
        engine.context.project.databases[0].name = "test"
        engine.context.project.databases[0].environment = environment
        if let url { engine.context.project.databases[0].url = url }
        return engine
    }

    /// A URL with all that a program needs to connect, a password too: that of the server, with another database.
    private func text(of url: ConnectionURL) -> String {
        guard let server, case .postgres(let location) = url.target, let name = location.value(of: "dbname"),
            let start = server.firstRange(of: "://")?.upperBound
        else { return url.description }
        let authority = server[start...].prefix { $0 != "/" && $0 != "?" }
        let parameters = server[authority.endIndex...].drop { $0 != "?" }
        return server[..<authority.endIndex] + "/" + name + parameters
    }
}

/// The databases of this process that others are copied from.
private enum Templates {
    private struct State {
        var templates: [TemporaryKind: Task<Template, Never>] = [:]
        var seen: Set<TemporaryKind> = []
    }

    private typealias Template = Result<any ScratchDatabase, MartletError>

    private static let state = Mutex(State())

    /// The template of a kind, made by whoever asks first; `nil` where one may not be worth its while.
    ///
    /// Closures cannot be compared. A set of migrations with some may be made anew for every test, so that a template
    /// would serve once: there is one only for what comes a second time.
    static func template(of kind: TemporaryKind) async throws(MartletError) -> (any ScratchDatabase)? {
        let task: Task<Template, Never>? = state.withLock { state in
            if let known = state.templates[kind] { return known }
            if !kind.migrations.code.isEmpty, state.seen.insert(kind).inserted { return nil }
            let task = Task { () -> Template in
                do throws(MartletError) {
                    return .success(try await kind.build().1)
                } catch {
                    return .failure(error)
                }
            }
            state.templates[kind] = task
            return task
        }
        guard let result = await task?.value else { return nil }
        if case .failure = result { state.withLock { $0.templates[kind] = nil } }
        return try result.get()
    }
}
