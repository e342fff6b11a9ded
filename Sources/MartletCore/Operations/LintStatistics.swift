internal import Lint
internal import SQLText

/// Asks databases how large their tables are, and writes it down for lint.
struct LintStatistics {
    let context: OperationContext
    /// The file, in place of those of the project.
    let file: FilePath?

    /// Writes the file of each database that has one, and says so.
    func write() throws(MartletError) -> [String] {
        var facts: [String] = []
        for target in context.project.databases where target.url.isOnServer {
            guard let path = file ?? target.lint.statistics else { continue }
            guard let sizes = try sizes(in: target) else { throw OperationProblem.absent(target) }
            let statistics = TableStatistics(
                Dictionary(
                    sizes.map { (ObjectName(schema: $0.schema, $0.name), .init(rows: $0.rows, bytes: $0.bytes)) },
                    uniquingKeysWith: { first, _ in first }))
            let text = TableStatisticsFile.text(statistics)
            try FileSystem.write(text, to: path, access: .shared, replacing: true)
            let shown = path.display(relativeTo: context.project.root)
            facts.append("wrote \(shown): \(sizes.count) table\(sizes.count == 1 ? "" : "s")")
        }
        guard facts.isEmpty else { return facts }
        throw MartletError(
            .usage, "there is no PostgreSQL database with a file for the sizes of its tables",
            help: "name one with --statistics PATH, or under lint: in martlet.yaml")
    }

    private func sizes(in target: DatabaseTarget) throws(MartletError) -> [TableSize]? {
        try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
            guard let session, let driver = session.driver as? any TableSizing else { return nil }
            return try session.asking { () throws(DriverError) in try driver.tableSizes(named: nil) }
        }
    }
}
