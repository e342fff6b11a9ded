/// Decides which layer each box stands in.
///
/// Layers are columns of the drawing. A line should lead to the next layer, from right to left where there is a choice, so
/// that what is referred to stands to the left of what refers to it; and the layers should be equally high. Since a hub
/// with many lines has room for them on both sides, a line may lead to the right as well.
struct LayerAssignment {
    private let graph: LayoutGraph
    private let count: Int
    private var layers: [Int]
    private var loads: [Int]
    private let capacity: Int
    /// For each box the lines at it: the other box, and 1 where the line begins here, -1 where it ends here.
    private let neighbours: [[(box: Int, direction: Int)]]

    /// The layer of each box.
    static func layers(of graph: LayoutGraph, count: Int) -> [Int] {
        var assignment = LayerAssignment(graph, count)
        assignment.improve()
        return assignment.layers
    }

    private init(_ graph: LayoutGraph, _ count: Int) {
        self.graph = graph
        self.count = count
        let ranks = Ranks.longestPaths(graph)
        let depth = (ranks.max() ?? 0) + 1
        layers = ranks.map { depth <= count ? $0 : $0 * count / depth }
        loads = Array(repeating: 0, count: count)
        for (box, layer) in layers.enumerated() { loads[layer] += graph.sizes[box].height + DiagramMetrics.boxGap }
        capacity = max(loads.reduce(0, +) / count, 1)
        var neighbours: [[(box: Int, direction: Int)]] = graph.sizes.map { _ in [] }
        for link in graph.links where link.source != link.target {
            neighbours[link.source].append((link.target, 1))
            neighbours[link.target].append((link.source, -1))
        }
        self.neighbours = neighbours
    }

    private mutating func improve() {
        for _ in 0..<40 {
            var isBetter = false
            for box in graph.sizes.indices where moveToBestLayer(box) { isBetter = true }
            for first in graph.sizes.indices {
                for second in graph.sizes.indices where second > first && exchange(first, second) { isBetter = true }
            }
            if !isBetter { return }
        }
    }

    private mutating func moveToBestLayer(_ box: Int) -> Bool {
        let old = layers[box]
        let height = graph.sizes[box].height + DiagramMetrics.boxGap
        let present = pull(box, old)
        var best = (gain: 0, layer: old)
        for layer in 0..<count where layer != old {
            let burden = loadCost(loads[layer] + height) - loadCost(loads[layer])
            let relief = loadCost(loads[old]) - loadCost(loads[old] - height)
            let gain = present - pull(box, layer) + relief - burden
            if gain > best.gain { best = (gain, layer) }
        }
        move(box, to: best.layer)
        return best.layer != old
    }

    private mutating func exchange(_ first: Int, _ second: Int) -> Bool {
        let (one, other) = (layers[first], layers[second])
        if one == other { return false }
        let before = cost(of: first, second)
        move(first, to: other)
        move(second, to: one)
        if cost(of: first, second) < before { return true }
        move(first, to: one)
        move(second, to: other)
        return false
    }

    private func cost(of first: Int, _ second: Int) -> Int {
        pull(first, layers[first]) + pull(second, layers[second]) + loadCost(loads[layers[first]])
            + loadCost(loads[layers[second]])
    }

    private mutating func move(_ box: Int, to layer: Int) {
        let height = graph.sizes[box].height + DiagramMetrics.boxGap
        loads[layers[box]] -= height
        loads[layer] += height
        layers[box] = layer
    }

    /// What the lines at a box cost if it stands in a layer, in hundredths of a line to the next one.
    private func pull(_ box: Int, _ layer: Int) -> Int {
        neighbours[box].reduce(0) { sum, neighbour in
            let distance = (layer - layers[neighbour.box]) * neighbour.direction
            switch abs(distance) {
            case 0: return sum + 170
            case 1: return sum + (distance < 0 ? 115 : 100)
            default: return sum + abs(distance) * 200 - 120 + (distance < 0 ? 15 : 0)
            }
        }
    }

    /// What it costs that a layer is so high: the square, so that equal heights are best.
    private func loadCost(_ load: Int) -> Int {
        let share = load * 100 / capacity
        return share * share * graph.sizes.count / count / 100
    }
}

/// How far each box is from those that refer to nothing.
private enum Ranks {
    /// The length of the longest chain of lines that begins at each box; lines that close a cycle do not count.
    static func longestPaths(_ graph: LayoutGraph) -> [Int] {
        var targets: [[Int]] = graph.sizes.map { _ in [] }
        for link in graph.links where link.source != link.target { targets[link.source].append(link.target) }
        var ranks: [Int?] = graph.sizes.map { _ in nil }
        var isOpen = graph.sizes.map { _ in false }
        for root in graph.sizes.indices where ranks[root] == nil {
            // With a stack of its own: a chain of tables may be longer than recursion bears.
            var stack = [(box: root, next: 0, rank: 0)]
            isOpen[root] = true
            while let top = stack.last {
                let last = stack.count - 1
                guard top.next < targets[top.box].count else {
                    ranks[top.box] = top.rank
                    isOpen[top.box] = false
                    stack.removeLast()
                    if last > 0 { stack[last - 1].rank = max(stack[last - 1].rank, top.rank + 1) }
                    continue
                }
                stack[last].next += 1
                let target = targets[top.box][top.next]
                if let rank = ranks[target] {
                    stack[last].rank = max(top.rank, rank + 1)
                } else if !isOpen[target] {
                    isOpen[target] = true
                    stack.append((target, 0, 0))
                }
            }
        }
        return ranks.map { $0 ?? 0 }
    }
}
