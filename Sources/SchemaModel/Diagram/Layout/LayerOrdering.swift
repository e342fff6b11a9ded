/// Puts the items of each layer in an order in which few lines cross and lines are short.
///
/// The barycentre method of Sugiyama, Tagawa and Toda, with real heights in place of ranks, each sweep followed by
/// exchanges of neighbours. The best order that was met wins.
struct LayerOrdering {
    private var graph: LayeredGraph
    private var tops: [Int]
    /// The segments of each gap.
    private let gaps: [[Int]]

    /// The graph with the best order that was found, and its cost.
    static func ordered(_ graph: LayeredGraph) -> LayeredGraph {
        var ordering = LayerOrdering(graph)
        return ordering.best()
    }

    private init(_ graph: LayeredGraph) {
        self.graph = graph
        tops = []
        var gaps: [[Int]] = Array(repeating: [], count: graph.layerCount + 1)
        for (index, segment) in graph.segments.enumerated() { gaps[segment.gap].append(index) }
        self.gaps = gaps
        self.graph.order = Self.initialOrder(graph)
        tops = self.graph.packedTops()
    }

    /// Boxes in the order in which a walk along the lines meets them, from the one with the most lines on.
    private static func initialOrder(_ graph: LayeredGraph) -> [[Int]] {
        var isMet = graph.items.map { _ in false }
        var order: [[Int]] = graph.order.map { _ in [] }
        let starts = graph.items.indices.sorted { first, second in
            let (one, other) = (graph.items[first].segments.count, graph.items[second].segments.count)
            return one == other ? first < second : one > other
        }
        for start in starts where !isMet[start] {
            var queue = [start]
            isMet[start] = true
            var next = 0
            while next < queue.count {
                let item = queue[next]
                next += 1
                order[graph.items[item].layer].append(item)
                for segment in graph.items[item].segments {
                    let other = graph.segments[segment].other(than: item).item
                    if !isMet[other] {
                        isMet[other] = true
                        queue.append(other)
                    }
                }
            }
        }
        return order
    }

    private mutating func best() -> LayeredGraph {
        var best = (cost: cost(), order: graph.order)
        for round in 0..<18 {
            sweep(round)
            for _ in 0..<4 where exchangeNeighbours() {}
            let cost = cost()
            if cost < best.cost { best = (cost, graph.order) }
            if cost == 0 { break }
        }
        graph.order = best.order
        return graph
    }

    /// Sorts each layer by where its lines lead to: those to the left, those to the right, or all, in turn.
    private mutating func sweep(_ round: Int) {
        let layers = round % 2 == 0 ? Array(graph.order.indices) : graph.order.indices.reversed()
        for layer in layers {
            let bank: LayeredGraph.Bank? = round % 3 == 2 ? nil : round % 2 == 0 ? .right : .left
            let keys = graph.order[layer].map { middle(of: $0, facing: bank) }
            let places = keys.indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
            graph.order[layer] = places.map { graph.order[layer][$0] }
            graph.pack(graph.order[layer], into: &tops)
        }
    }

    /// Where the middle of an item would have to be for its lines to be straight.
    private func middle(of item: Int, facing bank: LayeredGraph.Bank?) -> Int {
        var sum = 0
        var count = 0
        for index in graph.items[item].segments {
            let segment = graph.segments[index]
            let (own, other) = (segment.own(item), segment.other(than: item))
            guard other.item != item, bank == nil || own.bank == bank || segment.isFlat else { continue }
            sum += tops[other.item] + other.offset - own.offset
            count += 1
        }
        return (count == 0 ? tops[item] : sum / count) + graph.items[item].height / 2
    }

    /// Exchanges neighbours in a layer wherever that is better; false if it is nowhere.
    private mutating func exchangeNeighbours() -> Bool {
        var isBetter = false
        for layer in graph.order.indices {
            for place in graph.order[layer].indices.dropLast() {
                let (upper, lower) = (graph.order[layer][place], graph.order[layer][place + 1])
                let before = localCost(upper, lower)
                let (top, bottom) = (tops[upper], tops[lower] + graph.items[lower].height)
                tops[lower] = top
                tops[upper] = bottom - graph.items[upper].height
                if localCost(upper, lower) < before {
                    graph.order[layer].swapAt(place, place + 1)
                    graph.pack(graph.order[layer], into: &tops)
                    isBetter = true
                } else {
                    tops[upper] = top
                    tops[lower] = bottom - graph.items[lower].height
                }
            }
        }
        return isBetter
    }

    /// The part of the cost that two neighbours in a layer can change by changing places.
    private func localCost(_ upper: Int, _ lower: Int) -> Int {
        let own = graph.items[upper].segments
        let others = graph.items[lower].segments
        var cost = (own + others).reduce(0) { $0 + length(graph.segments[$1]) }
        for first in own {
            for second in others where first != second {
                cost += crossings(graph.segments[first], graph.segments[second]) * 100
            }
        }
        return cost
    }

    private func cost() -> Int {
        var cost = graph.segments.reduce(0) { $0 + length($1) }
        for gap in gaps {
            for first in gap.indices {
                for second in gap.indices.dropFirst(first + 1) {
                    cost += crossings(graph.segments[gap[first]], graph.segments[gap[second]]) * 100
                }
            }
        }
        return cost
    }

    private func height(_ end: LayeredGraph.End) -> Int { tops[end.item] + end.offset }

    private func length(_ segment: LayeredGraph.Segment) -> Int {
        abs(height(segment.source) - height(segment.target)) / 4
    }

    /// How often two segments cross, whatever way they take through their gap.
    private func crossings(_ first: LayeredGraph.Segment, _ second: LayeredGraph.Segment) -> Int {
        guard first.gap == second.gap else { return 0 }
        if first.isFlat { return flatCrossings(first, second) }
        if second.isFlat { return flatCrossings(second, first) }
        let left = height(first.left) - height(second.left)
        let right = height(first.right) - height(second.right)
        return left.signum() * right.signum() < 0 ? 1 : 0
    }

    private func flatCrossings(_ flat: LayeredGraph.Segment, _ other: LayeredGraph.Segment) -> Int {
        let (one, two) = (height(flat.source), height(flat.target))
        let (low, high) = (min(one, two), max(one, two))
        func isInside(_ end: LayeredGraph.End) -> Bool {
            end.bank == flat.source.bank && low < height(end) && height(end) < high
        }
        // Of two that lead back to the same side one may lie within the other.
        return isInside(other.source) != isInside(other.target) ? 1 : 0
    }
}
