import MartletCore

/// What the user asked for: a command, and the values of its options and arguments, checked against the table.
///
/// Values of a kind (whole numbers, durations, choices) were checked when they were read, so asking for them cannot
/// fail. Asking for what the command does not declare is a fault of ours and stops the program.
struct Invocation: Sendable {
    /// The command.
    let command: CommandSpec
    /// The options that every command knows.
    let globals: GlobalOptions
    private let declared: [OptionSpec]
    private let options: [String: [String]]
    private let arguments: [String: [String]]

    init(command: CommandSpec, globals: [OptionSpec], options: [String: [String]], arguments: [String: [String]]) {
        self.command = command
        self.declared = command.options + globals
        self.options = options
        self.arguments = arguments
        self.globals = GlobalOptions { options[$0] ?? [] }
    }

    /// Whether a flag was given.
    func flag(_ name: String) -> Bool {
        precondition(spec(name).value == nil, "option --\(name) of \(command.name) takes a value")
        return options[name] != nil
    }

    /// The value of an option.
    func value(_ name: String) -> String? {
        precondition(!spec(name).isRepeatable, "option --\(name) of \(command.name) is repeatable")
        return values(name).first
    }

    /// Every value of a repeatable option, in the order given.
    func values(_ name: String) -> [String] {
        precondition(spec(name).value != nil, "option --\(name) of \(command.name) is a flag")
        return options[name] ?? []
    }

    /// The value of an option that takes a whole number.
    func integer(_ name: String) -> Int? {
        guard case .integer = spec(name).value?.kind else {
            preconditionFailure("option --\(name) of \(command.name) takes no whole number")
        }
        return value(name).flatMap { Int($0) }
    }

    /// The value of an option that takes a duration.
    func duration(_ name: String) -> Duration? {
        precondition(spec(name).value?.kind == .duration, "option --\(name) of \(command.name) takes no duration")
        return value(name).flatMap(DurationText.parse)
    }

    /// The value of an option or argument that takes one of the cases of `Choice`.
    func choice<Choice: RawRepresentable<String>>(_ name: String, as type: Choice.Type = Choice.self) -> Choice? {
        isArgument(name) ? argument(name).flatMap(Choice.init) : value(name).flatMap(Choice.init)
    }

    /// The value of an optional argument, by its upper-case name.
    func argument(_ name: String) -> String? { arguments(name).first }

    /// The value of a required argument, by its upper-case name.
    func required(_ name: String) -> String {
        guard let value = argument(name) else {
            preconditionFailure("argument \(name) of \(command.name) is not a required one")
        }
        return value
    }

    /// Every value of a repeated argument, by its upper-case name.
    func arguments(_ name: String) -> [String] {
        precondition(isArgument(name), "\(command.name) declares no argument \(name)")
        return arguments[name] ?? []
    }

    private func isArgument(_ name: String) -> Bool { command.arguments.contains { $0.value.name == name } }

    private func spec(_ name: String) -> OptionSpec {
        guard let spec = declared.first(where: { $0.name == name }) else {
            preconditionFailure("\(command.name) declares no option --\(name)")
        }
        return spec
    }
}

/// The values of the options that every command knows.
struct GlobalOptions: Sendable, Hashable {
    /// `--project`: the folder or file of the project.
    var project: String?
    /// `--database`: the databases to work on; all if empty.
    var databases: [String] = []
    /// `--url`: where to connect, as given.
    var url: String?
    /// `--migrations`: the folder of migrations.
    var migrations: String?
    /// `--layout`: how the folder of migrations is laid out.
    var layout: LayoutName?
    /// `--seeds`: the folder of seeds.
    var seeds: String?
    /// `--env-file`: the file of variables.
    var envFile: String?
    /// `--placeholder`: values for `${NAME}` in scripts, as given.
    var placeholders: [String] = []
    /// `--dry-run`: show, do not do.
    var isDryRun = false
    /// `--wait`: how long to wait for the lock.
    var lockWait: Duration?
    /// `--yes`: do not ask.
    var assumesYes = false
    /// `--confirm`: the databases that are confirmed by name.
    var confirmed: [String] = []
    /// `--format` or `--json`: how results are printed.
    var format = OutputFormat.text
    /// `--quiet`: answers and errors only, nothing of what was done and went well.
    var isQuiet = false
    /// `--verbose`: more about what is done.
    var isVerbose = false
    /// `--no-color`: no colours.
    var isColorless = false

    /// Nothing was given.
    init() {}

    init(values: (String) -> [String]) {
        func given(_ name: String) -> Bool { !values(name).isEmpty }
        project = values("project").first
        databases = values("database")
        url = values("url").first
        migrations = values("migrations").first
        layout = values("layout").first.flatMap(LayoutName.init)
        seeds = values("seeds").first
        envFile = values("env-file").first
        placeholders = values("placeholder")
        isDryRun = given("dry-run")
        lockWait = values("wait").first.flatMap(DurationText.parse)
        assumesYes = given("yes")
        confirmed = values("confirm")
        format = given("json") ? .json : values("format").first.flatMap(OutputFormat.init) ?? .text
        isQuiet = given("quiet")
        isVerbose = given("verbose")
        isColorless = given("no-color")
    }
}
