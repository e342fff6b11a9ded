internal import SQLText

/// `20240102_words.sql` in the order of the names, beside `atlas.sum`.
///
/// A checkpoint stands for all files before it: a database that has none of them begins with the newest one, and where
/// something is applied already none is run.
///
/// Sources: <https://atlasgo.io/concepts/migration-directory-integrity>, <https://atlasgo.io/versioned/checkpoint>.
struct AtlasLayout: MigrationLayout {
    let name = LayoutName.atlas
    let order = VersionOrder.path
    let baselineMark: String? = "atlas:checkpoint"

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        guard let stem = file.name.droppingEnding(".sql") else { return nil }
        let version = stem.prefix { $0 != "_" }
        guard !version.isEmpty else { return nil }
        return LayoutPart(
            role: .forward, version: String(version), title: String(stem.dropFirst(version.count + 1)).inWords)
    }

    func sections(_ text: SourceText, _ defaults: ScriptOptions) throws(MartletError) -> LayoutSections {
        var options = defaults
        let top = text.topComments
        for line in text.commentedLines {
            if line.words(after: "atlas:txmode")?.first == "none" { options.transaction = .none }
            if line.words(after: "atlas:checkpoint") != nil, !top.contains(line) {
                throw SectionMarks.fault(
                    "a checkpoint says so at the top of its file, with an empty line behind it", line, text,
                    help: "put the line there, or take it out; then: atlas migrate hash")
            }
        }
        return LayoutSections(up: 0..<text.utf8.count, options: options)
    }

    /// The first file that `atlas.sum` does not have as it is; all behind it differ with it.
    func problems(
        of folder: LayoutFolder, _ read: (String) throws(MartletError) -> [UInt8]?
    ) throws(MartletError) -> [Diagnostic] {
        guard let bytes = try read(AtlasSum.fileName) else { return [] }
        let sum = AtlasSum(String(decoding: bytes, as: UTF8.self))
        var files: [(name: String, bytes: [UInt8])] = []
        for migration in folder.all { files.append((migration.up, try read(migration.up) ?? [])) }
        let hashes = AtlasSum.hashes(files)
        for (file, hash) in zip(files, hashes) where sum.hashes[file.name] != hash {
            return [
                disagreement(sum.hashes[file.name] == nil ? "does not know \(file.name)" : "has another \(file.name)")
            ]
        }
        let names = Set(files.map(\.name))
        if let gone = sum.hashes.keys.sorted().first(where: { !names.contains($0) }) {
            return [disagreement("tells of \(gone), which is not there")]
        }
        let total = AtlasSum.total(of: zip(files, hashes).map { ($0.name, $1) })
        return total == sum.total ? [] : [disagreement("has another sum over all its lines")]
    }

    /// Its file would have to be in `atlas.sum` as it is, which is not written yet.
    func files(of draft: LayoutDraft) -> [NewFile]? { nil }

    private func disagreement(_ fact: String) -> Diagnostic {
        Diagnostic(
            .edited, "\(AtlasSum.fileName) \(fact)", notes: [Diagnostic.nothingChanged],
            help: "see what was changed, by whom and whether two branches met; then: atlas migrate hash")
    }
}
