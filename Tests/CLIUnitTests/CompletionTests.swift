import TestSupport
import Testing

@testable import CLI

/// The completion scripts, as real shells understand them.
@Suite struct CompletionTests {
    private static let table = CommandTable.martlet
    private static let scripts = CompletionScript(table: table)
    /// With the script of each shell, and a few files to complete.
    private let folder = ScratchFolder()

    init() {
        for shell in Shell.allCases { folder.write("martlet.\(shell)", Self.scripts.text(for: shell)) }
        folder.write("data/copy.db", "")
        folder.write("notes.txt", "")
    }

    private func offers(_ shell: ShellCompleter, _ lines: [String]) throws -> [[String]] {
        let load = "source \(folder.path("martlet.\(shell.rawValue)"))"
        return try shell.offers(
            behind: lines.map { "martlet " + $0 },
            after: shell == .zsh ? "autoload -Uz compinit; compinit -u -D; \(load)" : load,
            in: folder.path)
    }

    @Test(arguments: ShellCompleter.allCases)
    func everyCommandAndItsOptionsAreThoseOfTheTable(_ shell: ShellCompleter) throws {
        let words = Self.table.commands.flatMap { spec in spec.names.map { (word: $0, spec: spec) } }
        let lines = [""] + words.map { "\($0.word) --" } + ["--"]
        let offered = try offers(shell, lines)
        #expect(offered.first == Self.table.commands.map(\.name).sorted())
        for (answer, (word, spec)) in zip(offered.dropFirst(), words) {
            let options = Self.scripts.options(of: spec).map(\.flag)
            #expect(answer == options.sorted(), "martlet \(word) --")
        }
        #expect(offered.last == Self.table.globals.map(\.flag).sorted())
    }

    /// What is offered behind a line, whichever shell it is.
    private static let cases: [(line: String, offered: [String])] = [
        ("mig", ["migrate"]), ("re", ["redo", "repair", "reset", "restore"]),
        ("migrate --al", ["--allow-out-of-order"]), ("up --al", ["--allow-out-of-order"]), ("status --al", []),
        ("status --dry", []), ("migrate --dry", ["--dry-run"]), ("--pro", ["--project"]),
        // Options and their values before, behind and around the command.
        ("-d status roll", ["rollback"]), ("--database=x roll", ["rollback"]), ("-q -d app rollback --st", ["--steps"]),
        ("rollback -d app --st", ["--steps"]), ("rollback --database=app -q --st", ["--steps"]),
        ("new status --se", ["--sections", "--seed", "--seeds"]), ("nonsense ", []),
        // Values.
        ("--format j", ["json"]), ("status --format ", ["json", "ndjson", "text"]),
        ("completions ", ["bash", "fish", "zsh"]), ("help rest", ["restore"]), ("help --as ma", ["man", "markdown"]),
        ("migrate --wait ", ["1h", "1m", "250ms", "5s"]), ("migrate --steps ", []),
        // Files and folders.
        ("restore no", ["notes.txt"]), ("restore data/co", ["data/copy.db"]), ("--env-file not", ["notes.txt"]),
        ("backup -o data/c", ["data/copy.db"]), ("--migrations da", ["data"]),
    ]

    @Test(arguments: ShellCompleter.allCases)
    func theShellsOfferTheSame(_ shell: ShellCompleter) throws {
        for (answer, expected) in zip(try offers(shell, Self.cases.map(\.line)), Self.cases) {
            // How much of a path is offered differs: the whole of it, its last part, with a slash behind a folder.
            let names = [answer, expected.offered].map { $0.map { $0.split(separator: "/").last } }
            #expect(names[0] == names[1], "martlet \(expected.line)")
        }
    }

    @Test(arguments: ["--format=nd", "status --format=nd"])
    func valuesBehindAnEqualSignAreCompleted(_ line: String) throws {
        #expect(try offers(.bash, [line]) == [["ndjson"]])
        #expect(try offers(.zsh, [line]) == [["ndjson"]])
        #expect(try offers(.fish, [line]).map { $0.map { $0.hasSuffix("ndjson") } } == [[true]])
    }

    @Test func theScriptsAreCleanForTheirShells() {
        for command in [
            ["shellcheck", "martlet.bash"], ["zsh", "-f", "-n", "martlet.zsh"], ["fish", "-n", "martlet.fish"],
        ] {
            let result = Program.run(command, in: folder.path)
            #expect(result.status == 0 && result.output + result.error == "", "\(command): \(result.everything)")
        }
        #expect(Self.scripts.text(for: .zsh).hasPrefix("#compdef martlet\n"))
    }
}
