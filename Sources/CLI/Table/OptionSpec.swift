/// What kind of text a value must be; it decides how the value is checked and completed.
enum ValueKind: Sendable, Hashable {
    case text
    case file
    case directory
    case integer(ClosedRange<Int>)
    case duration
    case choice([String])
    /// The name of a command.
    case command
    /// The name of a database of the project.
    case database
    /// A version of a migration.
    case version
}

/// The value of an option or argument: its name in help, such as `PATH`, and its kind.
struct ValueSpec: Sendable, Hashable {
    var name: String
    var kind: ValueKind
}

/// What a command does, as far as options shared by many commands depend on it.
struct CommandTraits: OptionSet, Sendable, Hashable {
    let rawValue: Int

    /// Works on the databases of a project.
    static let usesProject = CommandTraits(rawValue: 1 << 0)
    /// Changes a database or a file, so it can be tried with `--dry-run`.
    static let changes = CommandTraits(rawValue: 1 << 1)
    /// Takes the migration lock or reads what others lock, so it may have to wait.
    static let locks = CommandTraits(rawValue: 1 << 2)
    /// Asks before it destroys something.
    static let asks = CommandTraits(rawValue: 1 << 3)

    /// Options that need these are refused elsewhere, because ignoring them would mislead.
    ///
    /// The others are only left out of the help, so that `alias m='martlet --project app'` works with every command.
    static let enforced: CommandTraits = [.changes, .locks]
}

/// One option: a flag or one with a value.
struct OptionSpec: Sendable, Hashable {
    /// The long name without its dashes.
    var name: String
    /// The letter of the short form.
    var short: Character?
    /// The value it takes; `nil` for a flag.
    var value: ValueSpec?
    /// May be given several times, each adding a value.
    ///
    /// A repeated flag is harmless and always allowed.
    var isRepeatable = false
    /// One sentence that begins with a verb, without a full stop.
    var help: String
    /// The environment variable that is read when the option is absent.
    var environment: String?
    /// What a command must do for the option to make sense.
    var needs: CommandTraits = []

    /// The name as typed: `--project`.
    var flag: String { "--\(name)" }

    /// Makes an option without a value.
    static func flag(
        _ name: String, short: Character? = nil, _ help: String, needs: CommandTraits = []
    ) -> OptionSpec {
        OptionSpec(name: name, short: short, value: nil, help: help, needs: needs)
    }

    /// Makes an option with a value.
    static func value(
        _ name: String, short: Character? = nil, _ valueName: String, _ kind: ValueKind, _ help: String,
        isRepeatable: Bool = false, environment: String? = nil, needs: CommandTraits = []
    ) -> OptionSpec {
        OptionSpec(
            name: name, short: short, value: ValueSpec(name: valueName, kind: kind), isRepeatable: isRepeatable,
            help: help, environment: environment, needs: needs)
    }
}
