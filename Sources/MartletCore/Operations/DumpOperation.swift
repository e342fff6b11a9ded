/// Writes the schema as one SQL file, with the history, so that a database made from it is up to date.
public struct DumpOperation {
    /// Where the schema goes.
    public enum Destination: Sendable, Hashable {
        /// The snapshot file of the configuration; the outcome where none is named.
        case snapshot
        /// This file.
        case file(FilePath)
        /// Nowhere but into the outcome.
        case outcome
    }

    let context: OperationContext
    let destination: Destination
    /// Whether the file is only compared.
    let isCheck: Bool

    /// Makes the operation.
    public init(_ context: OperationContext, _ destination: Destination = .snapshot, check: Bool = false) {
        self.context = context
        self.destination = destination
        self.isCheck = check
    }

    /// Dumps every database.
    public func run() -> Outcome {
        context.forEachDatabase("dump", goesOn: true) { (target, outcome) throws(MartletError) in
            try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                guard let session else { throw OperationProblem.absent(target) }
                outcome.server = session.driver.server
                try outcome.takeTableProblems(of: session)
                let order = order(target, session)
                let text = try session.asking { () throws(DriverError) in
                    try Snapshot(
                        driver: session.driver, tables: target.tables, databaseName: target.name, order: order
                    ).text()
                }
                guard let path = path(for: target) else {
                    outcome.schema = text
                    return
                }
                if isCheck { try compare(text, path, &outcome) } else { try write(text, path, &outcome) }
            }
        }
    }

    /// The order of the versions of a folder of revisions; of numbered ones, the numbers tell it.
    private func order(_ target: DatabaseTarget, _ session: DatabaseSession) -> [MigrationVersion] {
        let inventory = Inventory(session: session, target: target, context: context)
        // A schema is dumped whatever is wrong with the folder.
        guard let statuses = try? inventory.survey().0, statuses.revisionGraph(in: target.name) != nil else {
            return []
        }
        return statuses.map(\.version)
    }

    private func path(for target: DatabaseTarget) -> FilePath? {
        switch destination {
        case .snapshot: target.snapshot
        case .file(let path): path
        case .outcome: nil
        }
    }

    private func write(_ text: String, _ path: FilePath, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        let shown = path.display(relativeTo: context.project.root)
        if context.isDryRun {
            outcome.facts.append("would write \(shown)")
            return
        }
        try FileSystem.write(text, to: path, access: .shared, replacing: true)
        outcome.files.append(shown)
    }

    private func compare(_ text: String, _ path: FilePath, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        let shown = path.display(relativeTo: context.project.root)
        let current = FileSystem.exists(path) ? String(decoding: try FileSystem.read(path), as: UTF8.self) : ""
        guard current != text else {
            outcome.facts.append("\(shown) is up to date")
            return
        }
        throw MartletError(
            .answerIsNo, "\(shown) is not what the database's schema gives",
            notes: Self.firstDifference(between: current, and: text) + ["nothing was changed"],
            help: "martlet dump writes it anew")
    }

    /// The first line that is not the same in both, as each has it.
    private static func firstDifference(between file: String, and schema: String) -> [String] {
        guard !file.isEmpty else { return ["there is nothing in the file, or there is none"] }
        let lines = [file, schema].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        let place = zip(lines[0], lines[1]).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let number = place ?? min(lines[0].count, lines[1].count) - 1
        let shown = lines.map { $0.indices.contains(number) ? Excerpt.of(String($0[number])) : "" }
        return ["line \(number + 1) of the file: \(shown[0])", "line \(number + 1) of the schema: \(shown[1])"]
    }
}
