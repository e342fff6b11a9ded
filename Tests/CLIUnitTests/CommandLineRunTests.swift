import Glibc
import MartletCore
import Testing

@testable import CLI

@Suite struct CommandLineRunTests {
    @Test func theVersionIsALineOrADocument() {
        #expect(runTool(["version"]).output == "martlet 0.1.0\n")
        #expect(runTool(["--version"]).output == "martlet 0.1.0\n")
        #expect(
            runTool(["version", "--format", "ndjson"]).output
                == #"{"command":"version","databases":[],"diagnostics":[],"exit_code":0,"martlet":"0.1.0","ok":true,"#
                + #""schema":"martlet/1","version":"0.1.0"}"# + "\n")
        #expect(runTool(["version"]).status == .done)
    }

    @Test(arguments: [[], ["help"], ["--help"], ["-h"]])
    func helpIsAResult(_ arguments: [String]) {
        let result = runTool(arguments)
        #expect(result.status == .done)
        #expect(result.output.hasPrefix("martlet — "))
        #expect(result.error == "")
    }

    @Test(arguments: [["help", "up"], ["up", "--help"], ["migrate", "-h"], ["--help", "migrate"]])
    func everyWayToAskForHelpShowsTheSamePage(_ arguments: [String]) {
        #expect(runTool(arguments).output == runTool(["help", "migrate"]).output)
        #expect(runTool(arguments).output.hasPrefix("martlet migrate — apply pending migrations"))
    }

    @Test func helpForNoCommandSuggestsOne() {
        let result = runTool(["help", "migrat"])
        #expect(result.status == .usage)
        #expect(
            result.error
                == "error[unknown-command]: no command 'migrat'\n   = help: did you mean: martlet help migrate\n")
    }

    @Test func theManualComesInTwoMoreForms() {
        #expect(runTool(["help", "--as", "man"]).output.hasPrefix(".TH MARTLET 1 "))
        #expect(runTool(["help", "--as", "markdown"]).output.hasPrefix("# The command line\n"))
    }

    @Test(arguments: Shell.allCases)
    func completionsArePrinted(_ shell: Shell) {
        let result = runTool(["completions", shell.rawValue])
        #expect(result.output == CompletionScript(table: .martlet).text(for: shell))
        #expect(result.status == .done)
    }

    @Test func errorsGoToStandardErrorOnly() {
        let result = runTool(["statsu"])
        #expect(result.status == .usage)
        #expect(result.output == "")
        #expect(
            result.error == "error[unknown-command]: no command 'statsu'\n   = help: did you mean: martlet status\n")
    }

    @Test func errorsAreInTheDocumentToo() {
        let result = runTool(["statsu", "--format=ndjson"])
        #expect(
            result.output
                == #"{"command":null,"databases":[],"diagnostics":[{"code":"unknown-command","file":null,"#
                + #""help":"did you mean: martlet status","message":"no command 'statsu'","notes":[],"severity":"error"}],"#
                + #""exit_code":2,"martlet":"0.1.0","ok":false,"schema":"martlet/1"}"# + "\n")
    }

    @Test func aDeclaredCommandThatIsNotThereIsOurFault() {
        let result = runTool(["status"], commands: [])
        #expect(result.status.rawValue == 70)
        #expect(result.error.contains("error[internal-fault]: "))
        #expect(result.error.contains("= help: please report it"))
    }

    @Test(
        arguments: [
            ("version", ENOSPC, .failed), ("version", EIO, .failed), ("version", EPIPE, .done),
            ("reset", ENOSPC, .done), ("reset", EPIPE, .done),
        ] as [(String, Int32, MartletCore.ExitStatus)])
    func aLostOutputIsSaidOnceAndChangesNoVerdictOnADatabase(
        _ command: String, _ errno: Int32, _ status: MartletCore.ExitStatus
    ) {
        let result = runTool(
            [command, "--yes"], commands: [VersionCommand.self, FakeReset.self], failingOutput: errno)
        #expect(result.status == status)
        // A reader who has read enough is told nothing.
        let times = result.error.split(separator: "standard output was lost").count - 1
        #expect(max(times, 0) == (errno == EPIPE ? 0 : 1))
    }

    @Test func aCommandGetsItsOptionsPromptAndConsole() {
        let refused = runTool(["reset", "--seed"], commands: [FakeReset.self])
        #expect(refused.status == .refused)
        let done = runTool(["reset", "--seed"], commands: [FakeReset.self], terminal: .full, answers: ["y"])
        #expect(done.status == .done)
        #expect(done.output == "app: empty, then seeded\n")
        #expect(done.error == "reset app? [y/N] warning[unproven]: no backup\n")
        let json = runTool(["reset", "--yes", "--format=ndjson"], commands: [FakeReset.self])
        #expect(json.output.contains(#""databases":[{"name":"app"}]"#))
        #expect(json.output.contains(#""code":"unproven""#))
    }
}

/// A command as they are written, without a database.
private struct FakeReset: Command {
    static let spec = CommandSpec.reset
    let seeds: Bool

    init(_ invocation: Invocation) { seeds = invocation.flag("seed") }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        try context.prompt.confirm(Confirmation(verb: "reset", database: "app"))
        context.console.print("\("app", .bold): empty\(seeds ? ", then seeded" : "")")
        return CommandResult(diagnostics: [Diagnostic(.unproven, "no backup", severity: .warning)]) {
            ["databases": [["name": "app"]]]
        }
    }
}
