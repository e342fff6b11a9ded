import Glibc

/// A live line on the terminal that says what is going on: at once when something begins, and else redrawn at most ten
/// times a second.
///
/// Where there is no terminal it does nothing.
final class ProgressLine {
    /// The time since any fixed moment.
    typealias Clock = () -> Duration

    private let output: OutputWriter
    private let isEnabled: Bool
    private let width: Int
    private let style: Style
    private let interval: Duration
    private let clock: Clock
    private var isShown = false
    private var lastDrawn: Duration?

    init(
        output: OutputWriter, isEnabled: Bool, width: Int, style: Style = .plain,
        interval: Duration = .milliseconds(100), clock: @escaping Clock = ProgressLine.monotonic
    ) {
        self.output = output
        self.isEnabled = isEnabled
        self.width = width
        self.style = style
        self.interval = interval
        self.clock = clock
    }

    /// Shows this text in place of the last one, unless the last one is too fresh.
    /// - Parameter begins: something else is going on from now on, maybe for long and without another word.
    func show(_ text: @autoclosure () -> StyledText, begins: Bool = false) {
        guard isEnabled else { return }
        let now = clock()
        if !begins, let lastDrawn, now - lastDrawn < interval { return }
        lastDrawn = now
        isShown = true
        // The last column stays free: some terminals go to the next line when it is filled.
        output.write("\r" + text().cut(to: width - 1).rendered(style) + "\u{1B}[K")
        output.flush()
    }

    /// Removes the line; needed before anything else is written to the terminal.
    func clear() {
        guard isShown else { return }
        isShown = false
        output.write("\r\u{1B}[K")
        output.flush()
    }

    /// A clock that never goes back.
    static func monotonic() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
