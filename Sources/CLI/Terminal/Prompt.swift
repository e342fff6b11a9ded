import Glibc
import MartletCore

/// Something that is destroyed unless a person stops it.
struct Confirmation: Sendable {
    /// What is about to be done, as it is said before the name of the database: "reset".
    var verb: String
    /// The name of the database, or the names of several.
    var database: String
    /// What will be lost, a line each.
    var losses: [String] = []
    /// The database is marked `protected`: its name has to be typed.
    var isProtected = false

    /// What is known speaks against it: the name has to be typed too.
    var isContradicted = false

    /// What speaks against it.
    var contradiction = "the database says otherwise"

    /// Whether the name of the database has to be typed.
    fileprivate var needsName: Bool { isProtected || isContradicted }

    /// How many databases it is about.
    fileprivate var count = 1

    /// Makes one about a database.
    init(verb: String, database: String, losses: [String] = [], isProtected: Bool = false, isContradicted: Bool = false)
    {
        self.isContradicted = isContradicted
        self.verb = verb
        self.database = database
        self.losses = losses
        self.isProtected = isProtected
    }

    /// What is about to be done, as in "reset app".
    fileprivate var action: String { "\(verb) \(database)" }

    /// One question in place of several of the same kind; `nil` in place of none.
    fileprivate static func merging(_ requests: [Confirmation]) -> Confirmation? {
        guard var merged = requests.first else { return nil }
        merged.database = requests.map(\.database).joined(separator: ", ")
        merged.losses = requests.flatMap(\.losses)
        merged.count = requests.count
        return merged
    }

    /// The option that confirms it.
    fileprivate var flag: String { needsName ? "--confirm \(database)" : "--yes" }

    /// How to have less of it.
    fileprivate var choice: String { count > 1 ? "; --database NAME chooses one of the \(count)" : "" }

    /// The fault of not confirming it.
    fileprivate var code: ErrorCode { isProtected ? .protected : .confirmationNeeded }
}

/// Asks a person before something is destroyed.
///
/// Ctrl-C ends the question, and the program with it.
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

    /// Returns if all of that is confirmed: with one question for what needs no name typed, so that everything that will
    /// be lost stands before the answer.
    /// - Parameter requests: the same action on several databases.
    func confirm(_ requests: [Confirmation]) throws(MartletError) {
        let isAskedAlone = { (request: Confirmation) in
            request.needsName || globals.confirmed.contains(request.database)
        }
        if let all = Confirmation.merging(requests.filter { !isAskedAlone($0) }) { try confirm(all) }
        for request in requests where isAskedAlone(request) { try confirm(request) }
    }

    /// Returns if the action is confirmed, by an option or by a person; throws otherwise.
    ///
    /// `--confirm NAME` confirms every database of that name, `--yes` every one that is not protected.
    func confirm(_ request: Confirmation) throws(MartletError) {
        let isConfirmed = isConfirmed(request.database, isProtected: request.needsName)
        guard isConfirmed || console.terminal.isInteractive else { throw needed(request) }
        if isConfirmed { return request.losses.forEach(tell(loss:)) }
        let losses = request.losses.map(warning)
        guard isAnsweredYes(request, losses) else {
            throw MartletError(
                request.code, "\(request.action): not confirmed", notes: [Diagnostic.nothingChanged],
                help:
                    "to go on, answer \(request.needsName ? request.database : "y"), or give \(request.flag)\(request.choice)"
            )
        }
    }

    /// Whether a person says yes to a question that nothing depends on but the answer; no, where there is nobody to ask.
    func isYes(_ question: StyledText) -> Bool {
        guard console.terminal.isInteractive else { return false }
        return isYes(question) { ["y", "yes"].contains($0.lowercased()) }
    }

    /// What a person answers to a question; `nil` where there is nobody to ask, and where `--yes` answers none.
    func answer(to question: StyledText) -> String? {
        guard console.terminal.isInteractive, !globals.assumesYes else { return nil }
        var answer: String?
        _ = isYes(question) { line in
            answer = line
            return true
        }
        return answer
    }

    /// Whether an option has confirmed already what is done to this database.
    func isConfirmed(_ database: String, isProtected: Bool) -> Bool {
        globals.confirmed.contains(database) || globals.assumesYes && !isProtected
    }

    /// Says what will be lost, where nobody has to be asked.
    func tell(loss: String) { console.note(warning(loss)) }

    private func warning(_ loss: String) -> StyledText { "\("!", .yellow) \(loss)" }

    private func isAnsweredYes(_ request: Confirmation, _ losses: [StyledText]) -> Bool {
        let question: StyledText =
            request.needsName
            ? "\(request.action)? Type \(request.database, .bold) to go on:" : "\(request.action)? [y/N]"
        return isYes((losses + [question]).joined("\n")) { answer in
            request.needsName ? answer == request.database : ["y", "yes"].contains(answer.lowercased())
        }
    }

    private func isYes(_ question: StyledText, _ meansYes: (String) -> Bool) -> Bool {
        let line = LineInput.endingTheLineOnInterrupt {
            console.ask(question)
            return readLine()
        }
        // At the end of the input the cursor still stands behind the question.
        if line == nil { console.endQuestion() }
        return line.map { meansYes(trimmed($0)) } ?? false
    }

    private func needed(_ request: Confirmation) -> MartletError {
        var notes = request.losses
        if request.needsName, globals.assumesYes {
            let why = request.isProtected ? "\(request.database) is protected" : request.contradiction
            notes.append("\(why): --yes is not enough")
        }
        if let other = globals.confirmed.first { notes.append("--confirm names '\(other)', not '\(request.database)'") }
        return MartletError(
            request.code, "\(request.action) needs a confirmation, and there is no terminal to ask on",
            notes: notes + [Diagnostic.nothingChanged], help: "run again with \(request.flag)\(request.choice)")
    }

    private func trimmed(_ line: String) -> String {
        String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

/// Lines from standard input, which is a terminal when something is asked.
enum LineInput {
    /// Reads one line, byte by byte, so that nothing behind it is taken.
    static func standardInput() -> String? { readLine(from: STDIN_FILENO) }

    /// Ctrl-C ends the program as it ends any other, but the shell's prompt shall not stand behind the question.
    static func endingTheLineOnInterrupt<Result>(_ body: () -> Result) -> Result {
        if Signals.isWatching { return Signals.endingProcess(saying: interruptedQuestion, while: body) }
        var (before, during) = (sigaction(), sigaction())
        during.__sigaction_handler.sa_handler = { signal in
            let words = LineInput.interruptedQuestion
            _ = write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
            Glibc.signal(signal, SIG_DFL)
            raise(signal)
        }
        sigaction(SIGINT, nil, &before)
        // Where SIGINT is ignored, as in a background job of a script, it stays so.
        guard unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) != 1 else { return body() }
        sigaction(SIGINT, &during, nil)
        defer { sigaction(SIGINT, &before, nil) }
        return body()
    }

    private static let interruptedQuestion: StaticString = "\nnot confirmed, nothing was changed\n"

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
