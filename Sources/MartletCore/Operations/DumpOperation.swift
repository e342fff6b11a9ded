internal import SchemaModel

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
                let path = path(for: target)
                let isMigration = destination != .snapshot && path.map(target.hasMigration) ?? false
                let (text, omissions) = try session.asking { () throws(DriverError) in
                    try Snapshot(
                        driver: session.driver, tables: target.tables, isMigration: isMigration, order: order
                    ).contents()
                }
                outcome.diagnostics += warning(omissions, of: target)
                guard let path else {
                    outcome.schema = text
                    return
                }
                let file = GeneratedFile(
                    path: path, text: text, source: "the schema",
                    objection: "is not what the database's schema gives", command: "martlet dump",
                    isState: Snapshot.isState)
                try file.deliver(isCheck: isCheck, context, &outcome)
            }
        }
    }

    private func warning(_ omissions: [Omission], of target: DatabaseTarget) -> [Diagnostic] {
        guard !omissions.isEmpty else { return [] }
        return [
            Diagnostic(
                .unsupported, "the schema of \(target.name) has more than its file can tell", severity: .warning,
                notes: omissions.map { "not written: \($0.kind) \($0.name): \($0.reason)" },
                help: "make this by hand where the file is loaded")
        ]
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
}

extension DatabaseTarget {
    /// Whether a file is one of its migrations, by where it is and what it is called.
    fileprivate func hasMigration(_ path: FilePath) -> Bool {
        guard embedded.migrations == nil, path.isInside(migrations) else { return false }
        let first = path.display(relativeTo: migrations).first
        return first?.isNumber ?? false || first == "V"
    }
}
