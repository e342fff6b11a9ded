internal import SQLText

/// The next migration in a folder that another tool has laid out: as that tool has it.
extension NewOperation {
    /// The files of each draft, the one that leads forward first; `nil` if the folder is to have Martlet's own.
    func filesOfAnotherTool(
        _ drafts: [MigrationDraft], _ slug: String, in folder: FilePath, _ target: DatabaseTarget
    ) throws(MartletError) -> [[(path: FilePath, text: String)]]? {
        guard kind == .migration, FileSystem.isFolder(folder) else { return nil }
        var files = MigrationFolder(path: folder, root: context.project.root, ignore: target.ignore)
        (files.dialect, files.layout, files.locations) = (target.url.dialect, target.layout, target.locations)
        guard let whole = try files.inLayoutOfAnother() else { return nil }
        let writer = LayoutWriter(whole: whole, shown: folder.display(relativeTo: context.project.root))
        try requireNothingElse(of: writer)
        var newest = whole.newest
        var version = writer.newest(of: versionsInHistory(target), beside: newest?.version)
        let location = newest?.location ?? target.locations.first.map { $0 + "/" } ?? ""
        var result: [[(path: FilePath, text: String)]] = []
        for draft in drafts {
            let (written, migration) = try writer.files(
                LayoutDraft(
                    slug: slug + (draft.place.map { "_\($0.suffix)" } ?? ""), newest: newest, newestVersion: version,
                    moment: context.clock.now().compact, isTimed: numbering == .timestamp, up: draft.up,
                    down: draft.down, reason: draft.reason))
            (newest, version) = (migration, migration.version)
            result.append(written.map { (path: folder.appending(location + $0.path), text: $0.text) })
        }
        return result
    }

    /// What the history has as applied; nothing if there is none to be read.
    func versionsInHistory(_ target: DatabaseTarget) -> [MigrationVersion] {
        // A file is written without its database too.
        let rows = try? DatabaseSession.reading(target, context) { (session) throws(MartletError) in
            try Inventory(session: session, target: target, context: context).rows()
        }
        return (rows ?? []).filter(\.isApplied).map(\.version)
    }

    /// What a file is to look like is the tool's to say.
    private func requireNothingElse(of writer: LayoutWriter) throws(MartletError) {
        if wayBack != .block {
            throw writer.refusal("its ways back are where that tool has them", "leave out --down and --sections")
        }
        if numbering == .revision || !parents.isEmpty {
            throw writer.refusal("it holds no revisions", "leave out --revision and --parent")
        }
    }
}

/// Writes files as another tool has them.
private struct LayoutWriter {
    let whole: LayoutFolder
    /// The folder as people see it.
    let shown: String

    private var layout: any MigrationLayout { whole.layout }
    private var name: String { layout.name.rawValue }

    /// The files, and what they are to the tool.
    /// - Throws: `unsupported`, if nobody can tell what they are to be called.
    func files(_ draft: LayoutDraft) throws(MartletError) -> ([NewFile], LayoutMigration) {
        if draft.reason != nil, !layout.saysNoTransaction {
            throw refusal(
                "its files cannot say that their statements want no transaction",
                "--plain plans what fits into one"
                    + (layout.name == .golangMigrate ? "; if it is a folder of sqlx: layout: sqlx in martlet.yaml" : "")
            )
        }
        guard let files = layout.files(of: draft), let first = files.first,
            let part = layout.part(LayoutFile(path: first.path), whole.dialect), part.role == .forward
        else {
            throw refusal("what comes next there is not for Martlet to say", advice)
        }
        let migration = LayoutMigration(part, LayoutFile(path: first.path))
        guard draft.newest.map({ layout.order.precedes($0, migration) }) ?? true else {
            throw refusal("\(first.path) would come before \(draft.newest?.up ?? "") there", advice)
        }
        return (files, migration)
    }

    private var advice: String {
        layout.name == .atlas
            ? "have Atlas write it, and its line in \(AtlasSum.fileName): atlas migrate new NAME"
            : "write the file as \(name) has it: its way forward and its way back are run from there"
    }

    /// The newest of these versions and that one, as far as versions tell an order.
    func newest(of versions: [MigrationVersion], beside newest: String?) -> String? {
        let order = layout.order
        // Where names are what counts, nobody knows those of what has no file.
        if order == .path, newest != nil { return newest }
        return versions.map(\.text).reduce(newest) { newest, version in
            guard version.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }) else { return newest }
            let isNewer = newest.map { order.precedes(LayoutMigration(version: $0), LayoutMigration(version: version)) }
            return isNewer ?? true ? version : newest
        }
    }

    func refusal(_ fact: String, _ help: String) -> MartletError {
        MartletError(
            .unsupported, "the folder is laid out as \(name) has it: \(fact)", at: SourceLocation(file: shown),
            notes: [Diagnostic.nothingChanged], help: help)
    }
}
