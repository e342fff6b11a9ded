/// The revisions of a folder and what each is built on.
///
/// Takes any set of them, also one with gaps or circles: what is wrong with it is for others to say.
public struct RevisionGraph: Sendable {
    /// One revision, as far as order goes.
    struct Node: Sendable {
        let id: MigrationVersion
        let parents: [MigrationVersion]
        /// What else has to come before it.
        var dependencies: [MigrationVersion] = []
        /// What decides between two that could both be next; then their ids do.
        var rank = ""
    }

    let nodes: [Node]
    private let places: [MigrationVersion: Int]
    private let needs: [[Int]]
    private let neededBy: [[Int]]

    init(_ nodes: [Node]) {
        self.nodes = nodes
        let places = Dictionary(nodes.indices.map { (nodes[$0].id, $0) }) { first, _ in first }
        let needs = nodes.map { node in (node.parents + node.dependencies).compactMap { places[$0] } }
        var neededBy = [[Int]](repeating: [], count: nodes.count)
        for (index, others) in needs.enumerated() {
            for other in others { neededBy[other].append(index) }
        }
        (self.places, self.needs, self.neededBy) = (places, needs, neededBy)
    }

    /// Makes the graph of revisions.
    public init(_ revisions: [Revision]) {
        self.init(revisions.map { Node(id: $0.id, parents: $0.parents, rank: $0.date) })
    }

    /// The revisions in an order in which each comes behind its parents: of several that could be next, the one with
    /// the earlier date, then the smaller id.
    ///
    /// Those in a circle, and what is built on them, come last.
    public var order: [MigrationVersion] {
        let (order, stuck) = extended { left, right in
            (nodes[left].rank, nodes[left].id.text) < (nodes[right].rank, nodes[right].id.text)
        }
        return (order + stuck).map { nodes[$0].id }
    }

    /// The revisions on which no other is built, in order.
    public var heads: [MigrationVersion] {
        let parents = Set(nodes.flatMap(\.parents))
        return order.filter { !parents.contains($0) }
    }

    /// The revisions on which several others are built, in order.
    public var branchPoints: [MigrationVersion] {
        let counts = Dictionary(nodes.flatMap(\.parents).map { ($0, 1) }, uniquingKeysWith: +)
        return order.filter { counts[$0, default: 0] > 1 }
    }

    /// The revisions that are built on several others, in order.
    public var mergePoints: [MigrationVersion] {
        let merges = Set(nodes.filter { $0.parents.count > 1 }.map(\.id))
        return order.filter(merges.contains)
    }

    /// A circle of parents, the first one again at the end; `nil` if there is none.
    var circle: [MigrationVersion]? {
        let stuck = Set(extended(before: <).stuck)
        guard var next = stuck.min() else { return nil }
        var path: [Int] = []
        while !path.contains(next) {
            path.append(next)
            guard let parent = needs[next].first(where: stuck.contains) else { return nil }
            next = parent
        }
        return (path.drop { $0 != next } + [next]).map { nodes[$0].id }
    }

    /// These and all they are built on.
    func withAncestors(_ ids: some Sequence<MigrationVersion>) -> Set<MigrationVersion> { closure(of: ids, needs) }

    /// These and all that is built on them.
    func withDescendants(_ ids: some Sequence<MigrationVersion>) -> Set<MigrationVersion> {
        closure(of: ids, neededBy)
    }

    private func closure(
        of ids: some Sequence<MigrationVersion>, _ steps: [[Int]]
    ) -> Set<MigrationVersion> {
        var found = Set(ids.compactMap { places[$0] })
        var open = Array(found)
        while let index = open.popLast() {
            for next in steps[index] where found.insert(next).inserted { open.append(next) }
        }
        return Set(found.map { nodes[$0].id })
    }

    /// The places of the nodes in an order in which each comes behind what it needs, as far as there is one.
    /// - Parameter before: decides between two that could both be next.
    func extended(before: (Int, Int) -> Bool) -> (order: [Int], stuck: [Int]) {
        var missing = needs.map(\.count)
        // The next ones, the first of them at the end.
        var ready = nodes.indices.filter { missing[$0] == 0 }.sorted { before($1, $0) }
        var order: [Int] = []
        order.reserveCapacity(nodes.count)
        while let next = ready.popLast() {
            order.append(next)
            for follower in neededBy[next] {
                missing[follower] -= 1
                guard missing[follower] == 0 else { continue }
                var (low, high) = (0, ready.count)
                while low < high {
                    let middle = (low + high) / 2
                    if before(follower, ready[middle]) { low = middle + 1 } else { high = middle }
                }
                ready.insert(follower, at: low)
            }
        }
        let done = Set(order)
        return (order, nodes.indices.filter { !done.contains($0) })
    }
}
