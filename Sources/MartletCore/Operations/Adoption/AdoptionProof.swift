internal import SQLText
internal import SchemaModel

/// Whether the files that another tool has applied make the schema that is there: replayed in a database that is
/// nobody's, and compared.
struct AdoptionProof {
    let reading: SchemaReading
    let folder: ToolFolder
    private let live: Schema

    /// Reads the schema that is there, without the tables of tools.
    init(_ session: DatabaseSession, _ folder: ToolFolder, without table: ToolTable) throws(MartletError) {
        var home = session.target
        home.layout = folder.history.layout ?? home.layout
        reading = SchemaReading(context: session.context, home: home)
        self.folder = folder
        live = try session.asking { () throws(DriverError) in
            let tools = try (session.history.tablesOfOtherTools() + [table]).flatMap(\.names)
            return try session.driver.schema(excluding: Set(session.target.tables.all + tools))
        }
    }

    /// Does nothing if the files make the schema that is there.
    /// - Parameter known: what the history has as applied beside them.
    /// - Throws: `adoption`, with what differs, and the one file that the tool has skipped, if that explains it.
    func require(_ items: [AdoptionMatching.Item], beside known: [HistoryRow]) throws(MartletError) {
        let versions = Set(items.compactMap { $0.migration?.version } + known.map(\.version))
        let gone = ToolProblem.withoutSQL(
            items.filter { $0.migration == nil }.map(\.row.version.text), folder.history.tool, code: folder.code)
        let comparison = try comparison(with: versions, missing: gone)
        if comparison.isReached { return }
        throw ToolProblem.unproven(
            folder.history.tool, comparison.difference.lines, skipped: skipped(among: items, of: versions, comparison),
            gone: gone)
    }

    /// The same; what cannot be replayed may need what there is no file of.
    private func comparison(
        with versions: Set<MigrationVersion>, missing: [String]
    ) throws(MartletError) -> SchemaComparison {
        do throws(MartletError) {
            return try comparison(with: versions)
        } catch {
            var error = error
            error.diagnostics[0].notes.insert(contentsOf: missing, at: 0)
            throw error
        }
    }

    /// What the schema tells of a migration that the tool has not finished; nothing if that cannot be found out.
    /// - Parameter known: what the history has as applied beside what is taken over.
    func evidence(of entry: ToolEntry, _ items: [AdoptionMatching.Item], beside known: [HistoryRow]) -> [String] {
        let version = folder.files.firstIndex { folder.place($0.version) == folder.place(entry.version) }
            .map { folder.migrations[$0].version }
        guard let version else { return [] }
        let others = Set(items.compactMap { $0.migration?.version } + known.map(\.version)).subtracting([version])
        guard let before = try? comparison(with: others) else { return [] }
        if before.isReached { return ["the schema is as it was before it: nothing of it is there"] }
        guard let after = try? comparison(with: others.union([version])) else { return [] }
        if after.isReached { return ["the schema is as it is after it: all of it is there"] }
        return ["the schema is neither as before it nor as after it; against before it:"]
            + before.difference.lines.prefix(5)
    }

    /// The migration without which the others make the schema that is there.
    ///
    /// One that a tool could have skipped, as it does not name it, and that has to do with what differs.
    private func skipped(
        among items: [AdoptionMatching.Item], of all: Set<MigrationVersion>, _ comparison: SchemaComparison
    ) -> String? {
        let words = Set(comparison.difference.lines.flatMap { $0.split { !($0.isLetter || $0.isNumber || $0 == "_") } })
        let candidates = items.filter { item in
            guard item.isImplied, let text = item.migration?.script?.up.text else { return false }
            return !words.isDisjoint(
                with: String(decoding: Array(text.utf8), as: UTF8.self)
                    .split { !($0.isLetter || $0.isNumber || $0 == "_") })
        }
        return candidates.prefix(Self.tries).first { item in
            guard let version = item.migration?.version else { return false }
            return (try? self.comparison(with: all.subtracting([version])))?.isReached ?? false
        }?.row.version.text
    }

    /// Each is a replay of the whole folder.
    private static let tries = 30

    private func comparison(with versions: Set<MigrationVersion>) throws(MartletError) -> SchemaComparison {
        SchemaComparison(old: try reading.schema(after: versions), new: live, reading: reading)
    }
}
