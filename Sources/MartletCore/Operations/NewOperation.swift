internal import Glibc
internal import SQLText

/// Writes the next migration or seed, empty, with a version above every other.
public struct NewOperation {
    /// What is written.
    public enum Kind: Sendable, Hashable {
        /// A migration, in the folder of migrations.
        case migration
        /// A seed, in the folder of seeds.
        case seed
    }

    /// How the version is made.
    public enum Numbering: Sendable, Hashable {
        /// As the newest file has it.
        case likeTheNewest
        /// Digits in a row: 001, 002.
        case number
        /// The time to the second: 20261121093000.
        case timestamp
        /// An id that says nothing of its place, for the first of a graph of revisions.
        case revision
    }

    /// Where the rollback script is written.
    public enum WayBack: Sendable, Hashable {
        /// In comments at the end of the file: it still runs through the engine's own client.
        case block
        /// Under `-- martlet:down` in the file.
        case section
        /// In a `.down.sql` beside the file.
        case ownFile
    }

    let context: OperationContext
    let name: String
    let kind: Kind
    let numbering: Numbering
    let wayBack: WayBack
    let parents: [MigrationVersion]
    /// The schema that the migration is to lead to; `nil` for an empty one.
    public var goal: SchemaGoal?

    /// Makes the operation.
    /// - Parameter parents: the revisions it is built on, in a folder of revisions; without any, the head.
    public init(
        _ context: OperationContext, name: String, kind: Kind = .migration, numbering: Numbering = .likeTheNewest,
        wayBack: WayBack = .block, parents: [MigrationVersion] = []
    ) {
        self.context = context
        self.name = name
        self.kind = kind
        self.numbering = numbering
        self.wayBack = wayBack
        self.parents = parents
    }

    /// Writes the file for the one selected database.
    public func run() throws(MartletError) -> Outcome {
        guard context.project.databases.count == 1, let target = context.project.databases.first else {
            throw MartletError(
                .usage,
                "the project has several databases: "
                    + context.project.databases.map(\.name).joined(separator: ", "),
                help: "say which one with --database NAME")
        }
        let slug = try slug()
        let folder = try folder(of: target)
        var outcome = DatabaseOutcome(target)
        let drafts = try drafts(for: target, &outcome)
        if !FileSystem.isFolder(folder), !context.isDryRun { try FileSystem.createFolders(folder) }
        // Two at once would be given the same version: the folder is held while it is read and written.
        let hold = try FolderHold(folder, isNeeded: !context.isDryRun)
        defer { hold.release() }
        let others = try filesOfAnotherTool(drafts, slug, in: folder, target)
        let files = if let others { others } else { try ownFiles(drafts, slug, in: folder, target) }
        let shown = files.joined().map { $0.path.display(relativeTo: context.project.root) }
        if drafts.count > 1 {
            let count = "\(drafts.count) migrations, in this order, since some statements want no transaction"
            let way = goal?.options.isOnline ?? false ? "; --plain plans what fits into one" : ""
            outcome.facts.append(count + way)
        }
        if context.isDryRun {
            outcome.facts += shown.map { "would write \($0)" }
        } else {
            // A way back without its migration is a stray file, which is noticed; the other way round nobody would.
            for parent in Set(files.joined().map(\.path.parent)) { try FileSystem.createFolders(parent) }
            try FileSystem.writeNew(files.flatMap { $0.reversed() }, access: .shared)
            outcome.files += shown
            outcome.stamping = stamping(target)
        }
        return Outcome(command: "new", databases: [outcome])
    }

    /// The command that records the drafts, if they lead to what their database is: it has all of it.
    private func stamping(_ target: DatabaseTarget) -> String? {
        guard let goal, kind == .migration, goal.isDatabase(target, context) else { return nil }
        var files = MigrationFolder(path: target.migrations, root: context.project.root, ignore: target.ignore)
        (files.dialect, files.layout, files.locations) = (target.url.dialect, target.layout, target.locations)
        let names = try? files.names()
        guard let last = names?.graph?.heads.first ?? names?.newest else { return nil }
        return "martlet stamp \(last)\(context.project.option(choosing: target.name))"
    }

    private func ownFiles(
        _ drafts: [MigrationDraft], _ slug: String, in folder: FilePath, _ target: DatabaseTarget
    ) throws(MartletError) -> [[(path: FilePath, text: String)]] {
        let revisions = kind == .seed ? nil : try nextRevisions(drafts.count, in: folder, target)
        let versions =
            if let revisions { revisions.map(\.id) } else { try nextVersions(drafts.count, in: folder, target) }
        return drafts.indices.map { index in
            texts(versions[index], slug, revisions?[index], target.url.dialect, drafts[index]).map {
                (path: folder.appending($0.name), text: $0.text)
            }
        }
    }

    private func drafts(
        for target: DatabaseTarget, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) -> [MigrationDraft] {
        guard let goal, kind == .migration else { return [MigrationDraft()] }
        let series = try goal.series(from: target, context)
        outcome.diagnostics += series.diagnostics
        return series.drafts
    }

    private func slug() throws(MartletError) -> String {
        let words = name.lowercased().split { !($0.isLetter || $0.isNumber) }
        guard !words.isEmpty else {
            throw MartletError(
                .usage, "a name needs letters: \(PrintableText.escaping(name))", help: "martlet new create_users")
        }
        return words.joined(separator: "_")
    }

    private func folder(of target: DatabaseTarget) throws(MartletError) -> FilePath {
        guard kind == .seed else { return target.migrations }
        guard let seeds = target.seeds else {
            throw MartletError(
                .config, "\(target.name) has no seeds folder",
                help: context.project.configuration == nil
                    ? "name one: --seeds db/seeds"
                    : "add the line `seeds: db/seeds` below \(target.name): in \(Project.fileName)")
        }
        return seeds
    }

    // MARK: Version

    private func nextVersions(
        _ count: Int, in folder: FilePath, _ target: DatabaseTarget
    ) throws(MartletError) -> [MigrationVersion] {
        var versions = [try nextVersion(in: folder, target)]
        while let last = versions.last, versions.count < count { versions.append(last.successor) }
        return versions
    }

    private func nextVersion(in folder: FilePath, _ target: DatabaseTarget) throws(MartletError) -> MigrationVersion {
        let names = FileSystem.isFolder(folder) ? try FileSystem.list(folder).map(\.name) : []
        let recorded = kind == .seed ? [] : versionsInHistory(target).filter(\.isNumeric)
        let newest = (names.compactMap { MigrationFileName($0)?.version } + recorded).max()
        let isTime =
            switch numbering {
            case .timestamp: true
            case .number, .revision: false
            case .likeTheNewest: (newest?.text.utf8.count ?? 0) >= 14
            }
        if isTime {
            let now = MigrationVersion(context.clock.now().compact)
            guard let newest, now <= newest else { return now }
            return newest.successor
        }
        return newest?.successor ?? MigrationVersion("001")
    }

    // MARK: Text

    /// Rows that a second run does not double, in the words of the engine.
    private func sampleRows(of table: String, _ dialect: Dialect) -> String {
        let (word, insert, end) =
            switch dialect {
            case .sqlite: ("OR IGNORE", "INSERT OR IGNORE", "")
            case .postgres: ("ON CONFLICT", "INSERT", "\n-- ON CONFLICT DO NOTHING")
            }
        return """
            -- Put rows in place of this line; \(word) keeps a second run from doubling them:
            -- \(insert) INTO \(table) (id, name) VALUES
            -- (1, 'Sample Item 1'),
            -- (2, 'Sample Item 2')\(end);
            """
    }

    private func texts(
        _ version: MigrationVersion, _ slug: String, _ revision: Revision?, _ dialect: Dialect, _ draft: MigrationDraft
    ) -> [(name: String, text: String)] {
        let stem = "\(version)_\(slug)" + (draft.place.map { "_\($0.suffix)" } ?? "")
        let file = stem + ".sql"
        let title = slug.replacing("_", with: " ")
        let day = String(context.clock.now().rfc3339.prefix(10))
        let sentence =
            title.prefix(1).uppercased() + title.dropFirst()
            + (draft.place.map { ", \($0.number) of \($0.count)" } ?? "")
        switch kind {
        case .seed:
            let table = slug.hasSuffix("_seeder") ? String(slug.dropLast("_seeder".count)) : slug
            return [
                (
                    file,
                    """
                    -- Seeder: \(file)
                    -- Description: \(sentence)
                    -- Created: \(day)

                    \(sampleRows(of: table, dialect))

                    """
                )
            ]
        case .migration:
            let header =
                revision.map { self.header(of: $0, sentence) } ?? """
                    -- Migration: \(file)
                    -- Description: \(sentence)
                    -- Created: \(day)


                    """
            switch wayBack {
            case .block: return [(file, header + draft.markedUp + "\n-- ROLLBACK:\n" + draft.downInComments)]
            case .section:
                return [(file, header + "-- martlet:up\n\n\(draft.markedUp)\n-- martlet:down\n\n\(draft.down)")]
            case .ownFile:
                let down = "-- The way back of \(file)\n" + (draft.down.isEmpty ? "" : "\n" + draft.down)
                return [(file, header + draft.markedUp), (stem + ".down.sql", down)]
            }
        }
    }
}

extension MigrationVersion {
    /// The next number, in as many digits.
    var successor: MigrationVersion {
        var digits = Array(text.utf8)
        for index in digits.indices.reversed() {
            if digits[index] < UInt8(ascii: "9") {
                digits[index] += 1
                return MigrationVersion(String(decoding: digits, as: UTF8.self))
            }
            digits[index] = UInt8(ascii: "0")
        }
        return MigrationVersion("1" + String(decoding: digits, as: UTF8.self))
    }
}

/// Holds a folder against another `martlet new`; ends with the process at the latest.
private final class FolderHold {
    private var descriptor: Int32 = -1

    init(_ folder: FilePath, isNeeded: Bool) throws(MartletError) {
        guard isNeeded else { return }
        descriptor = retryingInterrupts { open(folder.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0, retryingInterrupts({ flock(descriptor, LOCK_EX) }) == 0 else {
            throw MartletError(
                .writeFailed, "cannot hold the folder \(folder): \(String(cString: strerror(errno)))",
                notes: ["nothing was written"])
        }
    }

    func release() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    deinit { release() }
}
