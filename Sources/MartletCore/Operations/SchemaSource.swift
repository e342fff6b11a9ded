internal import SQLText

/// Where a schema comes from that is compared with another.
enum SchemaSource {
    /// A database, as it is.
    case database(DatabaseTarget)
    /// A folder of migrations, and of which engine, if somebody said it: what they make, applied to a database that is
    /// nobody's.
    case migrations(FilePath, Dialect?)
    /// A file of SQL, such as a snapshot, and of which engine, if somebody said it: what it makes.
    case script(FilePath, Dialect?)
    /// An archive of `pg_dump`: what restoring it makes.
    case archive(FilePath)

    /// Whose schema it is, where the source itself tells.
    var dialect: Dialect? {
        switch self {
        case .database(let target): target.url.dialect
        case .archive: .postgres
        case .migrations(_, let dialect), .script(_, let dialect): dialect
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
        if let source = try sourceOfEngine(text) { return source }
        if Self.engine(of: text) != nil {
            return .database(target(of: try ConnectionURL.parse(text, relativeTo: currentFolder)))
        }
        let path = try FilePath(validating: text).resolved(against: currentFolder)
        if let source = try source(at: path) { return source }
        let names = context.project.databases.map(\.name) + context.project.unselected
        let near = closestMatch(to: text, among: names).map { "did you mean \($0)?" }
        throw MartletError(
            .usage, "there is no schema \(PrintableText.escaping(text)): no database of the project, and no file",
            help: (near.map { "\($0) Else " } ?? "") + SchemaProblem.forms(context.project))
    }

    // MARK: Engines

    /// The engine that a URL begins with.
    private static func engine(of text: String) -> Dialect? {
        if ["sqlite:", "sqlite3:"].contains(where: text.hasPrefix) { return .sqlite }
        return ["postgres:", "postgresql:"].contains(where: text.hasPrefix) ? .postgres : nil
    }

    /// A folder or file of SQL behind the name of its engine: `postgres:schema.sql`; `nil` if that is none.
    private func sourceOfEngine(_ text: String) throws(MartletError) -> SchemaSource? {
        guard let dialect = Self.engine(of: text) else { return nil }
        let name = text.drop { $0 != ":" }.dropFirst()
        // What follows a colon or two slashes is no path.
        guard let first = name.first, first != ":", !name.hasPrefix("//") else { return nil }
        let path = try FilePath(validating: String(name)).resolved(against: currentFolder)
        switch try source(at: path) {
        case .migrations(let path, _)?: return .migrations(path, dialect)
        // Behind sqlite: stands the name of a database, if nothing says otherwise.
        case .script(let path, _)? where dialect == .postgres || path.extension == "sql": return .script(path, dialect)
        case .archive(let path)? where dialect == .postgres: return .archive(path)
        case nil where dialect == .postgres:
            throw MartletError(
                .usage, "there is no file or folder \(path)",
                help: "name one of SQL, or a database: postgres://role@host/database")
        default: return nil
        }
    }

    // MARK: Files

    /// What is there; `nil` if nothing is.
    private func source(at path: FilePath) throws(MartletError) -> SchemaSource? {
        switch try FileSystem.info(of: path)?.kind {
        case .folder?:
            return FileSystem.exists(path.appending(FileContent.archiveContents))
                ? .archive(path) : .migrations(path, nil)
        case .file?: return try file(path)
        case nil: return nil
        case let kind?: throw MartletError(.usage, "\(path) is a \(kind.rawValue), which holds no schema")
        }
    }

    /// A file by what it begins with: whatever it is called, a database is one.
    private func file(_ path: FilePath) throws(MartletError) -> SchemaSource {
        if path.string.hasSuffix(BackupManifest.suffix),
            let backup = FilePath(String(path.string.dropLast(BackupManifest.suffix.count)))
        {
            return try file(backup)
        }
        switch try FileContent(of: path) {
        case .database: return .database(target(of: ConnectionURL(.sqlite(.file(path)), isReadOnly: true)))
        case .archive: return .archive(path)
        case .packed(let command):
            throw MartletError(
                .usage, "\(path) is packed: what is in it cannot be read as it is",
                help: "unpack it first: \(command) \(path.string.quotedForShell)")
        case .empty, .other: return .script(path, nil)
        }
    }

    private func target(of url: ConnectionURL) -> DatabaseTarget {
        if let known = context.project.databases.first(where: { $0.url == url }) { return known }
        return DatabaseTarget(
            name: context.backend(url).databaseName(of: url), url: url, migrations: currentFolder,
            backups: currentFolder)
    }
}
