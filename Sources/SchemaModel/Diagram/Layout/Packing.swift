/// Puts the parts of a diagram side by side, so that all fit a page.
struct Packing {
    /// Where each part is; last the grid, if there is one.
    private(set) var places: [DiagramPoint] = []
    /// The size of all.
    private(set) var size = DiagramSize(width: 0, height: 0)
    /// The boxes without lines.
    private(set) var grid: ComponentLayout?

    /// The packing that comes nearest to the shape of a page, of many widths.
    static func best(_ parts: [DiagramSize], beside lonely: [DiagramSize]) -> Packing {
        let widest = parts.map(\.width).max() ?? 0
        let all = parts.reduce(0) { $0 + $1.width + DiagramMetrics.partGap }
        var candidates: [Packing] = []
        for step in 0...8 {
            let limit = widest + max(all - widest, 0) * step / 8
            if lonely.isEmpty { candidates.append(Packing(parts, within: limit)) }
            for columns in stride(from: 1, through: lonely.count, by: max(1, lonely.count / 12)) {
                let grid = ComponentLayout(grid: lonely, columns: columns)
                candidates.append(Packing(parts, within: limit).adding(grid))
                var shelves = Packing(parts + [grid.size], within: max(limit, grid.size.width))
                shelves.grid = grid
                candidates.append(shelves)
            }
        }
        return candidates.min { $0.cost < $1.cost } ?? Packing([], within: 0)
    }

    /// The area, and more of it if the shape is far from four to three.
    private var cost: Int {
        let area = (size.width + 40) * (size.height + 40)
        let (wide, high) = (size.width * 3, size.height * 4)
        let excess = max(wide, high) * 100 / max(min(wide, high), 1)
        return area / 100 * max(100, excess * 5 / 6)
    }

    /// Parts on shelves, the highest first, none wider than a limit.
    private init(_ parts: [DiagramSize], within limit: Int) {
        places = parts.map { _ in DiagramPoint(x: 0, y: 0) }
        let order = parts.indices.sorted {
            parts[$0].height == parts[$1].height ? $0 < $1 : parts[$0].height > parts[$1].height
        }
        var corner = DiagramPoint(x: 0, y: 0)
        for part in order {
            if corner.x > 0, corner.x + parts[part].width > limit {
                corner = DiagramPoint(x: 0, y: size.height + DiagramMetrics.partGap)
            }
            places[part] = corner
            size.width = max(size.width, corner.x + parts[part].width)
            size.height = max(size.height, corner.y + parts[part].height)
            corner.x += parts[part].width + DiagramMetrics.partGap
        }
    }

    /// With the grid to the right of everything.
    private func adding(_ grid: ComponentLayout) -> Packing {
        var packing = self
        packing.grid = grid
        let left = places.isEmpty ? 0 : size.width + DiagramMetrics.partGap
        packing.places.append(DiagramPoint(x: left, y: 0))
        packing.size.width = left + grid.size.width
        packing.size.height = max(size.height, grid.size.height)
        return packing
    }
}

extension ComponentLayout {
    /// Boxes without lines, in columns of about the same height, in their order from top to bottom.
    init(grid sizes: [DiagramSize], columns: Int) {
        let total = sizes.reduce(0) { $0 + $1.height + DiagramMetrics.boxGap }
        frames = []
        paths = []
        var (x, y, width, column) = (0, 0, 0, 0)
        var done = 0
        for box in sizes {
            // A column ends where its share of the whole height is nearest.
            let share = total * (column + 1) / columns
            if y > 0, column + 1 < columns, done + (box.height + DiagramMetrics.boxGap) / 2 > share {
                x += width + DiagramMetrics.boxGap
                (y, width, column) = (0, 0, column + 1)
            }
            frames.append(DiagramFrame(x: x, y: y, width: box.width, height: box.height))
            width = max(width, box.width)
            y += box.height + DiagramMetrics.boxGap
            done += box.height + DiagramMetrics.boxGap
            size = DiagramSize(width: x + width, height: max(size.height, y - DiagramMetrics.boxGap))
        }
        // Boxes of a column are equally wide.
        var widths: [Int: Int] = [:]
        for frame in frames { widths[frame.x] = max(widths[frame.x] ?? 0, frame.width) }
        for index in frames.indices { frames[index].width = widths[frames[index].x] ?? frames[index].width }
    }
}
