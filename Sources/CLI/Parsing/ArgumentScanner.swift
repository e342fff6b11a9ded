import MartletCore

/// Splits arguments into a command, options and positional arguments; the first half of parsing.
struct ArgumentScanner {
    let table: CommandTable
    private(set) var command: CommandSpec?
    /// The values of each option given, by long name; a flag has one empty value.
    private(set) var options: [String: [String]] = [:]
    private(set) var positionals: [String] = []
    private var rest: ArraySlice<String>

    init(table: CommandTable, arguments: some Sequence<String>) {
        self.table = table
        self.rest = ArraySlice(arguments)
    }

    /// Reads all arguments.
    ///
    /// What was read before an error stays.
    mutating func scan() throws(MartletError) {
        var onlyPositionals = false
        while let word = rest.popFirst() {
            if onlyPositionals || word == "-" || !word.hasPrefix("-") {
                try take(positional: word)
            } else if word == "--" {
                onlyPositionals = true
            } else if word.hasPrefix("--") {
                try take(long: word.dropFirst(2))
            } else {
                try take(bundle: word.dropFirst())
            }
        }
    }

    private mutating func take(positional word: String) throws(MartletError) {
        guard !word.isEmpty else {
            throw MartletError(.usage, "argument \(positionals.count + 1) is empty", notes: [Self.emptyNote])
        }
        if command != nil {
            positionals.append(word)
            return
        }
        guard let found = table.command(named: word) else { throw Self.unknown(command: word, in: table) }
        command = found
    }

    private mutating func take(long text: Substring) throws(MartletError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let spec = known.first(where: { $0.name == name }) else { throw unknown(option: "--\(name)") }
        try take(spec, as: spec.flag, attached: parts.count == 2 ? String(parts[1]) : nil)
    }

    private mutating func take(bundle text: Substring) throws(MartletError) {
        var letters = text
        while let letter = letters.popFirst() {
            guard let spec = known.first(where: { $0.short == letter }) else { throw unknown(option: "-\(letter)") }
            let takesRest = spec.value != nil && !letters.isEmpty || letters.first == "="
            let attached = takesRest ? String(letters.first == "=" ? letters.dropFirst() : letters) : nil
            try take(spec, as: "-\(letter)", attached: attached)
            if takesRest { return }
        }
    }

    /// Records one option; a value that is not attached to it is the next argument.
    private mutating func take(_ spec: OptionSpec, as typed: String, attached: String?) throws(MartletError) {
        guard let value = spec.value else {
            guard attached == nil else { throw MartletError(.usage, "'\(typed)' takes no value") }
            options[spec.name] = [""]
            return
        }
        var given = attached
        if given == nil { given = try next(for: typed, value) }
        guard let text = given, !text.isEmpty else {
            throw MartletError(.usage, "the value of '\(typed)' is empty", notes: [Self.emptyNote])
        }
        guard spec.isRepeatable || options[spec.name] == nil else {
            throw MartletError(.usage, "'\(typed)' is given twice", help: "give it once")
        }
        options[spec.name, default: []].append(text)
    }

    /// The next argument as a value.
    ///
    /// One that looks like an option is more likely a forgotten value.
    private mutating func next(for typed: String, _ value: ValueSpec) throws(MartletError) -> String {
        if let word = rest.first, word == "-" || !word.hasPrefix("-") {
            rest.removeFirst()
            return word
        }
        let help =
            rest.isEmpty || !typed.hasPrefix("--") ? nil : "a value that begins with '-' is written \(typed)=VALUE"
        throw MartletError(.usage, "'\(typed)' needs a value: \(typed) \(value.name)", help: help)
    }

    private static let emptyNote = "an empty argument is often a variable that is not set"

    /// The options that can be given here.
    private var known: [OptionSpec] { (command?.options ?? []) + table.globals }

    /// The error for a word that calls no command.
    static func unknown(command word: String, in table: CommandTable, _ prefix: String = "") -> MartletError {
        let found = suggestion(for: word, among: table.commands.flatMap(\.names))
        return MartletError(
            .unknownCommand, "no command '\(word)'",
            help: found.map { "did you mean: \(table.program) \(prefix)\($0)" }
                ?? "\(table.program) help lists the commands")
    }

    private func unknown(option typed: String) -> MartletError {
        let message = command.map { "'\($0.name)' has no option '\(typed)'" } ?? "no option '\(typed)'"
        let owners = table.commands.filter { owner in owner.options.contains { typed == $0.flag } }
        if command == nil, let owner = owners.first {
            return MartletError(
                .unknownOption, "\(message) before the command",
                help: "write it after the command: \(table.program) \(owner.name) \(typed)")
        }
        let found = suggestion(for: typed, among: known.map(\.flag))
        let notes = owners.isEmpty ? [] : ["it is an option of \(owners.map(\.name).joined(separator: ", "))"]
        let page = command.map { "\(table.program) \($0.name) --help" } ?? "\(table.program) help"
        return MartletError(
            .unknownOption, message, notes: notes,
            help: found.map { "did you mean: \($0)" } ?? "\(page) lists the options")
    }
}
