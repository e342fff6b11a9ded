internal import SQLText

/// Reads a folder of migrations.
///
/// Every file is read once; what was hashed is what is parsed and run.
struct MigrationFolder {
    let path: FilePath
    /// What file names are shown relative to.
    let root: FilePath
    var ignore: Set<String> = []
    var placeholders = Placeholders()
    var defaults = ScriptOptions()
    /// Files of more bytes are not held in memory.
    var largeFile = LargeFile.threshold
    /// Whose SQL is in its files.
    var dialect = Dialect.sqlite

    /// What is in a folder, and all that is wrong with it.
    struct Content: Sendable {
        /// The migrations, by version.
        var migrations: [Migration] = []
        /// Files that have a version and cannot be used.
        var unusable: [UnusableFile] = []
        var problems: [Diagnostic] = []
    }

    /// Reads the files of the folder.
    /// - Parameters:
    ///   - known: the checksum of a version, to be compared with that of its file if it was made by the same rule;
    ///     it is given the place of the file among all of them too.
    ///   - readingKnown: whether also a file that still has that checksum is read further than that.
    /// - Throws: if the folder itself cannot be read.
    func content(
        _ names: Names, known: @escaping @Sendable (MigrationVersion, Int) -> String? = { _, _ in nil },
        readingKnown: Bool = false
    ) throws(MartletError) -> Content {
        let folder = try Directory(path)
        let loader = MigrationLoader(
            folder: path, root: root, downFiles: names.down, placeholders: placeholders, defaults: defaults,
            largeFile: largeFile, readsKnown: readingKnown, dialect: dialect)
        let ups = names.up
        let results = Parallel.map(ups.count) { index -> Result<Migration, MartletError> in
            do throws(MartletError) {
                let name = ups[index]
                return .success(try loader.load(name, from: folder, known: known(name.version, index)))
            } catch {
                return .failure(error)
            }
        }
        var content = Content(problems: names.problems)
        content.migrations.reserveCapacity(results.count)
        for (index, result) in results.enumerated() {
            switch result {
            case .success(let migration) where !names.duplicated.contains(migration.version):
                content.migrations.append(migration)
                continue
            case .success: break
            case .failure(let error): content.problems += error.diagnostics
            }
            content.unusable.append(UnusableFile(version: ups[index].version, description: ups[index].title))
        }
        return content
    }

    // MARK: Names

    /// The files that matter: those that lead forward by version, and those that lead back.
    struct Names: Sendable {
        fileprivate let up: [MigrationFileName]
        fileprivate let down: [String: String]
        /// The versions of which there are several files, so that none of them can be used.
        fileprivate let duplicated: Set<MigrationVersion>
        /// Everything that is wrong with the names.
        fileprivate let problems: [Diagnostic]

        /// The newest version there is a file of.
        var newest: MigrationVersion? { up.last?.version }

        /// The versions there are files of, with what their names say, in order.
        var titles: [(version: MigrationVersion, title: String)] { up.map { ($0.version, $0.title) } }
    }

    /// Lists the folder.
    /// - Throws: if it cannot be read.
    func names() throws(MartletError) -> Names {
        var (up, down): ([MigrationFileName], [MigrationFileName]) = ([], [])
        var problems: [Diagnostic] = []
        for entry in try FileSystem.list(path) where !ignore.contains(entry.name) {
            if MigrationFileName.isBeside(entry.name) { continue }
            guard let name = MigrationFileName(entry.name) else {
                problems.append(stray(entry))
                continue
            }
            if name.isDown { down.append(name) } else { up.append(name) }
        }
        up.sort { $0.version < $1.version }
        down.sort { $0.version < $1.version }
        let duplicated = duplicates(up)
        problems += (duplicated + duplicates(down)).map(duplicate)
        if !down.isEmpty {
            let versions = Set(up.map(\.version))
            problems += down.filter { !versions.contains($0.version) }.map { orphan($0.name) }
        }
        return Names(
            up: up, down: Dictionary(down.map { ($0.version.text, $0.name) }) { first, _ in first },
            duplicated: Set(duplicated.joined().map(\.version)), problems: problems)
    }

    private func display(_ name: String) -> String { path.appending(name).display(relativeTo: root) }

    private func stray(_ entry: DirectoryEntry) -> Diagnostic {
        Diagnostic(
            .strayFile,
            "`\(PrintableText.escaping(entry.name))` is no migration: \(MigrationFileName.objection(to: entry))",
            at: SourceLocation(file: display(entry.name)), notes: ["nothing was changed"],
            help: MigrationFileName.advice(for: entry))
    }

    private func orphan(_ name: String) -> Diagnostic {
        Diagnostic(
            .strayFile, "`\(PrintableText.escaping(name))` leads back from a migration that is not there",
            at: SourceLocation(file: display(name)), notes: ["nothing was changed"],
            help: "bring the migration back, or remove this file too")
    }

    /// Files that claim one place: the same version, or the same number spelt differently.
    ///
    /// They are neighbours in order.
    private func duplicates(_ files: [MigrationFileName]) -> [ArraySlice<MigrationFileName>] {
        var groups: [ArraySlice<MigrationFileName>] = []
        var start = 0
        while start < files.count {
            let version = files[start].version
            let group = files[start...].prefix { $0.version.hasPlace(of: version) }
            start = group.endIndex
            if group.count > 1 { groups.append(group) }
        }
        return groups
    }

    private func duplicate(_ group: ArraySlice<MigrationFileName>) -> Diagnostic {
        let names = group.map { display($0.name) }
        return Diagnostic(
            .duplicateVersion, "\(group.count) files have the version \(group[group.startIndex].version)",
            at: SourceLocation(file: names[0]),
            notes: names.dropFirst().map { "the same version: \($0)" } + ["nothing was changed"],
            help: "give a newer version to those that are applied nowhere yet")
    }
}
