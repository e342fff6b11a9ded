import Glibc
import MartletCore

/// The command line of Martlet: reads the arguments, runs the command and ends the process with its status.
public enum CommandLineTool {
    /// Runs the process from its arguments to its end.
    public static func main() -> Never {
        StandardStreams.secure()
        let output = OutputWriter(descriptor: STDOUT_FILENO, capacity: isatty(STDOUT_FILENO) == 1 ? 0 : 1 << 16)
        let run = CommandLineRun(
            environment: .process, output: output, error: OutputWriter(descriptor: STDERR_FILENO),
            terminal: { Terminal.current(isColorless: $0) }, ending: { exit($0.rawValue) })
        exit(run.run(arguments: { () throws(MartletError) in try processArguments() }).rawValue)
    }

    /// The arguments behind the program's name.
    ///
    /// Swift would repair what is not UTF-8, and so name another file. It asks `/proc` for them, and has none where that
    /// does not answer, not even the program's name.
    private static func processArguments() throws(MartletError) -> [String] {
        guard CommandLine.argc > 0 else {
            throw MartletError(
                .outOfReach, "the arguments cannot be read from /proc/self/cmdline",
                notes: [Diagnostic.nothingChanged], help: "look whether /proc is there, and how many files are open")
        }
        var arguments: [String] = []
        for index in 1..<Int(CommandLine.argc) {
            guard let bytes = CommandLine.unsafeArgv[index] else { break }
            guard let argument = String(validatingCString: bytes) else {
                throw MartletError(
                    .usage, "argument \(index) is not UTF-8: \(String(cString: bytes))",
                    help: "rename the file, or give its folder")
            }
            arguments.append(argument)
        }
        return arguments
    }
}
