extension Duration {
    /// The duration in milliseconds, cut to whole ones.
    public var wholeMilliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
