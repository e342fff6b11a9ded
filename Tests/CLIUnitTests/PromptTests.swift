import Glibc
import MartletCore
import Testing

@testable import CLI

@Suite struct PromptTests {
    private struct Outcome {
        var error: MartletError?
        var asked: String
    }

    private func confirm(
        _ line: String = "", isProtected: Bool = false, terminal: Terminal = .full, answer: String? = nil
    ) throws -> Outcome {
        let globals = try parse("reset \(line)").globals
        let error = Collector()
        let console = Console(
            terminal: terminal, globals: globals, output: Collector().writer(), error: error.writer())
        let prompt = Prompt(console: console, globals: globals, readLine: { answer })
        let request = Confirmation(
            verb: "reset", database: "app", losses: ["3 tables, 14 rows"], isProtected: isProtected)
        return Outcome(error: thrown { () throws(MartletError) in try prompt.confirm(request) }, asked: error.text)
    }

    @Test(arguments: ["y", "Y", "yes", "YES", " y "])
    func yesIsYes(_ answer: String) throws {
        let outcome = try confirm(answer: answer)
        #expect(outcome.error == nil)
        #expect(outcome.asked == "! 3 tables, 14 rows\nreset app? [y/N] ")
    }

    @Test(arguments: ["", "n", "no", "yep", "app", nil] as [String?])
    func everythingElseIsNo(_ answer: String?) throws {
        let error = try #require(try confirm(answer: answer).error)
        #expect(error.exitStatus == .refused)
        #expect(error.diagnostics[0].message == "reset app: not confirmed")
        #expect(error.diagnostics[0].notes == ["nothing was changed"])
        #expect(error.diagnostics[0].help == "to go on, answer y, or give --yes")
    }

    @Test(
        arguments: [("app", true), (" app ", true), ("y", false), ("App", false), ("", false), (nil, false)]
            as [(String?, Bool)])
    func protectedDatabasesWantTheirName(_ answer: String?, _ isConfirmed: Bool) throws {
        let outcome = try confirm(isProtected: true, answer: answer)
        #expect((outcome.error == nil) == isConfirmed)
        #expect(outcome.asked.contains("reset app? Type app to go on: "))
    }

    @Test(arguments: [
        ("", false, "run again with --yes"), ("", true, "run again with --confirm app"),
        ("--yes", true, "run again with --confirm app"), ("--confirm other", false, "run again with --yes"),
    ])
    func withoutATerminalTheFlagIsNamed(_ line: String, _ isProtected: Bool, _ help: String) throws {
        let outcome = try confirm(line, isProtected: isProtected, terminal: .none, answer: "yes")
        let error = try #require(outcome.error)
        #expect(error.exitStatus == .refused)
        #expect(error.diagnostics[0].code == (isProtected ? .protected : .confirmationNeeded))
        #expect(error.diagnostics[0].help == help)
        #expect(error.diagnostics[0].notes.first == "3 tables, 14 rows")
        #expect(outcome.asked == "")
    }

    @Test(arguments: [("--yes", false), ("-y", false), ("--confirm app", false), ("--confirm app", true)])
    func optionsConfirmWithoutAQuestion(_ line: String, _ isProtected: Bool) throws {
        for terminal in [Terminal.none, .full] {
            let outcome = try confirm(line, isProtected: isProtected, terminal: terminal)
            #expect(outcome.error == nil)
            #expect(outcome.asked == "! 3 tables, 14 rows\n")
        }
    }

    @Test func quietStillSaysWhatWillBeLostBeforeItAsks() throws {
        #expect(try confirm("--quiet", answer: "y").asked == "! 3 tables, 14 rows\nreset app? [y/N] ")
        #expect(try confirm("--quiet --yes").asked == "")
    }

    @Test func theEndOfTheInputEndsTheLine() throws {
        #expect(try confirm(answer: nil).asked.hasSuffix("reset app? [y/N] \n"))
    }

    private func confirmSeveral(_ line: String = "", terminal: Terminal = .full, answers: [String] = []) throws
        -> Outcome
    {
        let globals = try parse("reset \(line)").globals
        let error = Collector()
        let console = Console(
            terminal: terminal, globals: globals, output: Collector().writer(), error: error.writer())
        var left = answers[...]
        let prompt = Prompt(console: console, globals: globals, readLine: { left.popFirst() })
        let requests = ["a", "b", "c", "p"].map {
            Confirmation(verb: "reset", database: $0, losses: ["\($0): 1 table"], isProtected: $0 == "p")
        }
        return Outcome(error: thrown { () throws(MartletError) in try prompt.confirm(requests) }, asked: error.text)
    }

    @Test func ofSeveralDatabasesOneQuestionIsAskedAndOneOfEachThatIsProtected() throws {
        let outcome = try confirmSeveral(answers: ["y", "p"])
        #expect(outcome.error == nil)
        #expect(
            outcome.asked == "! a: 1 table\n! b: 1 table\n! c: 1 table\nreset a, b, c? [y/N] "
                + "! p: 1 table\nreset p? Type p to go on: ")
        #expect(try confirmSeveral(answers: ["n"]).error?.diagnostics[0].message == "reset a, b, c: not confirmed")
        #expect(try confirmSeveral(answers: ["y", "y"]).error?.diagnostics[0].code == .protected)
    }

    @Test func whatIsConfirmedByNameIsNotAskedAgain() throws {
        let outcome = try confirmSeveral("--confirm b --confirm p", answers: ["y"])
        #expect(outcome.error == nil)
        #expect(outcome.asked == "! a: 1 table\n! c: 1 table\nreset a, c? [y/N] ! b: 1 table\n! p: 1 table\n")
        #expect(try confirmSeveral("--yes --confirm p", terminal: .none).error == nil)
        #expect(try confirmSeveral("--yes", terminal: .none).error?.diagnostics[0].code == .protected)
    }

    @Test func withoutATerminalAllThatWouldBeLostIsSaid() throws {
        let error = try #require(try confirmSeveral(terminal: .none).error)
        #expect(error.diagnostics[0].notes == ["a: 1 table", "b: 1 table", "c: 1 table", "nothing was changed"])
        #expect(error.diagnostics[0].message.hasPrefix("reset a, b, c needs a confirmation"))
    }

    @Test func aWrongNameIsSaid() throws {
        let error = try #require(try confirm("--confirm apq", isProtected: true, terminal: .none).error)
        #expect(error.diagnostics[0].notes.contains("--confirm names 'apq', not 'app'"))
    }

    @Test func linesAreReadFromAPseudoTerminal() {
        var main: Int32 = 0
        var replica: Int32 = 0
        #expect(openpty(&main, &replica, nil, nil, nil) == 0)
        // A terminal gives a line with Enter (CR), edits it on backspace, and ends the input on Ctrl-D.
        let typed = Array("apq\u{7F}p\rnext\r\u{4}".utf8)
        #expect(write(main, typed, typed.count) == typed.count)
        #expect(LineInput.readLine(from: replica) == "app")
        #expect(LineInput.readLine(from: replica) == "next")
        #expect(LineInput.readLine(from: replica) == nil)
        close(main)
        close(replica)
    }
}
