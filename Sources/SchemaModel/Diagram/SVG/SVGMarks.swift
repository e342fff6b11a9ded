/// The small signs: at the ends of lines, and before columns.
enum SVGMarks {
    /// The marks at both ends of a line: how many rows are there for one at the other end.
    static func ends(of edge: Diagram.Edge, along path: [DiagramPoint]) -> String {
        guard path.count > 1 else { return "" }
        let source = end(path[0], towards: path[1])
        let target = end(path[path.count - 1], towards: path[path.count - 2])
        switch edge.kind {
        case .reference:
            return (edge.isUnique ? source.zeroOrOne : source.zeroOrMore)
                + (edge.isOptional ? target.zeroOrOne : target.exactlyOne)
        case .inheritance: return target.triangle
        case .query: return target.arrow
        }
    }

    /// The bracket that ties the rows of a foreign key together, at the side where the line begins.
    static func bracket(of edge: Diagram.Edge, along path: [DiagramPoint], in frame: DiagramFrame) -> String {
        guard edge.sourceRows.count > 1, path.count > 1 else { return "" }
        let inwards = path[1].x < path[0].x ? 5 : -5
        let heights = edge.sourceRows.map { frame.y + DiagramMetrics.rowMiddle($0) }
        let ticks = heights.map { "M\(path[0].x) \($0)h\(inwards)" }.joined()
        let spine = "M\(path[0].x + inwards) \(heights.min() ?? 0)V\(heights.max() ?? 0)"
        return "<path class=\"er-end\" d=\"\(ticks)\(spine)\"/>"
    }

    /// The end of a line, looked at from the box: outwards is to the right or to the left.
    private static func end(_ point: DiagramPoint, towards next: DiagramPoint) -> End {
        End(x: point.x, y: point.y, direction: next.x < point.x ? -1 : 1)
    }

    /// An end of a line at a box.
    struct End {
        let x: Int
        let y: Int
        let direction: Int

        private func out(_ distance: Int) -> Int { x + direction * distance }

        private func circle(_ distance: Int) -> String {
            "<circle class=\"er-ring\" cx=\"\(out(distance))\" cy=\"\(y)\" r=\"3\"/>"
        }

        private func bars(_ distances: Int...) -> String {
            "<path class=\"er-end\" d=\"\(distances.map { "M\(out($0)) \(y - 4)v8" }.joined())\"/>"
        }

        /// A crow's foot behind a circle.
        var zeroOrMore: String {
            "<path class=\"er-end\" d=\"M\(x) \(y - 4)L\(out(10)) \(y)L\(x) \(y + 4)\"/>" + circle(13)
        }

        /// A bar behind a circle.
        var zeroOrOne: String { bars(6) + circle(12) }

        /// Two bars.
        var exactlyOne: String { bars(6, 10) }

        /// A hollow arrowhead, as generalisation has it in UML.
        var triangle: String {
            "<path class=\"er-ring\" d=\"M\(x) \(y)L\(out(12)) \(y - 6)V\(y + 6)Z\"/>"
        }

        /// An open arrowhead.
        var arrow: String { "<path class=\"er-end\" d=\"M\(out(9)) \(y - 5)L\(x) \(y)L\(out(9)) \(y + 5)\"/>" }
    }

    /// A key that lies on its side.
    static func key(x: Int, y: Int) -> String {
        "<g class=\"er-key\"><circle cx=\"\(x + 3)\" cy=\"\(y)\" r=\"2.75\"/>"
            + "<path d=\"M\(x + 6) \(y)h6.5m-2.5 0v3.25m2.5 -3.25v2.5\"/></g>"
    }
}

/// Lines as SVG paths.
enum SVGPath {
    /// A line with round corners.
    static func rounded(_ points: [DiagramPoint]) -> String {
        guard let first = points.first, let last = points.last, points.count > 1 else { return "" }
        var path = "M\(first.x) \(first.y)"
        for index in points.indices.dropFirst().dropLast() {
            let (before, corner, after) = (points[index - 1], points[index], points[index + 1])
            let radius = min(6, distance(before, corner) / 2, distance(corner, after) / 2)
            let start = moved(corner, towards: before, by: radius)
            let end = moved(corner, towards: after, by: radius)
            path += "L\(start.x) \(start.y)Q\(corner.x) \(corner.y) \(end.x) \(end.y)"
        }
        return path + "L\(last.x) \(last.y)"
    }

    /// Of two points above or beside each other.
    private static func distance(_ first: DiagramPoint, _ second: DiagramPoint) -> Int {
        abs(first.x - second.x) + abs(first.y - second.y)
    }

    private static func moved(_ point: DiagramPoint, towards other: DiagramPoint, by distance: Int) -> DiagramPoint {
        DiagramPoint(
            x: point.x + (other.x - point.x).signum() * distance, y: point.y + (other.y - point.y).signum() * distance)
    }
}
