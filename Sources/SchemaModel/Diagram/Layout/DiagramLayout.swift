/// The places of a diagram's boxes and lines.
///
/// A layered drawing after Sugiyama: boxes stand in columns, lines are drawn between them with right angles and pass
/// boxes where room is kept for them. Parts that no line joins stand side by side, boxes without lines in a grid. The same
/// diagram always gives the same layout.
public struct DiagramLayout: Sendable, Hashable {
    /// The width of the whole, with its margins.
    public var width: Int
    /// The height of the whole, with its margins.
    public var height: Int
    /// The frame of each box.
    public var frames: [DiagramFrame]
    /// The corners of each edge, from its source to its target.
    public var paths: [[DiagramPoint]]

    /// Lays out a diagram.
    public init(_ diagram: Diagram) {
        let sizes = diagram.boxes.map { DiagramMetrics.size(of: $0) }
        let links = diagram.edges.map { edge in
            LayoutGraph.Link(
                source: edge.source, sourceOffset: edge.sourceRows.min().map { DiagramMetrics.rowMiddle($0) },
                target: edge.target)
        }
        let graph = LayoutGraph(sizes: sizes, links: links)
        let components = graph.components
        let parts = components.filter { !$0.links.isEmpty }
        let lonely = components.filter(\.links.isEmpty).flatMap(\.boxes)

        var blocks = parts.map { part -> Block in
            Block(part.boxes, part.links, ComponentLayout.best(of: graph.part(part.boxes, part.links)))
        }
        let packed = Packing.best(blocks.map(\.layout.size), beside: lonely.map { sizes[$0] })
        if let grid = packed.grid { blocks.append(Block(lonely, [], grid)) }

        frames = sizes.map { DiagramFrame(x: 0, y: 0, width: $0.width, height: $0.height) }
        paths = links.map { _ in [] }
        for (block, place) in zip(blocks, packed.places) {
            let offset = place.moved(by: DiagramPoint(x: DiagramMetrics.margin, y: DiagramMetrics.margin))
            for (index, box) in block.boxes.enumerated() { frames[box] = block.layout.frames[index].moved(by: offset) }
            for (index, link) in block.links.enumerated() {
                paths[link] = block.layout.paths[index].map { $0.moved(by: offset) }
            }
        }
        width = packed.size.width + 2 * DiagramMetrics.margin
        height = packed.size.height + 2 * DiagramMetrics.margin
    }

    /// A part of the diagram that is laid out by itself.
    private struct Block {
        var boxes: [Int]
        var links: [Int]
        var layout: ComponentLayout

        init(_ boxes: [Int], _ links: [Int], _ layout: ComponentLayout) {
            self.boxes = boxes
            self.links = links
            self.layout = layout
        }
    }
}
