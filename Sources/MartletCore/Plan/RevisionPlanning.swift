/// What differs in a folder of revisions: what comes before and after is told by the graph, and not by numbers.
extension Planner {
    /// The version that is meant: `head`, one as it is written, or the only one that begins so.
    ///
    /// Where versions are numbers, only the whole version is one.
    func resolved(_ asked: MigrationVersion) throws(PlanProblem) -> MigrationVersion {
        guard let graph else { return asked }
        return try graph.resolved(asked, among: statuses.map(\.version))
    }

    /// Where a migration forwards ends; `nil` for all there is, which has to lead to one place.
    func forwardTarget(_ asked: MigrationVersion?) throws(PlanProblem) -> MigrationVersion? {
        if let asked { return try resolved(asked) }
        _ = try graph?.head()
        return nil
    }

    /// Whether a version belongs to what leads up to a target.
    func upTo(_ target: MigrationVersion?) -> (MigrationVersion) -> Bool {
        guard let target else { return { _ in true } }
        guard let graph else {
            let places = Dictionary(statuses.indices.map { (statuses[$0].version, $0) }) { first, _ in first }
            let last = places[target] ?? -1
            return { (places[$0] ?? .max) <= last }
        }
        let needed = graph.withAncestors([target])
        return { needed.contains($0) }
    }

    /// Whether nothing applied is built on an applied version.
    func isNewestApplied(_ version: MigrationVersion) -> Bool {
        guard graph != nil else { return newestApplied == version }
        return newestApplied(after: version) == nil
    }

    /// Something applied before which a version should have been.
    func newestApplied(after version: MigrationVersion) -> MigrationVersion? {
        guard let graph else { return newestApplied }
        let later = graph.withDescendants([version]).subtracting([version])
        return statuses.last { $0.isApplied && later.contains($0.version) }?.version
    }

    // MARK: Backwards

    /// In the order of application; whatever the history says, nothing before what it is built on.
    func inOrderOfApplication(_ applied: [MigrationStatus]) -> [MigrationStatus] {
        let applied = applied.sorted { ($0.row?.id ?? 0) < ($1.row?.id ?? 0) }
        guard graph != nil else { return applied }
        let (order, stuck) = RevisionGraph(applied.map { $0.graphNode(in: database) }).extended(before: <)
        return (order + stuck).map { applied[$0] }
    }

    /// A version, all that is built on it, and what was applied after it without a file that tells of its parents.
    func undoing(
        from asked: MigrationVersion, of applied: [MigrationStatus]
    ) throws(PlanProblem) -> [MigrationStatus] {
        let first = applied[try index(of: try resolved(asked), in: applied)]
        let undone = graph?.withDescendants([first.version]) ?? []
        return applied.filter {
            undone.contains($0.version) || $0 === first || isLaterWithoutFile($0, than: first)
        }
    }

    /// Everything that the version is not built on, with its own place staying.
    func undoing(
        to asked: MigrationVersion, of applied: [MigrationStatus]
    ) throws(PlanProblem) -> [MigrationStatus] {
        let last = applied[try index(of: try resolved(asked), in: applied)]
        let staying = graph?.withAncestors([last.version]) ?? []
        return applied.filter {
            $0.migration == nil ? isLaterWithoutFile($0, than: last) : !staying.contains($0.version)
        }
    }

    private func isLaterWithoutFile(_ status: MigrationStatus, than other: MigrationStatus) -> Bool {
        status.migration == nil && (status.row?.id ?? 0) > (other.row?.id ?? 0)
    }
}

extension RevisionGraph {
    /// The one revision on which no other is built; `nil` if there is none at all.
    func head() throws(PlanProblem) -> MigrationVersion? {
        let heads = heads
        guard heads.count <= 1 else { throw .severalHeads(heads) }
        return heads.first
    }

    /// The version that is meant among others: `head`, one as it is written, or the only one that begins so.
    func resolved(
        _ asked: MigrationVersion, among versions: [MigrationVersion]
    ) throws(PlanProblem) -> MigrationVersion {
        if versions.contains(asked) { return asked }
        if asked.text == "head", let head = try head() { return head }
        let meant = versions.filter { $0.text.utf8.starts(with: asked.text.utf8) && !asked.text.isEmpty }
        guard meant.count <= 1 else { throw .ambiguousVersion(asked, meant) }
        return meant.first ?? asked
    }
}

extension [MigrationStatus] {
    /// The graph of the revisions among them; `nil` for numbered files.
    public var revisionGraph: RevisionGraph? {
        let revisions = compactMap { $0.migration?.revision }
        return revisions.isEmpty ? nil : RevisionGraph(revisions)
    }

    /// Heads that nobody has merged, as a problem.
    var severalHeads: [Diagnostic] {
        guard let heads = revisionGraph?.heads, heads.count > 1 else { return [] }
        return [PlanProblem.severalHeads(heads)]
    }

    /// The graph of a folder of revisions, with what else comes before each; `nil` for numbered files.
    func revisionGraph(in database: String) -> RevisionGraph? {
        guard contains(where: { $0.migration?.revision != nil }) else { return nil }
        return RevisionGraph(filter { $0.migration?.revision != nil }.map { $0.graphNode(in: database) })
    }
}

extension MigrationStatus {
    /// What the version is built on.
    fileprivate func graphNode(in database: String) -> RevisionGraph.Node {
        RevisionGraph.Node(
            id: version, parents: migration?.revision?.parents ?? [],
            dependencies: migration?.localDependencies(in: database) ?? [], rank: migration?.revision?.date ?? "")
    }
}
