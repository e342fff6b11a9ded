internal import SQLText

/// Reads a folder of seeds: `NNN_description.sql`, run in the order of their numbers.
struct SeedFolder {
    let path: FilePath
    /// What file names are shown relative to.
    let root: FilePath
    /// Its files, if it is a part of the program.
    var embedded: EmbeddedFolder?
    var ignore: Set<String> = []
    var placeholders = Placeholders()
    /// Whose SQL is in its files.
    var dialect = Dialect.sqlite
    /// What is left out where they are run in a database that is thrown away.
    var scratchFilter: ScratchFilter?

    /// What is in a folder, and all that is wrong with it.
    struct Content {
        /// The seeds by name, in order; `nil` for one whose text cannot be run.
        var seeds: [(name: String, seed: Seed?)] = []
        var problems: [Diagnostic] = []
    }

    /// Reads the folder.
    /// - Throws: if it cannot be read.
    func content() throws(MartletError) -> Content {
        var content = Content()
        var named: [(name: String, parts: MigrationFileName)] = []
        let scripts = ScriptFolder(path: path, embedded: embedded)
        for entry in try scripts.entries() where !ignore.contains(entry.name) {
            if MigrationFileName.isBeside(entry.name) { continue }
            guard let parts = MigrationFileName(entry.name), !parts.isDown else {
                content.problems.append(stray(entry))
                continue
            }
            named.append((entry.name, parts))
        }
        named.sort { ($0.parts.version, $0.name) < ($1.parts.version, $1.name) }
        let folder = try scripts.open()
        for (name, parts) in named {
            var seed: Seed?
            do throws(MartletError) {
                seed = try load(name, parts, try folder.read(name))
            } catch {
                content.problems += error.diagnostics
            }
            content.seeds.append((path.appending(name).stem, seed))
        }
        return content
    }

    private func load(
        _ name: String, _ parts: MigrationFileName, _ bytes: [UInt8]
    ) throws(MartletError) -> Seed {
        let shown = path.appending(name).display(relativeTo: root)
        let text = try SourceText(script: bytes, in: shown, dialect)
        let file = try ScriptFile(text)
        let script = Script(try placeholders.filled(text.keeping(only: file.up)), options: file.options)
        try ScriptRules.check(script, isMigration: true)
        guard file.options.sharesTransaction else {
            let option = file.options.batches.rows == nil ? "transaction=none" : "batch="
            throw MartletError(
                .directive, "a seed always runs in a transaction, with its record", at: SourceLocation(file: shown),
                notes: ["nothing was changed"], help: "take `\(option)` out, or make it a migration")
        }
        let seed = Seed(
            name: path.appending(name).stem, description: file.description ?? parts.title, file: shown,
            checksum: Checksum.text(SHA256Digest(of: text.utf8)), script: script)
        return try scratchFilter?.kept(seed) ?? seed
    }

    private func stray(_ entry: DirectoryEntry) -> Diagnostic {
        let isDown = MigrationFileName(entry.name) != nil
        let reason = isDown ? "a seed has no way back" : MigrationFileName.objection(to: entry)
        return Diagnostic(
            .strayFile, "`\(PrintableText.escaping(entry.name))` is no seed: \(reason)",
            at: SourceLocation(file: path.appending(entry.name).display(relativeTo: root)),
            notes: ["nothing was changed"], help: MigrationFileName.advice(for: entry, isEmbedded: embedded != nil))
    }
}
