import Glibc
import MartletCore
import Testing

@testable import CLI

@Suite struct TerminalTests {
    @Test(
        arguments: [
            ([:], true, false, true), ([:], false, false, false), ([:], true, true, false),
            (["NO_COLOR": "1"], true, false, false), (["NO_COLOR": ""], true, false, true),
            (["TERM": "dumb"], true, false, false), (["TERM": "xterm"], true, false, true),
            (["FORCE_COLOR": "1"], false, false, true), (["FORCE_COLOR": "1", "TERM": "dumb"], false, false, true),
            (["FORCE_COLOR": "0"], false, false, false), (["FORCE_COLOR": ""], false, false, false),
            (["FORCE_COLOR": "1"], false, true, false), (["FORCE_COLOR": "1", "NO_COLOR": "1"], true, false, false),
        ] as [([String: String], Bool, Bool, Bool)])
    func coloursFollowTheRules(
        _ environment: [String: String], _ isTerminal: Bool, _ isColorless: Bool, _ expected: Bool
    ) {
        let terminal = Terminal(
            terminals: isTerminal ? [.output] : [], environment: Environment(environment), isColorless: isColorless)
        #expect(terminal.style(of: .output).isColored == expected)
    }

    @Test func eachStreamHasColoursOfItsOwn() {
        let terminal = Terminal(terminals: [.error], environment: Environment([:]))
        #expect(terminal.style(of: .error).isColored)
        #expect(!terminal.style(of: .output).isColored)
    }

    @Test(
        arguments: [
            (nil, nil, 80), (nil, 120, 120), ("100", 120, 100), ("", 120, 120), ("x", 120, 120), ("0", nil, 80),
            ("-5", nil, 80), ("10", nil, 40), (nil, 20, 40),
        ] as [(String?, Int?, Int)])
    func theWidthIsThatOfTheWindowUnlessColumnsSaysOtherwise(_ columns: String?, _ window: Int?, _ expected: Int) {
        let environment = Environment(columns.map { ["COLUMNS": $0] } ?? [:])
        #expect(Terminal(terminals: [], windowWidth: window, environment: environment).width == expected)
    }

    @Test(
        arguments: [
            ([.input, .error], true), ([.input, .output, .error], true), ([.input], false), ([.error], false),
            ([], false),
        ] as [(Set<Terminal.Stream>, Bool)])
    func askingNeedsATerminalToReadAndToAnswer(_ terminals: Set<Terminal.Stream>, _ expected: Bool) {
        #expect(Terminal(terminals: terminals, environment: Environment([:])).isInteractive == expected)
    }

    @Test func theWindowOfAPseudoTerminalIsMeasured() {
        var main: Int32 = 0
        var replica: Int32 = 0
        var size = winsize(ws_row: 24, ws_col: 97, ws_xpixel: 0, ws_ypixel: 0)
        #expect(openpty(&main, &replica, nil, nil, &size) == 0)
        #expect(Terminal.windowWidth(replica) == 97)
        close(main)
        close(replica)
    }

    @Test func theEnvironmentOfTheProcessIsSeen() {
        #expect(Environment.process["PATH"]?.isEmpty == false)
        #expect(Environment.process.all["PATH"] == Environment.process["PATH"])
        #expect(Environment.process["MARTLET_NO_SUCH_VARIABLE"] == nil)
    }
}

@Suite struct OutputWriterTests {
    @Test func shortWritesAndInterruptionsLoseNothing() {
        var written: [UInt8] = []
        var calls = 0
        let writer = OutputWriter { bytes in
            calls += 1
            if calls % 2 == 1 { return .failure(OutputWriter.Failure(errno: calls % 4 == 1 ? EINTR : EAGAIN)) }
            written += Array(bytes.prefix(3))
            return .success(min(3, bytes.count))
        }
        writer.write("hello, 漢字!")
        #expect(String(decoding: written, as: UTF8.self) == "hello, 漢字!")
        #expect(writer.failure == nil)
    }

    @Test func nothingIsWrittenBeforeThereIsEnough() {
        let collector = Collector()
        let writer = collector.writer(capacity: 8)
        writer.write("12345678")
        #expect(collector.text == "")
        writer.write("9")
        #expect(collector.text == "123456789")
        writer.write("x")
        writer.flush()
        writer.flush()
        #expect(collector.text == "123456789x")
        #expect(collector.writes == 2)
    }

    @Test func afterAFailureNothingMoreIsTried() {
        let collector = Collector()
        let writer = collector.writer(failing: ENOSPC)
        writer.write("a")
        writer.write("b")
        #expect(writer.failure?.errno == ENOSPC)
        #expect(collector.writes == 1)
    }

    @Test func aReaderWhoLeavesIsAnErrorAndNotTheEnd() async {
        await #expect(processExitsWith: .exitCode(42)) {
            StandardStreams.secure()
            var pipes: [Int32] = [0, 0]
            pipe(&pipes)
            close(pipes[0])
            let writer = OutputWriter(descriptor: pipes[1])
            writer.write("x")
            exit(writer.failure?.errno == EPIPE ? 42 : 1)
        }
    }

    @Test func aFullDeviceIsAnError() {
        let descriptor = open("/dev/full", O_WRONLY)
        let writer = OutputWriter(descriptor: descriptor)
        writer.write("x")
        #expect(writer.failure?.errno == ENOSPC)
        close(descriptor)
    }
}

@Suite struct ProgressLineTests {
    private final class Clock { var now = Duration.zero }

    @Test func theLineIsRedrawnTenTimesASecondAndCleared() {
        let clock = Clock()
        let collector = Collector()
        let line = ProgressLine(output: collector.writer(), isEnabled: true, width: 12, clock: { clock.now })
        line.show("one")
        clock.now = .milliseconds(99)
        line.show("too soon")
        clock.now = .milliseconds(100)
        line.show("\("two, and much too long")")
        line.clear()
        line.clear()
        #expect(collector.text == "\rone\u{1B}[K\rtwo, and m…\u{1B}[K\r\u{1B}[K")
    }

    /// What begins may run for long without another word, and must not stand under the name of what was before it.
    @Test func whatBeginsIsShownAtOnce() {
        let collector = Collector()
        let line = ProgressLine(output: collector.writer(), isEnabled: true, width: 12, clock: { .zero })
        line.show("one", begins: true)
        line.show("two", begins: true)
        line.show("two, 5 %")
        #expect(collector.text == "\rone\u{1B}[K\rtwo\u{1B}[K")
    }

    @Test func withoutATerminalNothingIsShown() {
        let collector = Collector()
        let line = ProgressLine(output: collector.writer(), isEnabled: false, width: 80)
        line.show("one")
        line.clear()
        #expect(collector.writes == 0)
    }

    @Test func theClockNeverGoesBack() {
        let first = ProgressLine.monotonic()
        #expect(ProgressLine.monotonic() >= first)
        #expect(first > .zero)
    }
}

@Suite struct ConsoleTests {
    private let output = Collector()
    private let error = Collector()

    private func console(_ terminal: Terminal, _ change: (inout GlobalOptions) -> Void = { _ in }) -> Console {
        var globals = GlobalOptions()
        change(&globals)
        return Console(
            terminal: terminal, globals: globals, output: output.writer(capacity: 4096), error: error.writer(),
            time: .fixed(Timestamp(milliseconds: 1_500)))
    }

    @Test func errorsFollowTheResultsBeforeThem() {
        let console = console(.none)
        console.print("result")
        #expect(output.text == "")
        console.note("note")
        #expect(output.text == "result\n")
        #expect(error.text == "note\n")
    }

    @Test func quietKeepsResultsAndErrors() {
        let console = console(.full) { $0.isQuiet = true }
        console.print("result")
        console.note("note")
        console.detail("detail")
        console.progress("progress")
        console.report(Diagnostic(.unproven, "hint", severity: .warning))
        console.report(Diagnostic(.sql, "bad"))
        #expect(console.finish() == nil)
        #expect(output.text == "result\n")
        #expect(error.text == "error[sql]: bad\n")
    }

    @Test func detailsAreForTheVerbose() {
        console(.none).detail("no")
        console(.none) { $0.isVerbose = true }.detail("yes")
        #expect(error.text == "yes\n")
    }

    @Test func theProgressLineMakesRoom() {
        let console = console(.full)
        console.progress("working")
        console.print("done")
        #expect(error.text == "\rworking\u{1B}[K\r\u{1B}[K")
    }

    @Test func resultsSoFarAreSeenWhenWorkGoesOn() {
        let console = console(.none)
        console.print("first")
        console.progress("second")
        #expect(output.text == "first\n")
        #expect(error.text == "")
    }

    @Test func jsonIsNeverMixedWithProse() {
        let console = console(.none) { $0.format = .json }
        console.print("prose")
        console.print(file: "prose")
        console.event("step", ["a": 1])
        console.publish(["a": 1])
        #expect(console.finish() == nil)
        #expect(output.text == "{\n  \"a\": 1\n}\n")
    }

    @Test func eventsAreLines() {
        let console = console(.none) { $0.format = .ndjson }
        console.event("step", ["a": 1])
        let event = "{\"a\":1,\"at\":\"1970-01-01T00:00:01.500Z\",\"event\":\"step\"}\n"
        #expect(output.text == event)
        console.publish(["b": 2])
        #expect(console.finish() == nil)
        #expect(output.text == event + "{\"b\":2}\n")
    }

    @Test func filesAreExactExceptOnATerminal() {
        let text = "a\r\n\u{1B}[31m\tb\n"
        let plain = console(.none)
        plain.print(file: text)
        #expect(plain.finish() == nil)
        let shown = console(.full)
        shown.print(file: text)
        #expect(shown.finish() == nil)
        #expect(output.text == text + "a\\r\n\\u{1b}[31m\tb\n")
    }
}
