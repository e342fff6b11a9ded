/// Work split over the processor's cores, for loops that are long and whose turns are independent.
enum Parallel {
    /// Below this many turns a thread costs more than it saves.
    private static let worthwhile = 256

    /// Calls `body` with ranges that cover `0..<count`, at the same time on two threads if that is worth it.
    static func forRanges(of count: Int, _ body: @escaping @Sendable (Range<Int>) -> Void) {
        guard count >= worthwhile else { return body(0..<count) }
        let middle = count / 2
        let helper = HelperThread { body(middle..<count) }
        body(0..<middle)
        helper.join()
    }
}
