/// Boxes and the lines between them, as the layout sees them: sizes and attachments, no content.
struct LayoutGraph: Sendable {
    /// A line between two boxes.
    struct Link: Sendable {
        /// The box that it begins at.
        var source: Int
        /// Where it begins, from the top of the box; `nil` where that does not matter.
        var sourceOffset: Int?
        /// The box that it leads to, wherever there is room.
        var target: Int
    }

    /// The boxes.
    var sizes: [DiagramSize]
    /// The lines.
    var links: [Link]

    /// The boxes of each part that lines hold together, each with its lines; in the order of their first boxes.
    var components: [(boxes: [Int], links: [Int])] {
        var leader = Array(sizes.indices)
        func find(_ box: Int) -> Int {
            var box = box
            while leader[box] != box {
                leader[box] = leader[leader[box]]
                box = leader[box]
            }
            return box
        }
        for link in links {
            let (first, second) = (find(link.source), find(link.target))
            leader[max(first, second)] = min(first, second)
        }
        var places: [Int: Int] = [:]
        var components: [(boxes: [Int], links: [Int])] = []
        for box in sizes.indices {
            let leader = find(box)
            if let place = places[leader] {
                components[place].boxes.append(box)
            } else {
                places[leader] = components.count
                components.append(([box], []))
            }
        }
        for (index, link) in links.enumerated() {
            if let place = places[find(link.source)] { components[place].links.append(index) }
        }
        return components
    }

    /// The part that consists of some boxes and the lines between them, numbered anew.
    func part(_ boxes: [Int], _ links: [Int]) -> LayoutGraph {
        var places: [Int: Int] = [:]
        for (place, box) in boxes.enumerated() { places[box] = place }
        return LayoutGraph(
            sizes: boxes.map { sizes[$0] },
            links: links.map { index in
                let link = self.links[index]
                return Link(
                    source: places[link.source] ?? 0, sourceOffset: link.sourceOffset, target: places[link.target] ?? 0)
            })
    }
}
