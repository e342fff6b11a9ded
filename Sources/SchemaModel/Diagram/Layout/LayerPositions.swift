/// Decides at which height each item stands: in the order of its layer, as straight with its neighbours as there is room.
struct LayerPositions {
    private let graph: LayeredGraph
    private var tops: [Int]

    /// The top of each item; the least of them is 0.
    static func tops(of graph: LayeredGraph) -> [Int] {
        var positions = LayerPositions(graph: graph, tops: graph.packedTops())
        for round in 0..<16 { positions.balance(round) }
        for round in 0..<8 { positions.straighten(round) }
        let least = positions.tops.min() ?? 0
        return positions.tops.map { $0 - least }
    }

    /// A wish of where an item should stand.
    private struct Wish {
        var top: Int
        var weight: Int
    }

    /// One wish for each line at an item: that it be straight.
    private func wishes(of item: Int) -> [Wish] {
        graph.items[item].segments.compactMap { index in
            let segment = graph.segments[index]
            let (own, other) = (segment.own(item), segment.other(than: item))
            if segment.isFlat { return nil }
            // What is straight in the middle of a long line counts most: its ends have a reason to be elsewhere.
            let bends = [own, other].filter { graph.items[$0.item].box == nil }.count
            return Wish(top: tops[other.item] + other.offset - own.offset, weight: [1, 2, 8][bends])
        }
    }

    private func layers(_ round: Int) -> [[Int]] { round % 2 == 0 ? graph.order : graph.order.reversed() }

    /// Moves the items of each layer to the middle of their wishes, together where they would overlap.
    private mutating func balance(_ round: Int) {
        for layer in layers(round) {
            var blocks: [Block] = []
            var offset = 0
            for (place, item) in layer.enumerated() {
                if place > 0 {
                    let upper = layer[place - 1]
                    offset += graph.items[upper].height + graph.distance(upper, item)
                }
                let wishes = wishes(of: item) + [Wish(top: tops[item], weight: 1)]
                let weight = wishes.reduce(0) { $0 + $1.weight }
                let sum = wishes.reduce(0) { $0 + $1.weight * ($1.top - offset) }
                blocks.append(Block(items: [(item, offset)], weight: weight, sum: sum))
                while blocks.count > 1, blocks[blocks.count - 1].top < blocks[blocks.count - 2].top {
                    let last = blocks.removeLast()
                    blocks[blocks.count - 1].append(last)
                }
            }
            for block in blocks { for (item, offset) in block.items { tops[item] = block.top + offset } }
        }
    }

    /// Items that stand as close to each other as they may, and move as one.
    private struct Block {
        /// Each item, and how far it is below the first of its layer where all are packed.
        var items: [(item: Int, offset: Int)]
        var weight: Int
        var sum: Int

        /// The mean of the wishes, even, so that halves of even measures meet.
        var top: Int { Int((Double(sum) / Double(2 * weight)).rounded()) * 2 }

        mutating func append(_ other: Block) {
            items += other.items
            weight += other.weight
            sum += other.sum
        }
    }

    /// Moves each item, as far as its neighbours in the layer let it, to where its lines have the smallest steps.
    private mutating func straighten(_ round: Int) {
        for layer in layers(round) {
            for (place, item) in layer.enumerated() {
                var (least, most) = (Int.min, Int.max)
                if place > 0 {
                    let upper = layer[place - 1]
                    least = tops[upper] + graph.items[upper].height + leastDistance(upper, item)
                }
                if place + 1 < layer.count {
                    let lower = layer[place + 1]
                    most = tops[lower] - leastDistance(item, lower) - graph.items[item].height
                }
                let wishes = wishes(of: item)
                // The sum of distances has its minimum at one of the wishes, or where the room ends.
                let places = [tops[item]] + wishes.map { max(least, min(most, $0.top)) }
                let costs = places.map { Self.cost(of: $0, wishes) }
                if let best = costs.indices.min(by: { costs[$0] < costs[$1] }) { tops[item] = places[best] }
            }
        }
    }

    /// The room between two items that is enough where it makes a line straight.
    private func leastDistance(_ upper: Int, _ lower: Int) -> Int {
        let usual = graph.distance(upper, lower)
        return usual == DiagramMetrics.lineGap ? DiagramMetrics.trackGap : usual
    }

    /// How much the lines at an item deviate; one that does not is worth a deviation of others.
    private static func cost(of top: Int, _ wishes: [Wish]) -> Int {
        wishes.reduce(0) { sum, wish in sum + wish.weight * (wish.top == top ? 0 : abs(wish.top - top) + 16) }
    }
}
