internal import SQLText

/// What another tool is to be told: the migrations that are applied, and those of the same folder that are not.
struct ToolExport {
    /// A migration that is applied, and what Martlet knows of it.
    struct Applied {
        let file: ToolFile
        /// RFC 3339 UTC; `nil` if nobody knows it.
        let at: String?
        let by: String
        let milliseconds: Int
        let statements: Int
        /// Whether it stands for all versions before it.
        var isBaseline = false
    }

    let source: ToolSource
    /// Whether the tool's table is there.
    let isPresent: Bool
    /// What it tells so far.
    let recorded: [ToolEntry]
    /// In the order of the folder, all of it: `nil` stands for a file that is not applied.
    let migrations: [(file: ToolFile, applied: Applied?)]
    /// The digest that the tool gives each file today, by its path; none, if it keeps none.
    let checksums: [String: String]
    /// What the versions of one migration have in common, however they are spelt.
    let place: (String) -> String
    /// Whether a version comes before another one.
    let precedes: (String, String) -> Bool
    /// What has no version, and has been run as it stands in the folder; with all digests that the tool may have of it.
    var repeatables: [(applied: Applied, checksums: Set<String>)] = []
    /// What stopped half-way here.
    var halfRun: [MigrationVersion] = []

    private var recordedPlaces: Set<String> {
        Set(recorded.filter { !isOutdated($0) }.map { place($0.version) })
    }

    /// Whether the tool would object to what it has recorded of a migration that is applied: it has it as unfinished, or
    /// with the digest of another text.
    private func isOutdated(_ entry: ToolEntry) -> Bool {
        if entry.coversEarlier { return false }
        guard
            let file = migrations.first(where: { place($0.file.version) == place(entry.version) && $0.applied != nil })?
                .file
        else { return false }
        if entry.fault != nil { return true }
        guard let recorded = entry.bareChecksum, let current = checksums[file.path] else { return false }
        return recorded != current
    }

    /// What the tool does not know of yet; what comes before a baseline it asks nobody about.
    var missing: [Applied] {
        let known = recordedPlaces
        let bounds = recorded.filter(\.coversEarlier).map(\.version)
        return migrations.compactMap { file, applied in
            known.contains(place(file.version)) || bounds.contains { precedes(file.version, $0) } ? nil : applied
        }
    }

    /// The repeatables of which the tool would say that they are to be run.
    var missingRepeatables: [Applied] {
        repeatables.filter { repeatable, checksums in
            !recorded.contains { entry in
                entry.isRepeatable && entry.version == repeatable.file.version && entry.fault == nil
                    && entry.checksum.map(checksums.contains) ?? false
            }
        }.map(\.applied)
    }

    /// What the tool takes for applied, and is not.
    var surplus: [ToolEntry] {
        let pending = Set(migrations.filter { $0.applied == nil }.map { place($0.file.version) })
        return recorded.filter { pending.contains(place($0.version)) || isOutdated($0) }
    }

    /// How many migrations the tool will take for applied; of what has no file it is not told, and keeps what it has.
    var told: Int {
        let files = Set(migrations.map { place($0.file.version) })
        let others = recorded.count { !$0.coversEarlier && !$0.isRepeatable && !files.contains(place($0.version)) }
        return migrations.count { $0.applied != nil } + repeatables.count + others
    }

    /// The statements for a tool that has a row for each migration.
    /// - Parameters:
    ///   - creation: what makes the table, and what stands in it from the start.
    ///   - key: the column with the version.
    ///   - row: the columns and values of a migration.
    func rows(
        creation: [String], key: String, _ row: (Applied) -> [(column: String, value: ExportedValue)]
    ) -> [BoundStatement] {
        let made = isPresent ? [] : creation.map { BoundStatement($0, []) }
        let removed = surplus.map { entry in
            BoundStatement(
                "DELETE FROM \(source.name) WHERE \(source.text(key)) = $1", [.text(entry.version)])
        }
        return made + removed + missing.map { insertion(row($0)) }
    }

    /// The statement that adds a row.
    func insertion(_ row: [(column: String, value: ExportedValue)]) -> BoundStatement {
        var values: [Value] = []
        let terms = row.map { _, value -> String in
            guard let bound = value.bound else { return value.sql(source.driver.dialect, "") }
            values.append(bound)
            return value.sql(source.driver.dialect, "$\(values.count)")
        }
        let columns = row.map(\.column).joined(separator: ", ")
        return BoundStatement(
            "INSERT INTO \(source.name) (\(columns)) VALUES (\(terms.joined(separator: ", ")))", values)
    }
}

/// A value for another tool's table.
enum ExportedValue {
    case value(Value)
    case truth(Bool)
    /// A moment, RFC 3339 UTC; the present where nobody knows it, as the column has to have one.
    case moment(String?)
    /// What the database finds.
    case sql(String)

    fileprivate var bound: Value? {
        switch self {
        case .value(let value): value
        case .moment(let text?): .text(text)
        case .truth, .moment(nil), .sql: nil
        }
    }

    fileprivate func sql(_ dialect: Dialect, _ parameter: String) -> String {
        switch (self, dialect) {
        case (.value, _): parameter
        case (.sql(let text), _): text
        case (.truth(let isTrue), .postgres): isTrue ? "true" : "false"
        case (.truth(let isTrue), .sqlite): isTrue ? "1" : "0"
        case (.moment(nil), _): "CURRENT_TIMESTAMP"
        case (.moment, .postgres): "CAST(\(parameter) AS pg_catalog.timestamptz)"
        case (.moment, .sqlite): "datetime(\(parameter))"
        }
    }
}
