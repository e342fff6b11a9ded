public import SQLText

/// How a diagram is written as SVG.
public struct SVGOptions: Sendable, Hashable {
    /// What the picture is of, for those who cannot see it.
    public var title = "Entity-relationship diagram"
    /// What the identifiers in it begin with: different for each picture of one page.
    public var idPrefix = "er-"
    /// Where the boxes of objects lead to when they are clicked.
    public var links: [ObjectName: String] = [:]
    /// Whether it has its style sheet with it; of several pictures in one page, one is enough.
    public var hasStyle = true
    /// Whether the marks are explained below the picture.
    public var hasLegend = true

    /// A picture without links.
    public init() {}
}

extension Diagram {
    /// The diagram as SVG: one file without scripts, fonts or pictures of others, in the colours of a dark page for those
    /// who prefer them.
    public func svg(_ options: SVGOptions = SVGOptions()) -> String { svg(DiagramLayout(self), options) }

    /// The diagram as SVG, in a layout that was made before.
    public func svg(_ layout: DiagramLayout, _ options: SVGOptions = SVGOptions()) -> String {
        let writer = SVGWriter(diagram: self, layout: layout, options: options)
        return writer.text
    }
}

/// Writes a diagram as SVG.
struct SVGWriter {
    let diagram: Diagram
    let layout: DiagramLayout
    let options: SVGOptions
    private let colours: [Int]
    private let slugs: Slugs

    init(diagram: Diagram, layout: DiagramLayout, options: SVGOptions) {
        self.diagram = diagram
        self.layout = layout
        self.options = options
        slugs = Slugs(diagram.boxes.map { ($0.name, $0.title) })
        colours = Self.colours(of: diagram)
    }

    /// A colour for each box that others refer to, from 1 on, those with most lines first; 0 for the rest.
    ///
    /// A line has the colour of the box that it leads to, so that it can be followed among others.
    private static func colours(of diagram: Diagram) -> [Int] {
        let counts = diagram.referenceCounts
        let hubs = counts.indices.filter { counts[$0] > 0 }.sorted {
            counts[$0] == counts[$1] ? $0 < $1 : counts[$0] > counts[$1]
        }
        var colours = counts.map { _ in 0 }
        for (place, box) in hubs.enumerated() { colours[box] = place % SVGStyle.colourCount + 1 }
        return colours
    }

    var text: String {
        let legend = options.hasLegend ? SVGLegend(diagram, width: layout.width) : nil
        let width = max(layout.width, legend?.width ?? 0)
        let height = layout.height + (legend?.height ?? 0)
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"er\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\""
                + " height=\"\(height)\" role=\"img\" aria-labelledby=\"\(id("-title")) \(id("-description"))\">",
            "<title id=\"\(id("-title"))\">\(options.title.visible.xmlEscaped)</title>",
            "<desc id=\"\(id("-description"))\">\(description.xmlEscaped)</desc>",
            options.hasStyle ? "<style>\n\(SVGStyle.text)\n</style>" : "",
            "<rect class=\"er-page\" width=\"\(width)\" height=\"\(height)\"/>",
        ]
        lines += diagram.boxes.indices.map(box)
        lines += diagram.edges.indices.map(edge)
        if let legend { lines.append(legend.text(x: 0, y: layout.height)) }
        return lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n</svg>\n"
    }

    /// An identifier; a name of ours begins with a hyphen, which no slug does.
    private func id(_ name: String) -> String { (options.idPrefix + name).xmlEscaped }

    private var description: String {
        func list(_ items: [String], _ word: String, _ separator: String) -> String {
            let count = "\(items.count) \(word)\(items.count == 1 ? "" : "s")"
            return items.isEmpty ? "" : "\(count): \(items.map(\.visible).joined(separator: separator))."
        }
        let views = diagram.boxes.filter { $0.kind == .view || $0.kind == .materialized }.map(\.title)
        let tables = diagram.boxes.filter { $0.kind != .view && $0.kind != .materialized }.map(\.title)
        let references = diagram.edges.filter { $0.kind == .reference }.map(\.label)
        let parts = [
            list(tables, "table", ", "), list(views, "view", ", "), list(references, "foreign key", "; "),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func edge(_ index: Int) -> String {
        let edge = diagram.edges[index]
        let points = layout.paths[index]
        let path = SVGPath.rounded(points)
        let title = [edge.name.map { "\($0): \(edge.label)" } ?? edge.label].map(\.visible.xmlEscaped).joined()
        let style = edge.kind == .reference ? "" : " er-\(edge.kind.rawValue)"
        return "<g class=\"er-edge er-c\(colours[edge.target])\(style)\"><title>\(title)</title>"
            + "<path class=\"er-halo\" d=\"\(path)\"/><path class=\"er-line\" d=\"\(path)\"/>"
            + SVGMarks.ends(of: edge, along: points)
            + SVGMarks.bracket(of: edge, along: points, in: layout.frames[edge.source]) + "</g>"
    }

    private func box(_ index: Int) -> String {
        let box = diagram.boxes[index]
        let frame = layout.frames[index]
        let drawn = SVGBox(box: box, frame: frame, colour: colours[index], id: id(slugs[box.name])).text
        guard let link = options.links[box.name] else { return drawn }
        return "<a href=\"\(link.xmlEscaped)\">\(drawn)</a>"
    }
}
