/// Objects of two sides that belong together, and those that are alone.
struct ParityPairs<Left, Right> {
    private(set) var both: [(Left, Right)] = []
    private(set) var left: [Left] = []
    private(set) var right: [Right]

    /// Pairs objects with equal keys, each once, the first with the first.
    ///
    /// An object without a key stays alone.
    init<Key: Equatable>(_ left: [Left], _ right: [Right], by leftKey: (Left) -> Key?, _ rightKey: (Right) -> Key?) {
        self.right = right
        var keys = right.map(rightKey)
        for object in left {
            guard let key = leftKey(object), let place = keys.firstIndex(of: key) else {
                self.left.append(object)
                continue
            }
            keys.remove(at: place)
            both.append((object, self.right.remove(at: place)))
        }
    }
}
