/// Gives the ends of lines their places at the sides of boxes, so that no two ends meet.
enum Ports {
    /// The graph with all ends apart from each other; boxes with more ends than fit have grown.
    ///
    /// The order in the layers says already which end comes above which.
    static func placed(_ graph: LayeredGraph) -> LayeredGraph {
        var graph = graph
        let tops = graph.packedTops()
        for item in graph.items.indices where graph.items[item].box != nil {
            for bank in [LayeredGraph.Bank.left, .right] {
                let ends = Self.ends(at: item, bank, of: graph)
                let taken = spreadFixed(ends.filter { !graph[$0].isFree }, tops, in: &graph)
                placeFree(ends.filter { graph[$0].isFree }, at: item, beside: taken, tops, in: &graph)
            }
        }
        return graph
    }

    /// Moves ends by a few pixels where that makes a line straight that would have a small step.
    static func settled(_ graph: LayeredGraph, _ tops: [Int]) -> LayeredGraph {
        var graph = graph
        for index in graph.segments.indices where !graph.segments[index].isFlat {
            for isSource in [true, false] {
                let reference = EndReference(segment: index, isSource: isSource)
                let (own, other) = (graph[reference], graph[reference.opposite])
                if !own.isFree { continue }
                let wish = tops[other.item] + other.offset - tops[own.item]
                let others = ends(at: own.item, own.bank, of: graph).filter { $0 != reference }.map { graph[$0].offset }
                let isNear = abs(wish - own.offset) <= DiagramMetrics.trackGap
                let isInside = wish >= 6 && wish <= graph.items[own.item].height - 6
                // It may not pass another end on its way.
                let (low, high) = (min(wish, own.offset) - 8, max(wish, own.offset) + 8)
                if isNear && isInside && others.allSatisfy({ $0 <= low || $0 >= high }) {
                    graph[reference].offset = wish
                }
            }
        }
        return graph
    }

    private static func ends(at item: Int, _ bank: LayeredGraph.Bank, of graph: LayeredGraph) -> [EndReference] {
        graph.items[item].segments.flatMap { segment in
            [EndReference(segment: segment, isSource: true), EndReference(segment: segment, isSource: false)].filter {
                graph[$0].item == item && graph[$0].bank == bank
            }
        }
    }

    /// Moves lines that begin at the same row apart, in the order in which they end; the heights that are taken then.
    private static func spreadFixed(_ ends: [EndReference], _ tops: [Int], in graph: inout LayeredGraph) -> [Int] {
        var rows: [Int: [EndReference]] = [:]
        for end in ends { rows[graph[end].offset, default: []].append(end) }
        for (_, ends) in rows where ends.count > 1 {
            let room = DiagramMetrics.rowHeight - 8
            let heights = ends.map { tops[graph[$0.opposite].item] }
            let order = ends.indices.sorted { heights[$0] == heights[$1] ? $0 < $1 : heights[$0] < heights[$1] }
            for (place, end) in order.map({ ends[$0] }).enumerated() {
                graph[end].offset += (place * 2 - (ends.count - 1)) * room / (ends.count - 1) / 2
            }
        }
        return ends.map { graph[$0].offset }
    }

    /// Places the ends that may be anywhere, from the top of the box on.
    private static func placeFree(
        _ ends: [EndReference], at item: Int, beside taken: [Int], _ tops: [Int], in graph: inout LayeredGraph
    ) {
        let frozen = graph
        let order = graph.order[graph.items[item].layer]
        func key(_ end: EndReference) -> Int {
            let other = frozen[end.opposite]
            // A line back to the same side lies above all others if it leads upwards, below them if downwards.
            guard frozen.segments[end.segment].isFlat else { return tops[other.item] + other.offset }
            // Those that lead back to the box itself lie within each other.
            if other.item == item { return 2_000_000 - other.offset }
            let isAbove = (order.firstIndex(of: other.item) ?? 0) < (order.firstIndex(of: item) ?? 0)
            let far = 1_000_000 - abs(tops[other.item] - tops[item])
            return isAbove ? -far : far
        }
        let sorted = ends.sorted { key($0) == key($1) ? $0.segment < $1.segment : key($0) < key($1) }
        let slots = slots(sorted.count, beside: taken)
        for (end, slot) in zip(sorted, slots) { graph[end].offset = slot }
        if let last = slots.last { graph.items[item].height = max(graph.items[item].height, last + 8) }
    }

    /// Heights for so many ends, in the header and below it, that keep away from those that are taken.
    private static func slots(_ count: Int, beside taken: [Int]) -> [Int] {
        let middle = DiagramMetrics.headerHeight / 2
        if count == 1 { return [middle] }
        if count == 2 { return [middle - 6, middle + 6] }
        var slots: [Int] = []
        var height = 6
        while slots.count < count {
            let isFree = taken.allSatisfy { abs($0 - height) >= 8 }
            if isFree { slots.append(height) }
            height += isFree ? DiagramMetrics.trackGap : 2
        }
        return slots
    }
}

/// One end of one segment.
struct EndReference: Hashable {
    var segment: Int
    var isSource: Bool

    /// The other end.
    var opposite: EndReference { EndReference(segment: segment, isSource: !isSource) }
}

extension LayeredGraph {
    /// The end that is meant.
    subscript(reference: EndReference) -> End {
        get { reference.isSource ? segments[reference.segment].source : segments[reference.segment].target }
        set {
            if reference.isSource {
                segments[reference.segment].source = newValue
            } else {
                segments[reference.segment].target = newValue
            }
        }
    }
}
