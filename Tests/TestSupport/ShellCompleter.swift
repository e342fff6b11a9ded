/// What a real shell offers when Tab is pressed behind a line.
public enum ShellCompleter: String, Sendable, CaseIterable {
    case bash, zsh, fish

    /// The words offered behind each line, sorted.
    /// - Parameters:
    ///   - setup: Lines of this shell that make the completions known, such as `source FILE`.
    ///   - environment: Variables of the shell; an empty value removes one.
    public func offers(
        behind lines: [String], after setup: String, in folder: String, environment: [String: String] = [:]
    ) throws -> [[String]] {
        let scratch = ScratchFolder()
        let result: ProgramResult
        let variables = ["HOME": scratch.path, "XDG_CONFIG_HOME": "", "XDG_DATA_DIRS": ""].merging(environment) { $1 }
        switch self {
        case .fish:
            let script = setup + "\nfor line in $argv; complete -C $line; echo \(Self.mark); end\n"
            result = Program.run(
                ["fish", scratch.write("offer.fish", script)] + lines, in: folder, environment: variables)
        case .bash, .zsh:
            let known = self == .bash ? Self.bashSetup : Self.zshSetup
            let file = scratch.write("setup", known.replacing("SETUP", with: setup))
            let shell = self == .bash ? ["bash", "--norc", "--noprofile", "-i"] : ["zsh", "-f", "-i"]
            result = Program.run(
                ["python3", "-c", Self.driver, file, scratch.path("offered"), shell.joined(separator: " ")] + lines,
                in: folder, environment: variables.merging(["TERM": "dumb"]) { $1 })
        }
        let answers = result.output.split(separator: "\(Self.mark)\n", omittingEmptySubsequences: false).dropLast()
        guard result.status == 0, answers.count == lines.count else { throw ToolMissing(what: result.everything) }
        return answers.map { answer in
            // Fish has the description behind a tab.
            Set(answer.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }).sorted()
        }
    }

    private static let mark = "--end--"

    /// Bash's own completion, with a look at its reply.
    private static let bashSetup = """
        PS1=
        SETUP
        _offered() { _martlet "$@"; printf '%s\\n' "${COMPREPLY[@]}" \(mark) >>"$OFFERED"; }
        complete -F _offered martlet
        touch "$OFFERED"

        """

    /// The completion system of zsh, with a look at what is added to its matches.
    private static let zshSetup = """
        PROMPT=
        SETUP
        compadd() {
            case " $* " in *" -O "*|*" -A "*|*" -D "*) builtin compadd "$@"; return ;; esac
            local -a hits
            builtin compadd -A hits "$@"
            (( $#hits == 0 )) || print -rl -- $hits >>"$OFFERED"
        }
        _offered() { compstate[insert]=; _main_complete; print -r -- \(mark) >>"$OFFERED"; }
        zle -C offered complete-word _offered
        bindkey '^I' offered
        touch "$OFFERED"

        """

    /// Types each line and a Tab on a terminal, and waits for the answer: setup file, file of answers, shell, lines.
    private static let driver = """
        import os, pty, select, signal, sys, time
        setup, offered, shell, lines = sys.argv[1], sys.argv[2], sys.argv[3].split(), sys.argv[4:]
        os.environ["OFFERED"] = offered
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvp(shell[0], shell)
        shown, end = b"", time.time() + 60
        def wait_for(count):
            global shown
            while time.time() < end:
                if os.path.exists(offered) and open(offered).read().count("\(mark)\\n") >= count:
                    return
                if select.select([terminal], [], [], 0.02)[0]:
                    shown += os.read(terminal, 65536)
            sys.exit("no answer; the terminal shows: " + shown.decode(errors="replace"))
        os.write(terminal, b"source " + setup.encode() + b"\\n")
        wait_for(0)
        for number, line in enumerate(lines):
            os.write(terminal, b"\\x15" + line.encode() + b"\\t")
            wait_for(number + 1)
        sys.stdout.write(open(offered).read())
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        """
}
