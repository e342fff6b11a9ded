import SQLText

@testable import MartletCore

extension Migration {
    /// A migration made of text alone.
    static func sample(
        _ version: String, _ text: String = "SELECT 1;", depends: [String] = [], environments: Set<String> = [],
        parents: [String]? = nil
    ) -> Migration {
        var lines = depends.isEmpty ? "" : "-- Depends: \(depends.joined(separator: ", "))\n"
        if !environments.isEmpty {
            lines += "-- martlet: environment=\(environments.sorted().joined(separator: ","))\n"
        }
        let source = SourceText(lines + text, name: "\(version)_x.sql")
        guard let file = try? ScriptFile(source) else { preconditionFailure("a sample with a mistake: \(text)") }
        let up = source.keeping(only: file.up)
        return Migration(
            version: MigrationVersion(version), description: "m\(version)", file: source.name,
            checksum: Checksum.text(SHA256Digest(of: source.utf8)),
            script: MigrationScript(
                options: file.options, dependencies: file.dependencies, up: Script(up, options: file.options),
                down: file.down.map { Script($0, options: file.options) }, tokenChecksum: Checksum.tokens(of: up),
                upText: source.string, downText: file.down?.withoutMargin),
            revision: parents.map {
                Revision(id: MigrationVersion(version), parents: $0.map(MigrationVersion.init))
            })
    }
}

extension HistoryRow {
    /// The row of a version, as the given migration left it.
    static func sample(
        _ version: String, id: Int? = nil, of migration: Migration? = nil, kind: Kind = .migration,
        state: State = .applied, checksum: String? = nil
    ) -> HistoryRow {
        HistoryRow(
            id: id ?? Int(version) ?? 0, version: MigrationVersion(version), description: "row \(version)", kind: kind,
            state: state, checksum: checksum ?? migration?.checksum ?? Migration.sample(version).checksum,
            tokenChecksum: (migration ?? Migration.sample(version)).script?.tokenChecksum, statementsTotal: 1)
    }
}
