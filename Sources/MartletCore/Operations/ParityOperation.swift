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
            let (schemas, warnings) = try schemas()
            guard let sqlite = schemas.first(where: { $0.dialect == .sqlite }),
                let postgres = schemas.first(where: { $0.dialect == .postgres })
            else {
                throw bothOfOneEngine(nil)
            }
            let parity = SchemaParity(sqlite: sqlite, postgres: postgres)
            let isNo = isCheck && !parity.isEmpty
            var outcome = Outcome(command: "diff", diagnostics: warnings, exitStatus: isNo ? .answerIsNo : .done)
            outcome.parity = parity
            return outcome
        } catch {
            return Outcome(command: "diff", diagnostics: error.diagnostics, exitStatus: error.exitStatus)
        }
    }

    /// Both schemas; SQL of which nobody tells whose it is, is of the engine that the other one is not of.
    private func schemas() throws(MartletError) -> (schemas: [Schema], warnings: [Diagnostic]) {
        let finder = SchemaSourceFinder(context: context, currentFolder: currentFolder)
        var sources: [SchemaSource] = []
        for name in names { sources.append(try finder.source(name)) }
        let dialects = sources.map { SchemaHome(context, [$0]).dialect(of: $0) }
        guard let known = dialects.compactMap(\.self).first else { throw SchemaHome.unknownEngine }
        // Of which engine a database's own folder is, nobody has said of this one.
        if Set(dialects).count == 1, let place = sources.firstIndex(where: { $0.dialect == nil }) {
            throw bothOfOneEngine(names[place])
        }
        var schemas: [Schema] = []
        var warnings: [Diagnostic] = []
        for (source, dialect) in zip(sources, dialects) {
            let home = try SchemaHome(context, [source]).target(dialect ?? (known == .sqlite ? .postgres : .sqlite))
            let reading = SchemaReading(context: context, home: home)
            schemas.append(try reading.schema(source))
            warnings += reading.warnings
        }
        return (schemas, warnings)
    }

    /// - Parameter folder: what is taken to be of that engine, although nothing in front of it says so.
    private func bothOfOneEngine(_ folder: String?) -> MartletError {
        let usual = "martlet diff without --parity compares them"
        return MartletError(
            .usage, "both are of one engine: parity is between SQLite and PostgreSQL",
            help: folder.map { "say it in front if \($0) is of the other one: sqlite:\($0), postgres:\($0)" } ?? usual)
    }
}
