/// Puts pieces of a schema in an order in which each finds what it needs.
///
/// Pieces stand where their kind and name put them, unless one needs another: that one comes right before it then. So
/// the same schema gives the same order, and a small change of it a small change of that.
struct SchemaSorting {
    private let pieces: [SchemaPiece]
    /// What each piece waits for.
    private let edges: [[Edge]]

    /// One piece waits for another.
    struct Edge {
        let target: Int
        /// What in the piece it is that waits.
        let because: ObjectReference
    }

    init(_ pieces: [SchemaPiece], _ dependencies: [SchemaDependency]) {
        let pieces = pieces.sorted { $0.place < $1.place }
        self.pieces = pieces
        var makers: [ObjectReference: Int] = [:]
        var waiters: [ObjectReference: Int] = [:]
        for (index, piece) in pieces.enumerated() {
            if piece.makesObject { makers[piece.object] = index }
            if piece.waitsForObject { waiters[piece.object] = index }
        }
        var edges: [[Edge]] = Array(repeating: [], count: pieces.count)
        for (index, piece) in pieces.enumerated() {
            for need in piece.needs {
                if let target = Self.find(need, makers), target != index {
                    edges[index].append(Edge(target: target, because: piece.object))
                }
            }
        }
        for dependency in dependencies {
            guard let index = Self.find(dependency.object, waiters), let target = Self.find(dependency.needs, makers),
                index != target
            else { continue }
            edges[index].append(Edge(target: target, because: dependency.object))
        }
        self.edges = edges.map { $0.sorted { $0.target < $1.target } }
    }

    /// A part that has no piece of its own is in that of its table, view or type.
    private static func find(_ object: ObjectReference, _ pieces: [ObjectReference: Int]) -> Int? {
        if let found = pieces[object] { return found }
        guard [.column, .constraint].contains(object.kind) else { return nil }
        for kind in [ObjectReference.Kind.table, .view, .type] {
            if let found = pieces[ObjectReference(kind, object.name)] { return found }
        }
        return nil
    }

    /// The pieces in order, or pieces that wait for one another.
    enum Result {
        case sorted([SchemaPiece])
        case cycle([ObjectReference])
    }

    /// Puts them in order.
    func sort() -> Result {
        enum State { case untouched, open, done }
        var states = Array(repeating: State.untouched, count: pieces.count)
        var sorted: [SchemaPiece] = []
        // By hand, as a chain of views may be longer than a stack is deep.
        var path: [(piece: Int, next: Int)] = []
        for start in pieces.indices where states[start] == .untouched {
            states[start] = .open
            path.append((start, 0))
            while let (piece, next) = path.last {
                guard next < edges[piece].count else {
                    states[piece] = .done
                    sorted.append(pieces[piece])
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let target = edges[piece][next].target
                switch states[target] {
                case .done: break
                case .untouched:
                    states[target] = .open
                    path.append((target, 0))
                case .open: return .cycle(cycle(path, from: target))
                }
            }
        }
        return .sorted(sorted)
    }

    /// What waits in each piece of a path from `start` on.
    private func cycle(_ path: [(piece: Int, next: Int)], from start: Int) -> [ObjectReference] {
        path.drop { $0.piece != start }.map { edges[$0.piece][$0.next - 1].because }
    }
}
