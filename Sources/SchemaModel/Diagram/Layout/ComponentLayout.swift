/// The places of boxes that lines hold together, and the ways of the lines.
struct ComponentLayout: Sendable {
    /// The size of all.
    var size = DiagramSize(width: 0, height: 0)
    /// The frame of each box.
    var frames: [DiagramFrame]
    /// The corners of each line, from its source to its target.
    var paths: [[DiagramPoint]]

    /// The best of several drawings with different numbers of layers.
    static func best(of graph: LayoutGraph) -> ComponentLayout {
        let usual = usualLayerCount(graph)
        // Lines that pass a layer make it higher, and with them the drawing: more layers than boxes alone need.
        // Of hundreds of boxes one drawing has to do.
        let tries = graph.sizes.count > 200 ? [usual + 1] : [usual - 1, usual, usual + 1, usual + 2]
        let counts = Set(
            tries.map {
                min(max($0, graph.sizes.count > 1 ? 2 : 1), graph.sizes.count)
            })
        let drawings = counts.sorted().map { ComponentLayout(graph, layerCount: $0) }
        return drawings.min { $0.cost < $1.cost } ?? ComponentLayout(graph, layerCount: 1)
    }

    /// With how many layers the drawing is about half as wide again as it is high.
    private static func usualLayerCount(_ graph: LayoutGraph) -> Int {
        let height = graph.sizes.reduce(0) { $0 + $1.height + DiagramMetrics.boxGap }
        let width = graph.sizes.reduce(0) { $0 + $1.width } / max(graph.sizes.count, 1) + 110
        var count = 1
        while (count + 1) * (count + 1) * width * 2 <= height * 3 { count += 1 }
        return count
    }

    /// What speaks against a drawing: long lines, a large area, a shape that fits no page.
    private var cost: Int {
        let (long, short) = (max(size.width, size.height), max(min(size.width, size.height), 1))
        let length = paths.reduce(0) { $0 + Self.length($1) }
        let excess = max(100, long * 150 / short - 125)
        return (length + 3 * (size.width + size.height)) * excess / 100
    }

    private static func length(_ path: [DiagramPoint]) -> Int {
        zip(path, path.dropFirst()).reduce(0) { $0 + abs($1.0.x - $1.1.x) + abs($1.0.y - $1.1.y) }
    }

    /// Draws boxes and lines in so many layers.
    init(_ graph: LayoutGraph, layerCount: Int) {
        let layers = Self.withoutGaps(LayerAssignment.layers(of: graph, count: layerCount))
        let placed = Ports.placed(LayerOrdering.ordered(LayeredGraph(graph, layers: layers)))
        let tops = LayerPositions.tops(of: placed)
        let layered = Ports.settled(placed, tops)
        let routes = (0...layered.layerCount).map { GapRouting(Self.wires(in: $0, of: layered, tops)) }
        let columns = Columns(layered, routes, widths: graph.sizes.map(\.width))

        frames = graph.sizes.map { DiagramFrame(x: 0, y: 0, width: $0.width, height: $0.height) }
        for (index, item) in layered.items.enumerated() {
            guard let box = item.box else { continue }
            frames[box] = DiagramFrame(
                x: columns.left[item.layer], y: tops[index], width: columns.widths[item.layer], height: item.height)
        }
        paths = graph.links.map { _ in [] }
        for (index, segment) in layered.segments.enumerated() {
            let ends = segment.ends.map { end in
                DiagramPoint(x: columns.bank(end.bank, of: segment.gap), y: tops[end.item] + end.offset)
            }
            var corners = [ends[0]]
            if let track = routes[segment.gap].tracks[index] {
                let x = columns.track(track, of: segment.gap)
                corners += ends.map { DiagramPoint(x: x, y: $0.y) }
            }
            Self.append(corners + [ends[1]], to: &paths[segment.link])
        }
        let bottom = max(frames.map { $0.y + $0.height }.max() ?? 0, paths.flatMap(\.self).map(\.y).max() ?? 0)
        size = DiagramSize(width: columns.total, height: bottom)
    }

    /// Layers numbered anew where some are empty.
    private static func withoutGaps(_ layers: [Int]) -> [Int] {
        let used = Set(layers).sorted()
        return layers.map { layer in used.firstIndex(of: layer) ?? 0 }
    }

    private static func wires(in gap: Int, of graph: LayeredGraph, _ tops: [Int]) -> [GapRouting.Wire] {
        graph.segments.enumerated().filter { $0.element.gap == gap }.map { index, segment in
            func heights(_ bank: LayeredGraph.Bank) -> [Int] {
                segment.ends.filter { $0.bank == bank }.map { tops[$0.item] + $0.offset }
            }
            return GapRouting.Wire(segment: index, left: heights(.left), right: heights(.right))
        }
    }

    /// Adds points to a line, without those in the middle of a straight part.
    private static func append(_ points: [DiagramPoint], to path: inout [DiagramPoint]) {
        for point in points where path.last != point {
            if path.count > 1 {
                let (first, second) = (path[path.count - 2], path[path.count - 1])
                if (first.x == second.x && second.x == point.x) || (first.y == second.y && second.y == point.y) {
                    path.removeLast()
                }
            }
            path.append(point)
        }
    }
}

/// Where layers and gaps are, from left to right.
private struct Columns {
    private(set) var left: [Int] = []
    private(set) var widths: [Int] = []
    private(set) var total = 0
    private var firstTracks: [Int] = []

    init(_ graph: LayeredGraph, _ routes: [GapRouting], widths boxes: [Int]) {
        for gap in 0...graph.layerCount {
            let isOuter = gap == 0 || gap == graph.layerCount
            let tracks = routes[gap].trackCount
            let room = max(tracks - 1, 0) * DiagramMetrics.trackGap
            if isOuter {
                firstTracks.append(gap == 0 ? 0 : total + DiagramMetrics.markRoom)
                if tracks > 0 { total += room + DiagramMetrics.markRoom }
            } else {
                firstTracks.append(total + DiagramMetrics.markRoom)
                total += room + 2 * DiagramMetrics.markRoom
            }
            guard gap < graph.layerCount else { continue }
            let width = graph.order[gap].compactMap { graph.items[$0].box }.map { boxes[$0] }.max() ?? 0
            left.append(total)
            widths.append(width)
            total += width
        }
    }

    /// The x of a side of a gap: where the boxes beside it end or begin.
    func bank(_ bank: LayeredGraph.Bank, of gap: Int) -> Int {
        bank == .left ? left[gap - 1] + widths[gap - 1] : left[gap]
    }

    func track(_ track: Int, of gap: Int) -> Int { firstTracks[gap] + track * DiagramMetrics.trackGap }
}
