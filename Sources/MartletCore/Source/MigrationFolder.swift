internal import SQLText
internal import Synchronization

/// Reads a folder of migrations. Every file is read once; what was hashed is what is parsed and run.
struct MigrationFolder {
    let path: FilePath
    /// What file names are shown relative to.
    let root: FilePath
    var ignore: Set<String> = []
    var placeholders = Placeholders()
    var defaults = ScriptOptions()

    /// The migrations of the folder, by version.
    /// - Parameter known: checksums by version: a file that still has the one given is read no further than that.
    /// - Throws: everything that is wrong with the folder, not only the first thing.
    func migrations(known: [MigrationVersion: String] = [:]) throws(MartletError) -> [Migration] {
        let names = try sortedNames()
        let folder = try Directory(path)
        let loader = MigrationLoader(
            folder: path, root: root, downFiles: names.down, placeholders: placeholders, defaults: defaults)
        let results = Mutex<[Int: Result<Migration, MartletError>]>([:])
        let ups = names.up
        Parallel.forRanges(of: ups.count) { range in
            var part: [Int: Result<Migration, MartletError>] = [:]
            part.reserveCapacity(range.count)
            for index in range {
                let (name, parts) = ups[index]
                do throws(MartletError) {
                    part[index] = .success(try loader.load(name, parts, from: folder, known: known[parts.version]))
                } catch {
                    part[index] = .failure(error)
                }
            }
            let done = part
            results.withLock { $0.merge(done) { first, _ in first } }
        }
        return try collect(results.withLock { $0 }, count: ups.count)
    }

    private func collect(
        _ results: [Int: Result<Migration, MartletError>], count: Int
    ) throws(MartletError) -> [Migration] {
        var migrations: [Migration] = []
        migrations.reserveCapacity(count)
        var problems: [Diagnostic] = []
        for index in 0..<count {
            switch results[index] {
            case .success(let migration): migrations.append(migration)
            case .failure(let error): problems += error.diagnostics
            case nil: continue
            }
        }
        if !problems.isEmpty { throw MartletError(problems) }
        return migrations
    }

    // MARK: Names

    private typealias Names = (up: [(name: String, parts: MigrationFileName)], down: [String: String])

    private func sortedNames() throws(MartletError) -> Names {
        var up: [(name: String, parts: MigrationFileName)] = []
        var down: [(name: String, parts: MigrationFileName)] = []
        var problems: [Diagnostic] = []
        for entry in try FileSystem.list(path) where !ignore.contains(entry.name) {
            if MigrationFileName.isBeside(entry.name) { continue }
            guard let parts = MigrationFileName(entry.name) else {
                problems.append(stray(entry.name))
                continue
            }
            if parts.isDown { down.append((entry.name, parts)) } else { up.append((entry.name, parts)) }
        }
        up.sort { $0.parts.version < $1.parts.version }
        problems += duplicates(up) + duplicates(down)
        let places = Set(up.map(\.parts.version))
        problems += down.filter { !places.contains($0.parts.version) }.map { orphan($0.name) }
        if !problems.isEmpty { throw MartletError(problems) }
        return (up, Dictionary(down.map { ($0.parts.version.text, $0.name) }) { first, _ in first })
    }

    private func display(_ name: String) -> String { path.appending(name).display(relativeTo: root) }

    private func stray(_ name: String) -> Diagnostic {
        let isSQL = name.lowercased().hasSuffix(".sql")
        return Diagnostic(
            .strayFile, "`\(PrintableText.escaping(name))` is no migration: its name does not begin with a version",
            at: SourceLocation(file: display(name)), notes: ["nothing was changed"],
            help: (isSQL ? "rename it to NNN_description.sql, or " : "move it elsewhere, or ")
                + "list it under `ignore:` in martlet.yaml")
    }

    private func orphan(_ name: String) -> Diagnostic {
        Diagnostic(
            .strayFile, "`\(PrintableText.escaping(name))` leads back from a migration that is not there",
            at: SourceLocation(file: display(name)), notes: ["nothing was changed"],
            help: "bring the migration back, or remove this file too")
    }

    /// Two files that claim one place: the same version, or the same number spelt differently.
    private func duplicates(_ files: [(name: String, parts: MigrationFileName)]) -> [Diagnostic] {
        Dictionary(grouping: files) { $0.parts.version.place }.values.filter { $0.count > 1 }
            .sorted { $0[0].parts.version < $1[0].parts.version }
            .map { group in
                Diagnostic(
                    .duplicateVersion, "\(group.count) files have the version \(group[0].parts.version)",
                    at: SourceLocation(file: display(group[0].name)),
                    notes: group.map { display($0.name) } + ["nothing was changed"],
                    help: "give all but one a newer version")
            }
    }
}
