internal import SQLText
internal import SchemaModel

/// Compares a schema of SQLite with one of PostgreSQL by what both mean.
public struct ParityOperation {
    let context: OperationContext
    let names: [String]
    /// Whether the answer is no where they are not the same.
    let isCheck: Bool
    let currentFolder: FilePath

    /// Makes the operation.
    /// - Parameters:
    ///   - first: one of the two schemas, named as for `DiffOperation`.
    ///   - second: the other one; which is of which engine makes no difference.
    public init(
        _ context: OperationContext, _ first: String, _ second: String, check: Bool = false, currentFolder: FilePath
    ) {
        self.context = context
        names = [first, second]
        isCheck = check
        self.currentFolder = currentFolder
    }

    /// Compares.
    public func run() -> Outcome {
        do throws(MartletError) {
            let schemas = try schemas()
            guard let sqlite = schemas.first(where: { $0.dialect == .sqlite }),
                let postgres = schemas.first(where: { $0.dialect == .postgres })
            else {
                throw MartletError(
                    .usage, "both are of one engine: parity is between SQLite and PostgreSQL",
                    help: "martlet diff without --parity compares them")
            }
            let parity = SchemaParity(sqlite: sqlite, postgres: postgres)
            let isNo = isCheck && !parity.isEmpty
            var outcome = Outcome(command: "diff", exitStatus: isNo ? .answerIsNo : .done)
            outcome.parity = parity
            return outcome
        } catch {
            return Outcome(command: "diff", diagnostics: error.diagnostics, exitStatus: error.exitStatus)
        }
    }

    /// Both schemas; SQL of which nobody tells whose it is, is of the engine that the other one is not of.
    private func schemas() throws(MartletError) -> [Schema] {
        let finder = SchemaSourceFinder(context: context, currentFolder: currentFolder)
        var sources: [SchemaSource] = []
        for name in names { sources.append(try finder.source(name)) }
        let dialects = sources.map { SchemaHome(context, [$0]).dialect(of: $0) }
        guard let known = dialects.compactMap(\.self).first else { throw SchemaHome.unknownEngine }
        var schemas: [Schema] = []
        for (source, dialect) in zip(sources, dialects) {
            let home = try SchemaHome(context, [source]).target(dialect ?? (known == .sqlite ? .postgres : .sqlite))
            schemas.append(try SchemaReading(context: context, home: home).schema(source))
        }
        return schemas
    }
}
