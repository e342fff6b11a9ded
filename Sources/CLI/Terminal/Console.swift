import MartletCore

/// Where a command writes.
///
/// Results go to standard output, everything else to standard error.
///
/// What is not wanted is dropped here, so that commands need not ask: text results where JSON was asked for, events
/// where it was not, notes under `--quiet`, progress without a terminal.
final class Console {
    /// What is known of the standard streams.
    let terminal: Terminal
    /// Whether only answers and errors are wanted.
    var isQuiet: Bool { globals.isQuiet }
    private let globals: GlobalOptions
    private let output: OutputWriter
    private let error: OutputWriter
    private let progressLine: ProgressLine
    private let time: WallClock

    init(
        terminal: Terminal, globals: GlobalOptions, output: OutputWriter, error: OutputWriter,
        clock: @escaping ProgressLine.Clock = ProgressLine.monotonic, time: WallClock = .system
    ) {
        self.time = time
        self.terminal = terminal
        self.globals = globals
        self.output = output
        self.error = error
        self.progressLine = ProgressLine(
            output: error, isEnabled: terminal.isTerminal(.error) && !globals.isQuiet, width: terminal.width,
            style: terminal.style(of: .error), clock: clock)
    }

    /// Prints a line of the result.
    func print(_ line: StyledText = "") {
        print([line])
    }

    /// Prints lines of the result, which are made only where they are wanted.
    func print(_ lines: @autoclosure () -> [StyledText]) {
        guard globals.format == .text else { return }
        let style = terminal.style(of: .output)
        var text = ""
        for line in lines() {
            text += line.rendered(style)
            text += "\n"
        }
        writeOutput(text)
    }

    /// Prints a result that is a file of its own, exactly as it is, except that it cannot steer a terminal.
    func print(file text: String) {
        guard globals.format == .text else { return }
        writeOutput(terminal.isTerminal(.output) ? PrintableText.escapingWithinLines(text) : text)
    }

    /// Prints an event while it happens, one JSON document in a line.
    ///
    /// For `--format ndjson` only.
    func event(_ name: String, _ members: @autoclosure () -> [String: JSONValue]) {
        guard globals.format == .ndjson else { return }
        let frame: [String: JSONValue] = [
            "event": .string(name), "at": .string(time.now().rfc3339Milliseconds),
        ]
        let event = JSONValue.object(frame.merging(members()) { ours, _ in ours })
        writeOutput(event.compact + "\n")
        output.flush()
    }

    /// Says something beside the result.
    func note(_ line: @autoclosure () -> StyledText) {
        if !globals.isQuiet { writeError(line()) }
    }

    /// Says something that only `--verbose` wants to know.
    func detail(_ line: @autoclosure () -> StyledText) {
        if globals.isVerbose { writeError(line()) }
    }

    /// Shows a diagnostic; under `--quiet` only an error.
    func report(_ diagnostic: Diagnostic) {
        if globals.isQuiet, diagnostic.severity < .error { return }
        writeError(DiagnosticText.render(diagnostic, style: terminal.style(of: .error), width: terminal.width))
    }

    /// Says what is going on, on a line that the next output removes.
    ///
    /// Without a terminal it only makes sure that the results so far are seen.
    /// - Parameter begins: it is something else than before.
    func progress(_ text: @autoclosure () -> StyledText, begins: Bool = false) {
        output.flush()
        progressLine.show(text(), begins: begins)
    }

    /// Writes a question, also under `--quiet`, and leaves the cursor behind it.
    func ask(_ question: StyledText) { writeError(question.rendered(terminal.style(of: .error)) + " ") }

    /// Ends the line of a question that got no answer.
    func endQuestion() { writeError("\n" as String) }

    /// Prints the document at the end.
    ///
    /// For JSON formats only.
    func publish(_ document: @autoclosure () -> JSONValue) {
        switch globals.format {
        case .text: break
        case .json: writeOutput(document().pretty + "\n")
        case .ndjson: writeOutput(document().compact + "\n")
        }
    }

    /// Writes what is left; returns why standard output failed, if it did.
    func finish() -> OutputWriter.Failure? {
        progressLine.clear()
        output.flush()
        return output.failure
    }

    private func writeOutput(_ text: String) {
        progressLine.clear()
        output.write(text)
    }

    private func writeError(_ line: StyledText) { writeError(line.rendered(terminal.style(of: .error)) + "\n") }

    /// Writes to standard error what follows everything written to standard output so far.
    private func writeError(_ text: String) {
        progressLine.clear()
        output.flush()
        error.write(text)
    }
}
