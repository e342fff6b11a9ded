/// The next revision of a graph, in place of the next number.
extension NewOperation {
    /// The revisions to write, each built on the one before; `nil` if the folder is to have numbered files.
    func nextRevisions(
        _ count: Int, in folder: FilePath, _ target: DatabaseTarget
    ) throws(MartletError) -> [Revision]? {
        let files = MigrationFolder(path: folder, root: context.project.root, ignore: target.ignore)
        let names = FileSystem.isFolder(folder) ? try files.names() : nil
        guard let names, let graph = names.graph else {
            return try firstRevision(names).map { chain(count, from: $0, besides: []) }
        }
        guard numbering != .timestamp else {
            throw refusal("the folder holds revisions: they have no timestamps", "martlet new \(name.quotedForShell)")
        }
        // Who is whose parent has to be certain.
        if !names.problems.isEmpty { throw MartletError(names.problems) }
        let parents: [MigrationVersion]
        do throws(PlanProblem) {
            parents = try self.parents(in: graph)
        } catch .severalHeads(let heads) {
            throw MartletError(PlanProblem.severalHeads(heads, otherwise: "martlet new --parent"))
        } catch {
            throw MartletError(error.diagnostics(database: target.name))
        }
        let known = names.titles.map(\.version)
        let first = Revision(id: newIdentifier(besides: known), parents: parents, date: date)
        return chain(count, from: first, besides: known)
    }

    private func chain(_ count: Int, from first: Revision, besides known: [MigrationVersion]) -> [Revision] {
        var revisions = [first]
        while let last = revisions.last, revisions.count < count {
            let id = newIdentifier(besides: known + revisions.map(\.id))
            revisions.append(Revision(id: id, parents: [last.id], date: date))
        }
        return revisions
    }

    private func firstRevision(_ names: MigrationFolder.Names?) throws(MartletError) -> Revision? {
        guard parents.isEmpty else {
            throw refusal(
                "the folder holds no revisions, so that there is no parent",
                "leave --parent out; --revision begins a graph of revisions")
        }
        guard numbering == .revision else { return nil }
        guard names?.newest == nil else {
            throw refusal("the folder holds numbered migrations, and no revisions", "leave --revision out")
        }
        return Revision(id: newIdentifier(besides: []), date: date)
    }

    private func parents(in graph: RevisionGraph) throws(PlanProblem) -> [MigrationVersion] {
        if parents.isEmpty { return try graph.head().map { [$0] } ?? [] }
        var found: [MigrationVersion] = []
        for asked in parents {
            let parent = try graph.resolved(asked, among: graph.order)
            guard graph.order.contains(parent) else { throw .unknownVersion(parent, closest: nil) }
            if !found.contains(parent) { found.append(parent) }
        }
        return found
    }

    private func refusal(_ fact: String, _ help: String) -> MartletError {
        MartletError(.usage, fact, notes: ["nothing was written"], help: help)
    }

    private var date: String {
        String(context.clock.now().rfc3339.prefix(19)).replacing("T", with: " ")
    }

    /// Twelve hexadecimal digits, as Alembic gives them; a letter among them, so that it is never taken for a number.
    private func newIdentifier(besides known: [MigrationVersion]) -> MigrationVersion {
        while true {
            let digits = String(UInt64.random(in: 0..<1 << 48), radix: 16)
            let version = MigrationVersion(String(repeating: "0", count: 12 - digits.count) + digits)
            if !version.isNumeric, !known.contains(version) { return version }
        }
    }

    /// The lines at the top of a revision; one that merges branches need not do anything else.
    func header(of revision: Revision, _ sentence: String) -> String {
        let parents = revision.parents.map(\.text).joined(separator: ", ")
        return [
            "-- Revision: \(revision.id)", parents.isEmpty ? nil : "-- Parent: \(parents)",
            "-- Description: \(sentence)", "-- Date: \(revision.date)",
            revision.parents.count > 1 ? "-- martlet: empty" : nil, "", "", "",
        ].compactMap(\.self).joined(separator: "\n")
    }
}
