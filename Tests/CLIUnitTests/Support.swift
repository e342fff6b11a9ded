import Glibc
import MartletCore

@testable import CLI

/// Collects what is written, in place of a descriptor.
final class Collector {
    var text: String { String(decoding: bytes, as: UTF8.self) }
    private(set) var bytes: [UInt8] = []
    private(set) var writes = 0

    /// A writer into this collector; fails with `errno` if one is given.
    func writer(capacity: Int = 0, failing errno: Int32? = nil) -> OutputWriter {
        OutputWriter(capacity: capacity) { chunk in
            self.writes += 1
            if let errno { return .failure(OutputWriter.Failure(errno: errno)) }
            self.bytes += Array(chunk)
            return .success(chunk.count)
        }
    }
}

extension Terminal {
    /// No stream is a terminal.
    static let none = Terminal(terminals: [], environment: Environment([:]))
    /// Every stream is a terminal of 80 columns, without colours.
    static let full = Terminal(terminals: Set(Stream.allCases), environment: Environment(["NO_COLOR": "1"]))
}

/// What a run of the tool came to.
struct ToolResult {
    var status: ExitStatus
    var output: String
    var error: String
}

/// Runs the tool in this process.
func runTool(
    _ arguments: [String], commands: [any Command.Type] = CommandRegistry.commands,
    environment: [String: String] = [:], terminal: Terminal = .none, answers: [String] = [],
    failingOutput errno: Int32? = nil
) -> ToolResult {
    let output = Collector()
    let error = Collector()
    var answers = answers[...]
    let run = CommandLineRun(
        commands: commands, environment: Environment(environment), output: output.writer(failing: errno),
        error: error.writer(), terminal: { _ in terminal }, readLine: { answers.popFirst() })
    let status = run.run(arguments: { () throws(MartletError) in arguments })
    return ToolResult(status: status, output: output.text, error: error.text)
}

/// The error that a closure throws; `nil` if it throws none.
func thrown(by body: () throws(MartletError) -> Void) -> MartletError? {
    do throws(MartletError) {
        try body()
        return nil
    } catch {
        return error
    }
}

/// Parses arguments with the real table.
func parse(_ line: String, environment: [String: String] = [:]) throws(MartletError) -> Invocation {
    try ArgumentParser(table: .martlet, environment: Environment(environment))
        .parse(line.split(separator: " ").map(String.init))
}
