import MartletCore

/// Every command and every shared option: the one source of parsing, help, manual, completions and reference page.
struct CommandTable: Sendable {
    /// A name and what it stands for: an environment variable, a file.
    struct Entry: Sendable, Hashable {
        var name: String
        var help: String
    }

    /// The word that calls the program.
    var program = "martlet"
    /// What the program does, in one line.
    var summary: String
    /// Paragraphs for the reader of the manual.
    var discussion: [String]
    /// Shown first in the overview.
    var examples: [Example]
    /// The commands, in the order they are shown in.
    var commands: [CommandSpec]
    /// Options of every command, accepted before and after it.
    var globals: [OptionSpec]
    /// Global options of which at most one may be given.
    var conflicts: [[String]]
    /// Environment variables besides those of options.
    var variables: [Entry]
    /// Files the program reads and writes by names of their own.
    var files: [Entry]

    /// The command called by `word`, a name or an alias.
    func command(named word: String) -> CommandSpec? {
        commands.first { $0.name == word || $0.aliases.contains(word) }
    }

    /// The commands under one heading.
    func commands(in group: CommandGroup) -> [CommandSpec] { commands.filter { $0.group == group } }

    /// The global options that make sense for `command` and may be shown with it.
    func visibleGlobals(for command: CommandSpec) -> [OptionSpec] {
        globals.filter { $0.needs.isSubset(of: command.traits) }
    }

    /// The options to show as the command's own: declared by it, or shared but tied to what it does.
    func ownOptions(of command: CommandSpec) -> [OptionSpec] {
        command.options
            + visibleGlobals(for: command).filter { !$0.needs.isEmpty && $0.needs != .usesProject }
    }

    /// The options to show under "Global options" of a command.
    func sharedOptions(of command: CommandSpec) -> [OptionSpec] {
        visibleGlobals(for: command).filter { $0.needs.isEmpty || $0.needs == .usesProject }
    }

    /// Every status a command may end with.
    var exitStatuses: [ExitStatus] {
        let used = Set(commands.flatMap(\.allExits).map(\.status)).union([.internalFault])
        return ExitStatus.allCases.filter(used.contains)
    }

    /// All environment variables, those of options first.
    var allVariables: [Entry] {
        var found: [Entry] = []
        for option in globals + commands.flatMap(\.options) {
            guard let name = option.environment, !found.contains(where: { $0.name == name }) else { continue }
            found.append(Entry(name: name, help: "Used where \(option.flag) is not given"))
        }
        return found + variables
    }
}
