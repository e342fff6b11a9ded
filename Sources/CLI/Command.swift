import MartletCore

/// A command of the program.
///
/// Reading the invocation and running are apart, so that wrong usage is found before anything happens.
///
///     struct StampCommand: Command {
///         static let spec = CommandSpec.stamp
///         let version: String
///
///         init(_ invocation: Invocation) { version = invocation.required("VERSION") }
///
///         func run(in context: CommandContext) throws(MartletError) -> CommandResult {
///             context.console.print("app: at \(version, .bold)")
///             return CommandResult { ["databases": [["name": "app", "current": .string(version)]]] }
///         }
///     }
protocol Command {
    /// How it is called, from the table.
    static var spec: CommandSpec { get }

    /// Takes what it needs from the invocation, and refuses what the table cannot express.
    init(_ invocation: Invocation) throws(MartletError)

    /// Does it, printing text results to the console as they come.
    func run(in context: CommandContext) throws(MartletError) -> CommandResult
}

/// What a command works with.
struct CommandContext {
    /// The options that every command knows.
    let globals: GlobalOptions
    /// Where it writes.
    let console: Console
    /// Where it asks.
    let prompt: Prompt
    /// The environment variables.
    let environment: Environment
}

/// How a command ended.
struct CommandResult {
    /// The exit status.
    var status: ExitStatus
    /// What a person should know besides the result: warnings, or the errors behind the status.
    ///
    /// They are shown on standard error and are part of the document.
    var diagnostics: [Diagnostic]
    /// The members of the document for `--json`; called only if it is wanted.
    var document: () -> [String: JSONValue]

    /// Makes a result; done unless said otherwise.
    init(
        _ status: ExitStatus = .done, diagnostics: [Diagnostic] = [],
        document: @escaping () -> [String: JSONValue] = { [:] }
    ) {
        self.status = status
        self.diagnostics = diagnostics
        self.document = document
    }
}
