/// Prepares a project: writes its configuration if there is none, or makes the databases that are missing.
public struct InitOperation {
    let context: OperationContext

    /// Makes the operation for a project that has a configuration.
    public init(_ context: OperationContext) { self.context = context }

    /// Makes each database and Martlet's tables in it; what is there stays as it is.
    public func run() -> Outcome {
        context.forEachDatabase("init", goesOn: false) { (target, outcome) throws(MartletError) in
            let presence = try DatabaseSession.asking(target) { () throws(DriverError) in
                try context.backend(target.url).presence(of: target.url)
            }
            guard !context.isDryRun else {
                outcome.facts.append(presence == .absent ? "would be created" : "is there")
                return
            }
            try DatabaseSession.writing(target, context, command: "init", creates: true) {
                (session) throws(MartletError) in
                try session.makeDurable()
                outcome.server = session.driver.server
                outcome.current = try Inventory(session: session, target: target, context: context)
                    .newestApplied()
            }
            outcome.facts.append(presence == .absent ? "created" : "was there, ready")
        }
    }

    /// What came of writing a configuration, and what to do next.
    public struct Beginning: Sendable {
        /// What was found and written.
        public var outcome: Outcome
        /// The next steps, a line each.
        public var advice: [String]
        /// Whether somebody names the database by its URL: then it is to be made as well.
        public var namesDatabase: Bool
        /// Whether the configuration is written now.
        public var isWritten: Bool

        /// The same, and what came of making the database; a configuration that is written stays, whatever that is.
        public func followed(by next: Outcome) -> Beginning {
            var both = self
            both.outcome.databases = next.databases
            both.outcome.diagnostics += next.diagnostics
            both.outcome.exitStatus = next.exitStatus
            for index in next.databases.indices {
                let place = next.databases[index].diagnostics.firstIndex { $0.severity == .error }
                guard isWritten, let place else { continue }
                both.outcome.databases[index].diagnostics[place].notes.append(
                    "\(Project.fileName) is written; when this is mended, martlet init goes on from there")
            }
            return both
        }
    }

    /// Writes a `martlet.yaml` for `folder`, made of what is asked for and what is in it, and the migrations folder it
    /// names.
    /// - Throws: an error if there is one already.
    public static func start(
        _ request: ProjectRequest, in folder: FilePath, dryRun: Bool,
        backend: @escaping (ConnectionURL) -> any Backend
    ) throws(MartletError) -> Beginning {
        let template = try ProjectTemplate(for: folder, request) { backend($0).databaseName(of: $0) }
        var outcome = Outcome(command: "init", diagnostics: template.warnings)
        outcome.facts = template.findings.map { "found \($0)" }
        let folders = template.missingFolders.map { $0.display(relativeTo: folder) }
        let advice = AdoptionAdvice(template: template, backend: backend).advice
        if dryRun {
            outcome.facts += ["would write \(Project.fileName)"] + folders.map { "would make \($0)/" }
        } else {
            try FileSystem.write(template.text, to: template.path, access: .shared, replacing: false)
            for folder in template.missingFolders { try FileSystem.createFolders(folder) }
            outcome.facts += ["wrote \(Project.fileName)"] + folders.map { "made \($0)/" }
        }
        return Beginning(outcome: outcome, advice: advice, namesDatabase: template.namesDatabase, isWritten: !dryRun)
    }
}
