import SchemaModel

/// What may be wrong with a drawing.
struct DrawingChecks {
    let diagram: Diagram
    let layout: DiagramLayout

    /// Boxes that lie upon each other, as pairs.
    var overlaps: [String] {
        let frames = layout.frames
        return frames.indices.flatMap { first in
            frames.indices.dropFirst(first + 1).filter { frames[first].meets(frames[$0]) }.map { "\(first) and \($0)" }
        }
    }

    /// Edges that go through a box, their own included.
    var throughBoxes: [String] {
        parts.flatMap { part in
            layout.frames.indices.filter { part.crosses(layout.frames[$0]) }.map { "edge \(part.edge), box \($0)" }
        }
    }

    /// Edges that lie upon each other for a part of their way.
    var coincidences: [String] {
        let parts = parts
        return parts.indices.flatMap { first in
            parts.indices.dropFirst(first + 1).filter { parts[first].liesUpon(parts[$0]) }.map {
                "edges \(parts[first].edge) and \(parts[$0].edge)"
            }
        }
    }

    /// Edges that do not begin at the row that refers, or do not end at the box that is referred to.
    var looseEnds: [String] {
        diagram.edges.indices.filter { index in
            let edge = diagram.edges[index]
            guard let first = layout.paths[index].first, let last = layout.paths[index].last else { return true }
            let (source, target) = (layout.frames[edge.source], layout.frames[edge.target])
            let row = edge.sourceRows.min().map { source.y + 32 + 20 * $0 } ?? source.y
            return ![source.x, source.x + source.width].contains(first.x) || first.y < row || first.y > row + 32
                || edge.sourceRows.min().map { _ in first.y > row + 20 } ?? false
                || ![target.x, target.x + target.width].contains(last.x) || last.y < target.y
                || last.y > target.y + target.height
        }.map { "edge \($0)" }
    }

    /// What lies outside of the drawing.
    var outside: [String] {
        let frames = layout.frames.indices.filter {
            let frame = layout.frames[$0]
            return frame.x < 0 || frame.y < 0 || frame.x + frame.width > layout.width
                || frame.y + frame.height > layout.height
        }
        let edges = layout.paths.indices.filter {
            layout.paths[$0].contains { $0.x < 0 || $0.y < 0 || $0.x > layout.width || $0.y > layout.height }
        }
        return frames.map { "box \($0)" } + edges.map { "edge \($0)" }
    }

    private var parts: [Part] {
        layout.paths.enumerated().flatMap { edge, path in
            zip(path, path.dropFirst()).map { Part(edge: edge, from: $0.0, to: $0.1) }
        }
    }
}

/// A straight part of an edge.
private struct Part {
    let edge: Int
    let left: Int
    let right: Int
    let top: Int
    let bottom: Int

    init(edge: Int, from first: DiagramPoint, to second: DiagramPoint) {
        self.edge = edge
        (left, right) = (min(first.x, second.x), max(first.x, second.x))
        (top, bottom) = (min(first.y, second.y), max(first.y, second.y))
    }

    var isSlanted: Bool { left != right && top != bottom }

    /// A part may touch the side of a box, and nothing of what is inside.
    func crosses(_ frame: DiagramFrame) -> Bool {
        let isInside = left < frame.x + frame.width && right > frame.x
        return isSlanted || isInside && top < frame.y + frame.height && bottom > frame.y
            || isInside && top == bottom && top >= frame.y && top <= frame.y + frame.height
    }

    func liesUpon(_ other: Part) -> Bool {
        guard edge != other.edge else { return false }
        let isBeside = left == right && other.left == other.right && abs(left - other.left) < 3
        let isAbove = top == bottom && other.top == other.bottom && abs(top - other.top) < 3
        return isBeside && top < other.bottom && other.top < bottom
            || isAbove && left < other.right && other.left < right
    }
}

extension DiagramFrame {
    fileprivate func meets(_ other: DiagramFrame) -> Bool {
        x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }
}
