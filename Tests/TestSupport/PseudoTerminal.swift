/// Runs a program on a real terminal, and answers what it asks there.
public enum PseudoTerminal {
    /// Runs the binary.
    public static func run(
        _ arguments: [String], in folder: String, answers: [(text: String, answer: String)] = [],
        environment: [String: String] = [:]
    ) -> ProgramResult {
        run(program: [MartletBinary.path] + arguments, in: folder, answers: answers, environment: environment)
    }

    /// Runs a program, named by its path, and its arguments.
    ///
    /// Waits for each text in turn and types the answer; what the terminal showed is the output.
    public static func run(
        program: [String], in folder: String, answers: [(text: String, answer: String)] = [],
        environment: [String: String] = [:]
    ) -> ProgramResult {
        var variables = MartletBinary.quietEnvironment
        variables["TERM"] = "xterm-256color"
        variables.merge(environment) { $1 }
        return Program.run(command(answers: answers, program: program), in: folder, environment: variables)
    }

    /// The words that run a program on a terminal and answer it.
    public static func command(answers: [(text: String, answer: String)], program: [String]) -> [String] {
        ["python3", "-c", script, String(answers.count)] + answers.flatMap { [$0.text, $0.answer] } + program
    }

    private static let script = """
        import os, pty, select, signal, sys, time
        count = int(sys.argv[1])
        words = sys.argv[2:2 + 2 * count]
        answers = list(zip(words[::2], words[1::2]))
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvp(sys.argv[2 + 2 * count], sys.argv[2 + 2 * count:])
        shown, seen, end = b"", 0, time.time() + 60
        while time.time() < end:
            ready, _, _ = select.select([terminal], [], [], 0.2)
            if ready:
                try:
                    part = os.read(terminal, 65536)
                except OSError:
                    break
                if not part:
                    break
                shown += part
            if answers:
                at = shown.find(answers[0][0].encode(), seen)
                if at >= 0:
                    seen = at + len(answers[0][0].encode())
                    os.write(terminal, answers.pop(0)[1].encode().decode("unicode_escape").encode())
        sys.stdout.buffer.write(shown.replace(b"\\r\\n", b"\\n"))
        if time.time() >= end:
            os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
        sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
        """
}
