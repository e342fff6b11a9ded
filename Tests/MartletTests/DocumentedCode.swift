import Martlet

// The code of the documentation, so that it is compiled; `DocumentedCodeTests` compares the texts and runs it.

func bringUpToDate(database: String, migrations: String) async throws {
    let engine = try Engine(url: "sqlite:\(database)", migrations: migrations)
    let outcome = await engine.migrate()
    try outcome.requireOK()
}

func tell(_ outcome: Outcome) {
    for database in outcome.databases {
        print(database.name, "is at", database.current?.text ?? "nothing")
        for step in database.run?.results ?? [] { print(step.subject, step.description, step.ending.rawValue) }
    }
    for diagnostic in outcome.allDiagnostics { print(diagnostic) }
}

func requireCurrent(_ engine: Engine) async throws {
    try await engine.status(check: true).requireOK()
}

func plannedSteps(_ engine: Engine) async -> [String] {
    let outcome = await engine.dryRun.migrate()
    return outcome.databases.flatMap { $0.plan?.steps ?? [] }.map { "\($0.subject) \($0.description)" }
}

func listening(_ engine: Engine, log: @escaping @Sendable (String) -> Void) -> Engine {
    var engine = engine
    engine.context.events = { event in
        switch event {
        case .waiting(let database, let holder):
            log("\(database): waiting for process \(holder.map { "\($0.process)" } ?? "unknown")")
        case .finished(let database, let step):
            log("\(database): \(step.subject) \(step.description), \(step.milliseconds) ms")
        default: break
        }
    }
    return engine
}

func projectEngine(in folder: String) throws -> Engine {
    try Engine(project: folder, databases: ["app"])
}

func freshDatabase(at path: String) async throws {
    let engine = try Engine(url: "sqlite:\(path)", migrations: "db/migrations", seeds: "db/seeds")
    try await engine.setUp(environment: "test").requireOK()
}
