import Glibc
import MartletCore

/// Something that is destroyed unless a person stops it.
struct Confirmation: Sendable {
    /// What is about to be done, as in "reset app".
    var action: String
    /// The name of the database.
    var database: String
    /// What will be lost, a line each.
    var losses: [String] = []
    /// The database is marked `protected`: its name has to be typed.
    var isProtected = false
}

/// Asks a person before something is destroyed.
///
/// Ask before `Signals.watch`, so that Ctrl-C ends the question.
struct Prompt {
    let console: Console
    let globals: GlobalOptions
    /// Reads a line without its end; `nil` at the end of the input.
    let readLine: () -> String?

    init(console: Console, globals: GlobalOptions, readLine: @escaping () -> String? = LineInput.standardInput) {
        self.console = console
        self.globals = globals
        self.readLine = readLine
    }

    /// Returns if the action is confirmed, by an option or by a person; throws otherwise.
    ///
    /// `--confirm NAME` confirms every database of that name, `--yes` every one that is not protected.
    func confirm(_ request: Confirmation) throws(MartletError) {
        let isConfirmed = globals.confirmed.contains(request.database) || globals.assumesYes && !request.isProtected
        guard isConfirmed || console.terminal.isInteractive else { throw needed(request) }
        for loss in request.losses { console.note("\("!", .yellow) \(loss)") }
        if isConfirmed { return }
        guard isAnsweredYes(request) else {
            throw MartletError(.confirmationNeeded, "\(request.action): not confirmed, nothing was changed")
        }
    }

    private func isAnsweredYes(_ request: Confirmation) -> Bool {
        if request.isProtected {
            console.ask("\(request.action)? Type \(request.database, .bold) to go on:")
            return readLine().map(trimmed) == request.database
        }
        console.ask("\(request.action)? [y/N]")
        return ["y", "yes"].contains(readLine().map(trimmed)?.lowercased())
    }

    private func needed(_ request: Confirmation) -> MartletError {
        let flag = request.isProtected ? "--confirm \(request.database)" : "--yes"
        var notes = request.losses
        if request.isProtected, globals.assumesYes {
            notes.append("\(request.database) is protected: --yes is not enough")
        }
        if let other = globals.confirmed.first { notes.append("--confirm names '\(other)', not '\(request.database)'") }
        return MartletError(
            .confirmationNeeded, "\(request.action) needs a confirmation, and there is no terminal to ask on",
            notes: notes, help: "run again with \(flag)")
    }

    private func trimmed(_ line: String) -> String {
        String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

/// Lines from standard input, which is a terminal when something is asked.
enum LineInput {
    /// Reads one line, byte by byte, so that nothing behind it is taken.
    static func standardInput() -> String? { readLine(from: STDIN_FILENO) }

    /// Reads one line from a descriptor; `nil` if it is at its end or fails.
    static func readLine(from descriptor: Int32) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            switch read(descriptor, &byte, 1) {
            case 1 where byte == UInt8(ascii: "\n"): return String(decoding: bytes, as: UTF8.self)
            case 1: bytes.append(byte)
            case -1 where errno == EINTR: continue
            default: return nil
            }
        }
    }
}
