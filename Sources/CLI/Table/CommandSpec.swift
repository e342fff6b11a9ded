import MartletCore

/// The heading a command stands under.
enum CommandGroup: String, Sendable, Hashable, CaseIterable {
    case everyDay = "Every day"
    case lookFirst = "Look before you leap"
    case keepSafe = "Keep it safe"
    case putRight = "Put it right"
    case others = "Others"
}

/// One positional argument.
struct ArgumentSpec: Sendable, Hashable {
    /// How often it may be given.
    enum Arity: Sendable, Hashable {
        case required, optional, repeated
    }

    /// Its name and kind.
    var value: ValueSpec
    /// How often it may be given.
    var arity: Arity
    /// One sentence that begins with a capital letter, without a full stop.
    var help: String

    /// Makes an argument; required unless said otherwise.
    init(_ name: String, _ kind: ValueKind, _ help: String, _ arity: Arity = .required) {
        self.value = ValueSpec(name: name, kind: kind)
        self.arity = arity
        self.help = help
    }

    /// The name as the usage line shows it: `VERSION`, `[VERSION]` or `[NAME...]`.
    var usage: String {
        switch arity {
        case .required: value.name
        case .optional: "[\(value.name)]"
        case .repeated: "[\(value.name)...]"
        }
    }
}

/// A command line and what it is good for.
struct Example: Sendable, Hashable {
    var line: String
    var purpose: String

    /// Makes an example; `line` is typed after `martlet`.
    init(_ line: String, _ purpose: String) {
        self.line = "martlet \(line)"
        self.purpose = purpose
    }
}

/// One way a command ends, in its own words.
struct ExitSpec: Sendable, Hashable {
    var status: ExitStatus
    var meaning: String

    /// Makes an exit; the meaning is that of every command unless said otherwise.
    init(_ status: ExitStatus, _ meaning: String? = nil) {
        self.status = status
        self.meaning = meaning ?? status.meaning
    }
}

/// Everything the command line knows about one command, as data.
struct CommandSpec: Sendable, Hashable {
    var name: String
    var aliases: [String] = []
    var group: CommandGroup
    /// What it does, in one line that begins with a verb, without a full stop.
    var summary: String
    /// Paragraphs for the reader of the manual.
    var discussion: [String] = []
    var arguments: [ArgumentSpec] = []
    var options: [OptionSpec] = []
    /// Options and arguments of which at most one may be given; arguments by their upper-case name.
    var conflicts: [[String]] = []
    /// Options that mean something only beside one of others, and those.
    var companions: [String: [String]] = [:]
    var examples: [Example]
    /// How it may end, besides 0 and 2, which every command shares.
    var exits: [ExitSpec] = []
    var traits: CommandTraits = []

    /// Every word that calls the command.
    var names: [String] { [name] + aliases }

    /// What is typed: `martlet rollback [VERSION] [options]`.
    var usage: String { (["martlet", name] + arguments.map(\.usage) + ["[options]"]).joined(separator: " ") }

    /// The exits with the ones every command shares.
    var allExits: [ExitSpec] {
        ([ExitSpec(.done), ExitSpec(.usage)] + exits).sorted { $0.status.rawValue < $1.status.rawValue }
    }
}

extension ExitStatus {
    /// What the status means, whichever command ends with it.
    var meaning: String {
        switch self {
        case .done: "done, or nothing to do"
        case .failed: "it ran and failed; the failing step changed nothing"
        case .usage: "wrong usage or configuration"
        case .answerIsNo: "the answer is no, where one was asked for (--check)"
        case .needsPerson: "the history or the files need a person: edited, missing, out of order, half-run"
        case .outOfReach: "server or storage out of reach, or lost; worth a retry"
        case .locked: "the lock was not had in time; worth a retry"
        case .refused: "a confirmation is needed, or the command was refused for safety"
        case .damaged: "data is damaged or not authentic"
        case .internalFault: "a fault of Martlet's own"
        case .interrupted: "stopped by SIGINT, rolled back"
        case .terminated: "stopped by SIGTERM or SIGHUP, rolled back"
        }
    }
}
