import Glibc

/// What is known of the three standard streams: which are terminals, how wide, and whether colours are wanted.
struct Terminal: Sendable, Hashable {
    /// One of the standard streams.
    enum Stream: Int32, Sendable, CaseIterable {
        case input = 0
        case output = 1
        case error = 2
    }

    /// The streams that are terminals.
    var terminals: Set<Stream>
    /// The columns of help and errors.
    var width: Int
    /// The columns that tables have to fit into; `nil` where nobody looks at them on a screen.
    var tableWidth: Int?
    private var colors: Set<Stream>

    /// Decides from facts: which streams are terminals, the window's width, and the environment.
    init(terminals: Set<Stream>, windowWidth: Int? = nil, environment: Environment, isColorless: Bool = false) {
        self.terminals = terminals
        let columns = environment["COLUMNS"].flatMap { Int($0) }
        self.width = Self.width(columns, windowWidth)
        self.tableWidth = terminals.contains(.output) || (columns ?? 0) > 0 ? width : nil
        let outputs: Set<Stream> = [.output, .error]
        self.colors = outputs.filter { stream in
            if isColorless || environment.has("NO_COLOR") { return false }
            if environment.has("FORCE_COLOR"), environment["FORCE_COLOR"] != "0" { return true }
            return terminals.contains(stream) && environment["TERM"] != "dumb"
        }
    }

    /// The terminal of the process.
    static func current(environment: Environment = .process, isColorless: Bool = false) -> Terminal {
        let terminals = Set(Stream.allCases.filter { isatty($0.rawValue) == 1 })
        let widths = [Stream.output, .error].compactMap { windowWidth($0.rawValue) }
        return Terminal(
            terminals: terminals, windowWidth: widths.first, environment: environment, isColorless: isColorless)
    }

    /// Whether a stream is a terminal.
    func isTerminal(_ stream: Stream) -> Bool { terminals.contains(stream) }

    /// How looks are shown on a stream.
    func style(of stream: Stream) -> Style { Style(isColored: colors.contains(stream)) }

    /// Whether a person can be asked: the question is seen and the answer is typed.
    var isInteractive: Bool { isTerminal(.input) && isTerminal(.error) }

    /// `COLUMNS` first, then the window, then 80; help narrower than 40 columns cannot be read.
    private static func width(_ columns: Int?, _ window: Int?) -> Int {
        let wanted = columns ?? window ?? 80
        return wanted <= 0 ? 80 : max(40, wanted)
    }

    /// The columns of the window behind a descriptor.
    static func windowWidth(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
