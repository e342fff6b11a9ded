import Testing

@testable import CLI

@Suite struct CompletionTests {
    private static let scripts = CompletionScript(table: .martlet)

    /// What a real bash offers after `words`, the last of which is being typed.
    private func bash(_ words: [String]) throws -> [String] {
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let driver = """

            COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); COMPREPLY=()
            _martlet martlet; printf '%s\\n' "${COMPREPLY[@]}"
            """
        let result = try Child.withFile(Self.scripts.text(for: .bash) + driver) { path in
            try #require(Child.run(["bash", "--norc", "-u", path]))
        }
        #expect(result.status == 0)
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test(
        .enabled(if: Child.isInstalled("bash")),
        arguments: [
            (["martlet", "mig"], ["migrate"]), (["martlet", "re"], ["redo", "restore", "reset", "repair"]),
            (["martlet", "migrate", "--al"], ["--allow-out-of-order"]),
            (["martlet", "up", "--al"], ["--allow-out-of-order"]),
            (["martlet", "status", "--al"], []), (["martlet", "status", "--dry"], []),
            (["martlet", "migrate", "--dry"], ["--dry-run"]), (["martlet", "--pro"], ["--project"]),
            (["martlet", "-d", "status", "roll"], ["rollback"]),
            (["martlet", "--database", "=", "x", "roll"], ["rollback"]),
            (["martlet", "--format", "j"], ["json"]), (["martlet", "status", "--format", "=", "nd"], ["ndjson"]),
            (["martlet", "status", "--format", "="], ["text", "json", "ndjson"]),
            (["martlet", "completions", ""], ["bash", "zsh", "fish"]), (["martlet", "completions", "bash", ""], []),
            (["martlet", "help", "rest"], ["restore"]), (["martlet", "restore", "/etc/host.c"], ["/etc/host.conf"]),
            (["martlet", "--migrations", "/etc/def"], ["/etc/default"]), (["martlet", "nonsense", ""], []),
            (["martlet", "migrate", "--to", ""], []), (["martlet", "migrate", ""], []),
        ] as [([String], [String])])
    func bashOffers(_ words: [String], _ expected: [String]) throws {
        #expect(try bash(words) == expected)
    }

    @Test(.enabled(if: Child.isInstalled("shellcheck")))
    func shellcheckFindsNothingInTheBashScript() throws {
        let result = try Child.withFile(Self.scripts.text(for: .bash)) { try #require(Child.run(["shellcheck", $0])) }
        #expect(result.output == "")
        #expect(result.status == 0)
    }

    @Test(.enabled(if: Child.isInstalled("zsh")))
    func zshReadsItsScript() throws {
        let script = Self.scripts.text(for: .zsh)
        let result = try Child.withFile(script) { try #require(Child.run(["zsh", "-f", "-n", $0])) }
        #expect(result.output == "")
        #expect(result.status == 0)
        #expect(script.hasPrefix("#compdef martlet\n"))
    }

    /// What an interactive zsh adds to a line when Tab is pressed.
    @Test(
        .enabled(if: Child.isInstalled("zsh") && Child.isInstalled("timeout")),
        arguments: [
            ("mig", "rate"), ("up --al", "low-out-of-order"), ("status --ch", "eck"), ("help rest", "ore"),
            ("--format js", "on"), ("--format=nd", "json"), ("-d app roll", "back"), ("completions fi", "sh"),
        ])
    func zshCompletes(_ line: String, _ rest: String) throws {
        let driver = """
            zmodload zsh/zpty
            zpty z zsh -f -i
            zpty -w z 'PS1=">"; autoload -Uz compinit; compinit -u -D; source "$1"; print READY$((1 + 1))'
            zpty -r z output '*READY2*'
            zpty -n -w z $'martlet \(line)\t'
            zpty -r z output '*\(line.suffix(2))*\(rest)*' && print found
            zpty -d z
            """
        // The shell inside outlives a time-out and must not hold our pipe.
        let run = "timeout 20 zsh -f \"$1\" >\"$1.out\" 2>&1; cat \"$1.out\"; rm \"$1.out\""
        let result = try Child.withFile(Self.scripts.text(for: .zsh)) { script in
            let text = driver.replacing("$1", with: script)
            return try Child.withFile(text) { try #require(Child.run(["sh", "-c", run, "sh", $0])) }
        }
        #expect(result.output == "found\n")
    }

    @Test(
        .enabled(if: Child.isInstalled("fish")),
        arguments: [
            ("mig", ["migrate"]), ("up --al", ["--allow-out-of-order"]), ("status --al", []), ("status --dry", []),
            ("-d app roll", ["rollback"]), ("status --format ", ["json", "ndjson", "text"]), ("help rest", ["restore"]),
            ("completions ", ["bash", "fish", "zsh"]), ("--pro", ["--project"]),
            ("restore /etc/host.c", ["/etc/host.conf"]),
        ] as [(String, [String])])
    func fishOffers(_ line: String, _ expected: [String]) throws {
        let driver = "\ncomplete -C 'martlet \(line)'\n"
        let result = try Child.withFile(Self.scripts.text(for: .fish) + driver) {
            try #require(Child.run(["fish", "--no-config", $0]))
        }
        let offered = result.output.split(separator: "\n").map { String($0.split(separator: "\t")[0]) }
        #expect(offered == expected)
    }
}
