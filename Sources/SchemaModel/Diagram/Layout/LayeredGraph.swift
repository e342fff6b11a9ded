/// Boxes in layers, and lines cut into segments that each cross the gap between two layers.
///
/// Gap 0 is to the left of layer 0, gap 1 between layers 0 and 1, and so on. A line that passes a layer has a bend there:
/// an item without height that keeps room free for it.
struct LayeredGraph {
    /// What stands in a layer.
    struct Item {
        /// Its layer.
        var layer: Int
        /// Its height.
        var height: Int
        /// The box, or `nil` for a bend.
        var box: Int?
        /// The places where lines are attached, as places in ``LayeredGraph/segments``.
        var segments: [Int] = []
    }

    /// Which side of a gap an end is on.
    enum Bank { case left, right }

    /// Where a segment is attached.
    struct End: Hashable {
        var item: Int
        var bank: Bank
        /// From the top of the item.
        var offset: Int
        /// Whether the offset may change.
        var isFree: Bool
    }

    /// A part of a line, within one gap.
    struct Segment {
        var link: Int
        var gap: Int
        /// The end nearer to the source of the line.
        var source: End
        /// The end nearer to its target.
        var target: End

        /// Both ends.
        var ends: [End] { [source, target] }

        /// Whether it leads back to the side that it comes from.
        var isFlat: Bool { source.bank == target.bank }

        /// The end at the left bank of the gap; for a flat one, its source.
        var left: End { source.bank == .left ? source : target }

        /// The end at the right bank of the gap; for a flat one, its target.
        var right: End { source.bank == .left ? target : source }

        /// The end at the other item; at the item itself for a line that leads back to it.
        func other(than item: Int) -> End { source.item == item ? target : source }

        /// The end at an item.
        func own(_ item: Int) -> End { source.item == item ? source : target }
    }

    var items: [Item]
    var segments: [Segment] = []
    let layerCount: Int
    /// The items of each layer, from top to bottom.
    var order: [[Int]]

    /// Cuts the lines of a graph whose boxes have layers.
    init(_ graph: LayoutGraph, layers: [Int]) {
        layerCount = (layers.max() ?? 0) + 1
        items = graph.sizes.enumerated().map {
            Item(layer: layers[$0.offset], height: $0.element.height, box: $0.offset)
        }
        order = Array(repeating: [], count: layerCount)
        for (index, link) in graph.links.enumerated() { add(link, index) }
        for (index, segment) in segments.enumerated() {
            for item in Set(segment.ends.map(\.item)) { items[item].segments.append(index) }
        }
        for (index, item) in items.enumerated() { order[item.layer].append(index) }
    }

    private mutating func add(_ link: LayoutGraph.Link, _ index: Int) {
        let (from, to) = (items[link.source].layer, items[link.target].layer)
        let offset = link.sourceOffset ?? DiagramMetrics.headerHeight / 2
        let isFree = link.sourceOffset == nil
        if from == to {
            // Outside of the first layer there is more room than behind it.
            let bank = from == 0 && layerCount > 1 ? Bank.right : .left
            append(
                index, gap: bank == .right ? 0 : from + 1,
                End(item: link.source, bank: bank, offset: offset, isFree: isFree),
                End(item: link.target, bank: bank, offset: DiagramMetrics.headerHeight / 2, isFree: true))
            return
        }
        let step = from < to ? 1 : -1
        let (near, far): (Bank, Bank) = from < to ? (.left, .right) : (.right, .left)
        var last = End(item: link.source, bank: near, offset: offset, isFree: isFree)
        for layer in stride(from: from + step, to: to, by: step) {
            items.append(Item(layer: layer, height: 0, box: nil))
            let bend = items.count - 1
            append(
                index, gap: step > 0 ? layer : layer + 1, last,
                End(item: bend, bank: far, offset: 0, isFree: false))
            last = End(item: bend, bank: near, offset: 0, isFree: false)
        }
        append(
            index, gap: step > 0 ? to : to + 1, last,
            End(item: link.target, bank: far, offset: DiagramMetrics.headerHeight / 2, isFree: true))
    }

    private mutating func append(_ link: Int, gap: Int, _ first: End, _ second: End) {
        segments.append(Segment(link: link, gap: gap, source: first, target: second))
    }

    /// The room that two items of a layer need between them.
    func distance(_ upper: Int, _ lower: Int) -> Int {
        items[upper].box != nil && items[lower].box != nil ? DiagramMetrics.boxGap : DiagramMetrics.lineGap
    }

    /// The tops of the items, each layer packed and its middle at 0.
    func packedTops() -> [Int] {
        var tops = items.map { _ in 0 }
        for layer in order { pack(layer, into: &tops) }
        return tops
    }

    /// Packs one layer.
    func pack(_ layer: [Int], into tops: inout [Int]) {
        var y = 0
        for (place, item) in layer.enumerated() {
            if place > 0 { y += distance(layer[place - 1], item) }
            tops[item] = y
            y += items[item].height
        }
        for item in layer { tops[item] -= y / 2 }
    }
}
