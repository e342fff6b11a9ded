internal import SQLText

/// Where a schema comes from that is compared with another.
enum SchemaSource {
    /// A database, as it is.
    case database(DatabaseTarget)
    /// A folder of migrations: what they make, applied to a database that is nobody's.
    case migrations(FilePath)
    /// A file of SQL, such as a snapshot: what it makes.
    case script(FilePath)
    /// An archive of `pg_dump`: what restoring it makes.
    case archive(FilePath)

    /// Whose schema it is, where the source itself tells.
    var dialect: Dialect? {
        switch self {
        case .database(let target): target.url.dialect
        case .archive: .postgres
        case .migrations, .script: nil
        }
    }

    /// The database, if it is one.
    var database: DatabaseTarget? { if case .database(let target) = self { target } else { nil } }
}

/// Finds out what somebody means who names a schema.
struct SchemaSourceFinder {
    let context: OperationContext
    let currentFolder: FilePath

    /// The source that a word stands for: a database of the project, a URL, a folder or a file.
    /// - Throws: `usage`, if it is nothing of that.
    func source(_ text: String) throws(MartletError) -> SchemaSource {
        if let target = context.project.databases.first(where: { $0.name == text }) { return .database(target) }
        if context.project.unselected.contains(text), let target = try context.otherDatabase(text) {
            return .database(target)
        }
        if isURL(text) { return .database(target(of: try ConnectionURL.parse(text, relativeTo: currentFolder))) }
        let path = try FilePath(validating: text).resolved(against: currentFolder)
        switch try FileSystem.info(of: path)?.kind {
        case .folder?: return .migrations(path)
        case .file?: return try file(path)
        case nil:
            let names = context.project.databases.map(\.name) + context.project.unselected
            let near = closestMatch(to: text, among: names).map { "did you mean \($0)?" }
            throw MartletError(
                .usage, "there is no schema \(PrintableText.escaping(text)): no database of the project, and no file",
                help: near ?? "name a database of the project, a URL, a folder of migrations, a file of SQL or a backup"
            )
        case let kind?: throw MartletError(.usage, "\(path) is a \(kind.rawValue), which holds no schema")
        }
    }

    private func isURL(_ text: String) -> Bool {
        ["sqlite:", "sqlite3:", "postgres:", "postgresql:"].contains { text.hasPrefix($0) }
    }

    /// A file by what it begins with: whatever it is called, a database is one.
    private func file(_ path: FilePath) throws(MartletError) -> SchemaSource {
        if path.string.hasSuffix(BackupManifest.suffix),
            let backup = FilePath(String(path.string.dropLast(BackupManifest.suffix.count)))
        {
            return try file(backup)
        }
        let top = try FileSystem.read(path, first: 16)
        if top.starts(with: Array("SQLite format 3\0".utf8)) {
            return .database(target(of: ConnectionURL(.sqlite(.file(path)), isReadOnly: true)))
        }
        if top.starts(with: Array("PGDMP".utf8)) { return .archive(path) }
        return .script(path)
    }

    private func target(of url: ConnectionURL) -> DatabaseTarget {
        if let known = context.project.databases.first(where: { $0.url == url }) { return known }
        return DatabaseTarget(
            name: context.backend(url).databaseName(of: url), url: url, migrations: currentFolder,
            backups: currentFolder)
    }
}
