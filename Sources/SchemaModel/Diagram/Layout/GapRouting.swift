/// Leads the lines through one gap between two layers: each has a vertical part on a track of its own.
struct GapRouting {
    /// A line in the gap: where it comes in and where it goes out.
    struct Wire: Sendable {
        /// The segment.
        var segment: Int
        /// The heights at the left bank, then at the right one: two in all.
        var left: [Int]
        var right: [Int]
        /// The highest and the lowest point.
        let low: Int
        let high: Int

        init(segment: Int, left: [Int], right: [Int]) {
            self.segment = segment
            self.left = left
            self.right = right
            low = (left + right).min() ?? 0
            high = (left + right).max() ?? 0
        }
    }

    /// The track of each segment, counted from the left; none for those that are straight.
    private(set) var tracks: [Int: Int] = [:]
    /// How many tracks there are.
    private(set) var trackCount = 0

    /// Distributes lines over tracks.
    init(_ wires: [Wire]) {
        var order: [Wire] = []
        for wire in wires where wire.low != wire.high || wire.left.count != 1 { insert(wire, into: &order) }
        for _ in 0..<3 {
            for wire in order.sorted(by: { $0.segment < $1.segment }) {
                order.removeAll { $0.segment == wire.segment }
                insert(wire, into: &order)
            }
        }
        for (place, wire) in order.enumerated() {
            var track = 0
            for earlier in order.prefix(place) where Self.needDifferentTracks(earlier, wire) {
                track = max(track, (tracks[earlier.segment] ?? 0) + 1)
            }
            tracks[wire.segment] = track
            trackCount = max(trackCount, track + 1)
        }
    }

    /// Puts a wire where it crosses the others least.
    private func insert(_ wire: Wire, into order: inout [Wire]) {
        var cost = order.reduce(0) { $0 + Self.conflicts(wire, $1) }
        var best = (cost: cost, place: 0)
        for (place, other) in order.enumerated() {
            cost += Self.conflicts(other, wire) - Self.conflicts(wire, other)
            if cost < best.cost { best = (cost, place + 1) }
        }
        order.insert(wire, at: best.place)
    }

    /// Lines closer than this look like one.
    private static let nearness = 6

    /// What is wrong with one wire being to the left of another: crossings, and parts that lie upon each other.
    private static func conflicts(_ first: Wire, _ second: Wire) -> Int {
        var cost = 0
        for height in first.right where second.low - nearness < height && height < second.high + nearness { cost += 1 }
        for height in second.left where first.low - nearness < height && height < first.high + nearness { cost += 1 }
        for height in first.right { for other in second.left where abs(height - other) < nearness { cost += 50 } }
        return cost
    }

    private static func needDifferentTracks(_ first: Wire, _ second: Wire) -> Bool {
        let overlaps =
            first.low < second.high + DiagramMetrics.trackGap && second.low < first.high + DiagramMetrics.trackGap
        return overlaps || conflicts(first, second) != conflicts(second, first)
    }
}
