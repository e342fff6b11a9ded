import Glibc
import MartletCore

/// One run of the command line, with everything it touches handed in.
struct CommandLineRun {
    var commands = CommandRegistry.commands
    var environment: Environment
    var output: OutputWriter
    var error: OutputWriter
    /// What is known of the terminal, given whether `--no-color` was given.
    var terminal: (_ isColorless: Bool) -> Terminal
    var readLine: () -> String? = LineInput.standardInput
    /// Called when all is said, with everything still in memory.
    ///
    /// Ending the process there saves giving back what a long history takes, piece by piece.
    var ending: (ExitStatus) -> Void = { _ in }

    /// Runs and reports; returns the status the process should end with.
    func run(arguments: () throws(MartletError) -> [String]) -> ExitStatus {
        var given: [String] = []
        do throws(MartletError) {
            given = try arguments()
            let parser = ArgumentParser(table: .martlet, environment: environment)
            return run(try parser.parse(given))
        } catch {
            var globals = GlobalOptions()
            globals.format = ArgumentParser.requestedFormat(given)
            return end(makeConsole(globals), command: nil, CommandResult(error.pointingToHelp(given)))
        }
    }

    private func run(_ invocation: Invocation) -> ExitStatus {
        let console = makeConsole(invocation.globals)
        let context = CommandContext(
            globals: invocation.globals, console: console,
            prompt: Prompt(console: console, globals: invocation.globals, readLine: readLine), environment: environment)
        let repeated = RepeatedOptions(invocation.globals, environment)
        do throws(MartletError) {
            let command = try type(of: invocation.command).init(invocation)
            let result = repeated.added(to: try command.run(in: context))
            let status = end(console, command: invocation.command, result)
            withExtendedLifetime(result) { ending(status) }
            return status
        } catch {
            let error = error.sayingThatNothingChanged.pointingToHelp(of: invocation.command.name)
            return end(console, command: invocation.command, repeated.added(to: CommandResult(error)))
        }
    }

    private func type(of spec: CommandSpec) throws(MartletError) -> any Command.Type {
        guard let type = commands.first(where: { $0.spec.name == spec.name }) else {
            throw MartletError(.internalFault, "the command '\(spec.name)' is declared, but not there")
        }
        return type
    }

    /// Shows the diagnostics, prints the document, and settles the status.
    private func end(_ console: Console, command: CommandSpec?, _ result: CommandResult) -> ExitStatus {
        var status = result.status
        if status == .interrupted, let signal = Signals.received, signal != SIGINT { status = .terminated }
        for diagnostic in result.diagnostics { console.report(diagnostic) }
        console.publish(
            ResultDocument.build(
                command: command?.name, status: status, diagnostics: result.diagnostics, members: result.document()))
        // A reader may leave when it has read enough (`| head`); nothing is wrong then.
        guard let failure = console.finish(), failure.errno != EPIPE else { return status }
        // What a command did to a database is not undone by a lost output. Where the output was all there was, it failed.
        let onlyPrints = command.map { !$0.traits.contains(.changes) } ?? false
        if status == .done, onlyPrints { status = .failed }
        console.report(
            Diagnostic(
                .writeFailed, "standard output was lost: \(failure.reason)",
                severity: status == .failed ? .error : .warning,
                notes: ["what follows is missing from it; the exit status still tells how the command ended"]))
        return status
    }

    private func makeConsole(_ globals: GlobalOptions) -> Console {
        Console(terminal: terminal(globals.isColorless), globals: globals, output: output, error: error)
    }
}

extension MartletError {
    /// Wrong usage that does not say what to do instead leads to the help of the command.
    fileprivate func pointingToHelp(_ arguments: [String]) -> MartletError {
        pointingToHelp(of: arguments.first { CommandTable.martlet.command(named: $0) != nil })
    }

    fileprivate func pointingToHelp(of command: String?) -> MartletError {
        var error = self
        for index in diagnostics.indices where diagnostics[index].help == nil && exitStatus == .usage {
            error.diagnostics[index].help = (["martlet help"] + [command].compactMap(\.self)).joined(separator: " ")
        }
        return error
    }

    /// A command that throws has not begun: what goes wrong later is part of its outcome.
    fileprivate var sayingThatNothingChanged: MartletError {
        var error = self
        for (index, diagnostic) in diagnostics.enumerated() {
            // What cannot even be understood leaves no doubt that nothing was done.
            if [.usage, .unknownCommand, .unknownOption].contains(diagnostic.code) { continue }
            let saysMore = !diagnostic.notes.isEmpty && diagnostic.code.exitStatus != .usage
            guard !saysMore, !diagnostic.notes.contains(Diagnostic.nothingChanged) else { continue }
            error.diagnostics[index].notes.append(Diagnostic.nothingChanged)
        }
        return error
    }
}

extension CommandResult {
    /// The result of a command that ended early.
    init(_ error: MartletError) { self.init(error.exitStatus, diagnostics: error.diagnostics) }
}
