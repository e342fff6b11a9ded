import SQLText

/// Puts variables and defaults into what `martlet.yaml` says, and turns text into values.
///
/// What a database says replaces what `defaults` says; `tables` and `placeholders` are merged line by line.
package struct SettingsReader {
    let file: ConfigFile
    let variables: Variables

    /// Makes a reader.
    package init(_ file: ConfigFile, _ variables: Variables) {
        self.file = file
        self.variables = variables
    }

    /// The settings of one database; its URL is left alone if something else replaces it.
    package func settings(of section: ConfigSection, withURL: Bool = true) throws(MartletError) -> DatabaseSettings {
        let location = file.text.location(section.name)
        var settings = DatabaseSettings(name: Setting(value: section.name.text, location: location))
        if withURL { settings.url = try text(.url, section) }
        try checkLayout(section)
        settings.migrations = try path(.migrations, section)?.value
        settings.seeds = try path(.seeds, section)?.value
        settings.snapshot = try path(.snapshot, section)
        settings.backups = try path(.backups, section)?.value
        settings.tables = try tables(section)
        settings.environment = try text(.environment, section)?.value
        settings.isProtected = flag(.protected, section)
        settings.foreignKeys = flag(.foreignKeys, section)
        settings.journalMode = try choice(.journalMode, section, reasons: Self.unsafeJournalModes)
        settings.transaction = try choice(.transaction, section)
        settings.placeholders = try pairs(.placeholders, section).mapValues(\.value)
        settings.lockTimeout = try duration(.lockTimeout, section)
        settings.statementTimeout = try duration(.statementTimeout, section)
        settings.backupBefore = try occasions(section)
        settings.ignore = try ignoredNames(section)
        return settings
    }

    /// A text with its variables put in.
    package func expanded(_ scalar: YAMLScalar, path: String, isSecret: Bool = false) throws(MartletError) -> Setting<
        String
    > {
        do throws(Interpolation.Fault) {
            let value = try Interpolation.expand(scalar.text) { variables[$0] }
            return Setting(value: value, location: file.text.location(scalar, isSecret: isSecret))
        } catch {
            throw variableFault(error, scalar, path: path)
        }
    }

    private func entry(_ key: ConfigKey, _ section: ConfigSection) -> ConfigEntry? {
        section.values[key] ?? file.defaults?.values[key]
    }

    private func flag(_ key: ConfigKey, _ section: ConfigSection) -> Bool? {
        guard case .flag(let value)? = entry(key, section)?.value else { return nil }
        return value
    }

    private func text(_ key: ConfigKey, _ section: ConfigSection) throws(MartletError) -> Setting<String>? {
        guard let entry = entry(key, section), case .text(let scalar) = entry.value else { return nil }
        let setting = try expanded(scalar, path: entry.path, isSecret: key.isSecret)
        guard !setting.value.isEmpty else {
            throw MartletError(
                .config, "\(entry.path) is empty", at: setting.location,
                help: scalar.text.isEmpty ? "give it a value, or remove the line" : "set the variable it names")
        }
        // A file of variables whose author counted on expansion would otherwise make a file of that very name.
        guard !setting.value.contains("${") else {
            throw MartletError(
                .environment, "\(entry.path) still holds ${ with its variables put in", at: setting.location,
                help: "write the value of the variable out: what a variable holds is not expanded again")
        }
        return setting
    }

    private func path(_ key: ConfigKey, _ section: ConfigSection) throws(MartletError) -> Setting<FilePath>? {
        guard let setting = try text(key, section) else { return nil }
        guard let path = FilePath(setting.value) else {
            throw MartletError(.config, "\(key.rawValue) holds a NUL character", at: setting.location)
        }
        return Setting(value: path, location: setting.location)
    }

    private func duration(_ key: ConfigKey, _ section: ConfigSection) throws(MartletError) -> Duration? {
        guard let entry = entry(key, section), case .text(let scalar) = entry.value,
            let setting = try text(key, section)
        else { return nil }
        if let duration = DurationText.parse(setting.value) { return duration }
        throw MartletError(
            .config, "\(entry.path) must be a duration, not \(ConfigText.shown(scalar.text))", at: setting.location,
            help: "write \(DurationText.form)")
    }

    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: ConfigKey, _ section: ConfigSection, reasons: [String: String] = [:]
    ) throws(MartletError) -> Choice? {
        guard let entry = entry(key, section), case .text(let scalar) = entry.value,
            let setting = try text(key, section)
        else { return nil }
        return try choice(setting, scalar, path: entry.path, reasons: reasons)
    }

    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ setting: Setting<String>, _ scalar: YAMLScalar, path: String, reasons: [String: String] = [:]
    ) throws(MartletError) -> Choice {
        if let choice = Choice(rawValue: setting.value) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        let near = closestMatch(to: setting.value, among: names).map { "did you mean \($0)?" }
        throw MartletError(
            .config, "\(path) cannot be \(ConfigText.shown(scalar.text))", at: setting.location,
            notes: reasons[setting.value].map { [$0] } ?? [],
            help: near ?? "write one of \(names.joined(separator: ", "))")
    }

    private static let unsafeJournalModes = [
        "memory": "with this journal mode a crash destroys the database",
        "off": "with this journal mode nothing can be rolled back, and a crash destroys the database",
    ]

    private func checkLayout(_ section: ConfigSection) throws(MartletError) {
        guard let entry = entry(.layout, section), case .text(let scalar) = entry.value,
            let layout = try text(.layout, section), layout.value != "martlet"
        else { return }
        throw MartletError(
            .config, "\(entry.path) cannot be \(ConfigText.shown(scalar.text))", at: layout.location,
            help: "this version reads the layout martlet only; remove the line")
    }

    private func occasions(_ section: ConfigSection) throws(MartletError) -> Set<BackupOccasion> {
        guard let entry = entry(.backup, section), case .list(let scalars) = entry.value else { return [] }
        var occasions: Set<BackupOccasion> = []
        for scalar in scalars {
            occasions.insert(try choice(expanded(scalar, path: entry.path), scalar, path: "an item of \(entry.path)"))
        }
        return occasions
    }

    private func ignoredNames(_ section: ConfigSection) throws(MartletError) -> Set<String> {
        guard let entry = entry(.ignore, section), case .list(let scalars) = entry.value else { return [] }
        var names: Set<String> = []
        for scalar in scalars {
            let setting = try expanded(scalar, path: entry.path)
            guard !setting.value.isEmpty, !setting.value.utf8.contains(where: { "/*?".utf8.contains($0) }) else {
                throw MartletError(
                    .config, "an item of \(entry.path) is not the name of a file: \(ConfigText.shown(scalar.text))",
                    at: setting.location,
                    help: "list names as they stand in the folder; folders and patterns are not read")
            }
            names.insert(setting.value)
        }
        return names
    }
}

extension SettingsReader {
    /// Lines of a mapping of texts, the database's own over those of `defaults`.
    private func pairs(_ key: ConfigKey, _ section: ConfigSection) throws(MartletError) -> [String: Setting<String>] {
        var result: [String: Setting<String>] = [:]
        for entry in [file.defaults?.values[key], section.values[key]] {
            guard let entry, case .texts(let pairs) = entry.value else { continue }
            for pair in pairs {
                result[pair.key.text] = try expanded(
                    pair.value, path: "\(entry.path).\(pair.key.text)", isSecret: key.isSecret)
            }
        }
        return result
    }

    private func tables(_ section: ConfigSection) throws(MartletError) -> TableNames {
        let pairs = try pairs(.tables, section)
        for setting in pairs.values where !Self.isTableName(setting.value) {
            throw MartletError(
                .config, "this is no name for a table of Martlet's", at: setting.location,
                help: "use up to 63 letters, digits and '_'; not first a digit, not sqlite_")
        }
        var names = TableNames()
        if let history = pairs["history"] { names.history = history.value }
        if let log = pairs["log"] { names.log = log.value }
        if let seeds = pairs["seeds"] { names.seeds = seeds.value }
        // SQLite compares the names of tables without regard to case.
        guard Set([names.history, names.log, names.seeds].map { $0.lowercased() }).count == 3 else {
            throw MartletError(
                .config, "two of the tables of \(section.path) have the same name", at: tablesLocation(section),
                help: "history, log and seeds need a table each")
        }
        return names
    }

    private func tablesLocation(_ section: ConfigSection) -> SourceLocation {
        file.text.location(entry(.tables, section)?.key ?? section.name)
    }

    private static func isTableName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first < UInt8(ascii: "0") || first > UInt8(ascii: "9") else { return false }
        return name.unicodeScalars.allSatisfy(Interpolation.isNameScalar) && name.utf8.count <= 63
            && !name.lowercased().hasPrefix("sqlite_")
    }

    private func variableFault(_ fault: Interpolation.Fault, _ scalar: YAMLScalar, path: String) -> MartletError {
        var position = scalar.position
        if scalar.isVerbatim { position.column += fault.offset + (scalar.isQuoted ? 1 : 0) }
        var length = 2
        var help: String?
        var notes: [String] = []
        let message: String
        switch fault.reason {
        case .unset(let name):
            message = "the variable \(name) is not set, and \(path) needs it"
            help = "set it, or give it a default: ${\(name):-…}"
            notes = unsetNotes(name)
            length = fault.length
        case .unclosed:
            message = "a ${ in \(path) has no }"
            help = "write $${ if you mean the characters themselves"
        case .malformed:
            message = "a ${…} in \(path) is neither ${NAME} nor ${NAME:-default}"
            help = "names consist of letters, digits and '_'; write $${ if you mean the characters themselves"
        case .nested:
            message = "a default in \(path) holds a variable itself"
            help = "write a default without ${"
        }
        let place = file.text.location(position, length: scalar.isVerbatim ? length : 1, isStrict: true)
        let code: ErrorCode = if case .unset = fault.reason { .environment } else { .config }
        return MartletError(code, message, at: place, notes: notes, help: help)
    }

    private func unsetNotes(_ name: String) -> [String] {
        if let missing = variables.missingFile { return ["there is no file \(missing)"] }
        guard let envFile = variables.file else { return [] }
        guard let near = closestMatch(to: name, among: envFile.variables.keys.sorted()) else {
            return ["\(envFile.name) does not set it"]
        }
        return ["\(envFile.name) sets \(near): is that what is meant?"]
    }
}
