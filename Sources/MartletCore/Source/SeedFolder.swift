internal import SQLText

/// Reads a folder of seeds: `NNN_description.sql`, run in the order of their numbers.
struct SeedFolder {
    let path: FilePath
    /// What file names are shown relative to.
    let root: FilePath
    var ignore: Set<String> = []
    var placeholders = Placeholders()

    /// The seeds of the folder, in order.
    /// - Throws: everything that is wrong with the folder, not only the first thing.
    func seeds() throws(MartletError) -> [Seed] {
        var problems: [Diagnostic] = []
        var named: [(name: String, parts: MigrationFileName)] = []
        for entry in try FileSystem.list(path) where !ignore.contains(entry.name) {
            if MigrationFileName.isBeside(entry.name) { continue }
            guard let parts = MigrationFileName(entry.name), !parts.isDown else {
                problems.append(stray(entry.name))
                continue
            }
            named.append((entry.name, parts))
        }
        named.sort { ($0.parts.version, $0.name) < ($1.parts.version, $1.name) }
        var seeds: [Seed] = []
        for (name, parts) in named {
            do throws(MartletError) {
                seeds.append(try load(name, parts))
            } catch {
                problems += error.diagnostics
            }
        }
        if !problems.isEmpty { throw MartletError(problems) }
        return seeds
    }

    private func load(_ name: String, _ parts: MigrationFileName) throws(MartletError) -> Seed {
        let shown = path.appending(name).display(relativeTo: root)
        let bytes = try FileSystem.read(path.appending(name))
        let text = try SourceText(script: bytes, in: shown)
        let file = try ScriptFile(text)
        let script = Script(try placeholders.filled(text.keeping(only: file.up)), options: file.options)
        try ScriptRules.check(script, isMigration: true)
        guard file.options.transaction == .each else {
            throw MartletError(
                .directive, "a seed always runs in a transaction, with its record", at: SourceLocation(file: shown),
                notes: ["nothing was changed"], help: "take `transaction=none` out, or make it a migration")
        }
        return Seed(
            name: String(name.dropLast(".sql".count)), description: file.description ?? parts.title, file: shown,
            checksum: Checksum.text(SHA256Digest(of: text.utf8)), script: script)
    }

    private func stray(_ name: String) -> Diagnostic {
        Diagnostic(
            .strayFile, "`\(PrintableText.escaping(name))` is no seed: seeds are named NNN_description.sql",
            at: SourceLocation(file: path.appending(name).display(relativeTo: root)), notes: ["nothing was changed"],
            help: "rename it, move it elsewhere, or list it under `ignore:` in martlet.yaml")
    }
}
