/// A point, in pixels from the upper left corner.
public struct DiagramPoint: Sendable, Hashable {
    /// To the right.
    public var x: Int
    /// Downwards.
    public var y: Int

    /// A point.
    public init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }

    func moved(by offset: DiagramPoint) -> DiagramPoint { DiagramPoint(x: x + offset.x, y: y + offset.y) }
}

/// A rectangle, in pixels.
public struct DiagramFrame: Sendable, Hashable {
    /// The left side.
    public var x: Int
    /// The upper side.
    public var y: Int
    /// The width.
    public var width: Int
    /// The height.
    public var height: Int

    /// A rectangle.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    func moved(by offset: DiagramPoint) -> DiagramFrame {
        DiagramFrame(x: x + offset.x, y: y + offset.y, width: width, height: height)
    }
}
