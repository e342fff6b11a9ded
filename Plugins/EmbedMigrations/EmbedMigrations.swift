import FoundationEssentials
import PackagePlugin

/// Makes Swift of the folders of SQL in a target: `EmbeddedSQL.migrations` of its folder `Migrations`.
///
/// Every folder of the target counts in which there is a `.sql` file. All names in it are taken along, also those of files
/// that are no migrations: whether a file may be there is for the reader to say, as it is on the disk.
@main struct EmbedMigrations: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target as? any SourceModuleTarget else { return [] }
        let folders = try SQLFolder.all(in: module.directoryURL)
        if folders.isEmpty { Diagnostics.error("\(target.name) has no folder with .sql files to embed") }
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedSQL.swift")
        let tool = try context.tool(named: "EmbedMigrationsTool")
        return [
            .buildCommand(
                displayName: "Embedding the SQL of \(target.name)", executable: tool.url,
                arguments: [output.path] + folders.flatMap { ["--folder", $0.name] + $0.files.map(\.path) },
                inputFiles: folders.flatMap(\.files), outputFiles: [output])
        ]
    }
}

/// A folder in which there are `.sql` files.
struct SQLFolder {
    /// Its path in the target.
    let name: String
    /// What is in it, in the order of the names.
    let files: [URL]

    /// The folders of a target, whatever they are called.
    static func all(in root: URL, path: String = "") throws -> [SQLFolder] {
        let url = path.isEmpty ? root : root.appending(path: path)
        let names = try FileManager.default.contentsOfDirectory(atPath: url.path).filter { !$0.hasPrefix(".") }.sorted()
        let inner = names.filter { isFolder(url.appending(path: $0)) }
        guard !path.isEmpty, names.contains(where: { $0.hasSuffix(".sql") }) else {
            if !path.isEmpty, let files = try migrations(in: inner.map { url.appending(path: $0) }) {
                let others = names.filter { !inner.contains($0) }.map { url.appending(path: $0) }
                return [SQLFolder(name: path, files: files + others)]
            }
            return try inner.flatMap { try all(in: root, path: path.isEmpty ? $0 : path + "/" + $0) }
        }
        for name in inner {
            Diagnostics.error("\(path)/\(name): a folder in a folder of SQL is not read; move it elsewhere")
        }
        return [SQLFolder(name: path, files: names.filter { !inner.contains($0) }.map { url.appending(path: $0) })]
    }

    /// The files of folders that each are a migration, as Prisma and diesel have them; `nil` if one is not.
    private static func migrations(in folders: [URL]) throws -> [URL]? {
        let known: [Set<String>] = [["migration.sql"], ["up.sql"], ["up.sql", "down.sql"]]
        var files: [URL] = []
        for folder in folders {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }
            guard known.contains(Set(names.filter { $0.hasSuffix(".sql") })) else { return nil }
            files += names.sorted().map { folder.appending(path: $0) }
        }
        return files.isEmpty ? nil : files
    }

    private static func isFolder(_ url: URL) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder
    }
}
