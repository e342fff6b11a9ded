public import SchemaModel

/// The schema that a new migration is to lead to.
public struct SchemaGoal {
    let name: String
    let options: DiffOperation.Options
    let currentFolder: FilePath
    let isRename: (RenameHint) -> Bool

    /// Makes a goal.
    /// - Parameters:
    ///   - name: the schema, named as for `DiffOperation`.
    ///   - options: renames, and whether the statements keep nobody waiting.
    ///   - isRename: asks a person whether something has only a new name.
    public init(
        _ name: String, _ options: DiffOperation.Options = .init(), currentFolder: FilePath,
        isRename: @escaping (RenameHint) -> Bool = { _ in false }
    ) {
        self.name = name
        self.options = options
        self.currentFolder = currentFolder
        self.isRename = isRename
    }

    /// Whether it is the schema that a database has.
    func isDatabase(_ target: DatabaseTarget, _ context: OperationContext) -> Bool {
        let source = try? SchemaSourceFinder(context: context, currentFolder: currentFolder).source(name)
        return source?.database?.url == target.url
    }

    /// The migrations that lead there from what a database's migrations make, each with its way back; all is proved.
    /// - Throws: `answer-is-no`, if there is nothing to do.
    func series(from target: DatabaseTarget, _ context: OperationContext) throws(MartletError) -> MigrationSeries {
        let source = try SchemaSourceFinder(context: context, currentFolder: currentFolder).source(name)
        if let dialect = source.dialect, dialect != target.url.dialect {
            throw MartletError(.usage, "\(name) is a schema of another engine than \(target.name)")
        }
        let reading = SchemaReading(context: context, home: target)
        let here = SchemaSource.migrations(target.migrations, target.url.dialect)
        var way = SchemaComparison(
            old: try reading.schema(here), new: try reading.schema(source), reading: reading)
        way.serverVersion = reading.serverVersion(for: here)
        try way.take(options.renames)
        way.ask(isRename)
        guard !way.isReached else {
            throw MartletError(
                .answerIsNo, "the migrations of \(target.name) make just the schema of \(name)",
                notes: ["nothing was written"])
        }
        return try MigrationSeries(way, isOnline: options.isOnline)
    }
}
