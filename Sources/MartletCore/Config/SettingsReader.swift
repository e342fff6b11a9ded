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
        if withURL, let url = try text(.url, section) {
            settings.url = Setting(value: url.value, location: self.location(of: url))
        }
        settings.snapshot = try placedPath(.snapshot, section)
        settings.docs = try placedPath(.docs, section)
        settings.layout = try choice(.layout, section)
        settings.migrations = try path(.migrations, section)
        for name in try items(.locations, section) { settings.locations.append(try folderInside(name)) }
        settings.seeds = try path(.seeds, section)
        settings.backups = try path(.backups, section)
        settings.tables = try tables(section)
        settings.environment = try text(.environment, section)?.value
        settings.isProtected = flag(.protected, section)
        settings.foreignKeys = flag(.foreignKeys, section)
        settings.journalMode = try choice(.journalMode, section, why: Self.objection(toJournalMode:))
        settings.transaction = try choice(.transaction, section)
        for text in try texts(.placeholders, section) { settings.placeholders[text.name] = text.value }
        settings.lockTimeout = try duration(.lockTimeout, section)
        settings.statementTimeout = try duration(.statementTimeout, section)
        for occasion in try items(.backup, section) { settings.backupBefore.insert(try choice(occasion)) }
        settings.keepsFingerprint = flag(.fingerprint, section)
        for name in try items(.ignore, section) { settings.ignore.insert(try fileName(name)) }
        settings.lint = try lint(section)
        return settings
    }

    /// A text with its variables put in, and where it came from.
    private struct Text {
        var value: String
        var scalar: YAMLScalar
        /// What it is, for messages: `databases.app.url`.
        var path: String
        /// The last part of it: `url`.
        var name: String
        var isSecret: Bool
    }

    /// A text with its variables put in.
    package func expanded(_ scalar: YAMLScalar, path: String) throws(MartletError) -> String {
        do throws(Interpolation.Fault) {
            return try Interpolation.expand(scalar.text) { variables[$0] }
        } catch {
            throw variableFault(error, scalar, path: path)
        }
    }

    private func location(of text: Text) -> SourceLocation {
        file.text.location(text.scalar, isSecret: text.isSecret)
    }

    private func fault(
        _ text: Text, _ message: String, code: ErrorCode = .config, notes: [String] = [], help: String
    ) -> MartletError {
        MartletError(code, message, at: location(of: text), notes: notes, help: help)
    }

    private func entry(_ key: ConfigKey, _ section: ConfigSection) -> ConfigEntry? {
        section[key] ?? file.defaults?[key]
    }

    private func flag(_ key: ConfigKey, _ section: ConfigSection) -> Bool? {
        guard case .flag(let value)? = entry(key, section)?.value else { return nil }
        return value
    }

    private func text(_ key: ConfigKey, _ section: ConfigSection) throws(MartletError) -> Text? {
        guard let entry = entry(key, section), case .text(let scalar) = entry.value else { return nil }
        let text = Text(
            value: try expanded(scalar, path: entry.path), scalar: scalar, path: entry.path, name: key.rawValue,
            isSecret: key.isSecret)
        guard !text.value.isEmpty else {
            let help = scalar.text.isEmpty ? "give it a value, or remove the line" : "set the variable it names"
            throw fault(text, "\(entry.path) is empty", help: help)
        }
        // A file of variables whose author counted on expansion would otherwise make a file of that very name.
        guard !text.value.contains("${") else {
            throw fault(
                text, "\(entry.path) still holds ${ with its variables put in", code: .environment,
                help: "write the value of the variable out: what a variable holds is not expanded again")
        }
        return text
    }

    private func path(_ key: ConfigKey, _ section: ConfigSection) throws(MartletError) -> FilePath? {
        guard let text = try text(key, section) else { return nil }
        return try path(text)
    }

    private func placedPath(_ key: ConfigKey, _ section: ConfigSection) throws(MartletError) -> Setting<FilePath>? {
        guard let text = try text(key, section) else { return nil }
        return Setting(value: try path(text), location: location(of: text))
    }

    private func path(_ text: Text) throws(MartletError) -> FilePath {
        if let path = FilePath(text.value) { return path }
        throw fault(text, "\(text.path) holds a NUL character", help: "write a path")
    }

    /// A folder inside of another one, without a slash at its end.
    private func folderInside(_ text: Text) throws(MartletError) -> String {
        let parts = text.value.split(separator: "/", omittingEmptySubsequences: false)
        let names = parts.last == "" ? parts.dropLast() : parts[...]
        guard !names.isEmpty, !names.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            throw fault(
                text, "\(text.path) must be a folder below `migrations`, not \(ConfigText.shown(text.scalar.text))",
                help: "name it from there on, for example common")
        }
        return names.joined(separator: "/")
    }

    private func duration(_ key: ConfigKey, _ section: ConfigSection) throws(MartletError) -> Duration? {
        guard let text = try text(key, section) else { return nil }
        if let duration = DurationText.parse(text.value) { return duration }
        throw fault(
            text, "\(text.path) must be a duration, not \(ConfigText.shown(text.scalar.text))",
            help: "write \(DurationText.form)")
    }

    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: ConfigKey, _ section: ConfigSection, why objection: (String) -> String? = { _ in nil }
    ) throws(MartletError) -> Choice? {
        guard let text = try text(key, section) else { return nil }
        return try choice(text, why: objection)
    }

    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ text: Text, why objection: (String) -> String? = { _ in nil }
    ) throws(MartletError) -> Choice {
        if let choice = Choice(rawValue: text.value) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        let near = closestMatch(to: text.value, among: names).map { "did you mean \($0)?" }
        throw fault(
            text, "\(text.path) cannot be \(ConfigText.shown(text.scalar.text))",
            notes: objection(text.value).map { [$0] } ?? [],
            help: near ?? "write one of \(names.joined(separator: ", "))")
    }

    private static func objection(toJournalMode mode: String) -> String? {
        switch mode {
        case "memory": "with this journal mode a crash destroys the database"
        case "off": "with this journal mode nothing can be rolled back, and a crash destroys the database"
        default: nil
        }
    }

    /// Refuses what only SQLite has, for a database of a server.
    package func requireServerKeys(_ section: ConfigSection) throws(MartletError) {
        for key in [ConfigKey.foreignKeys, .journalMode] {
            guard let entry = entry(key, section) else { continue }
            throw file.text.fault(
                "\(entry.path) is for SQLite, and \(section.path) is a PostgreSQL database", at: entry.keyText,
                help: file.defaults?[key] == nil || section[key] != nil
                    ? "remove it" : "write it under the SQLite databases in place of defaults")
        }
    }

    /// The items of a list.
    private func items(_ key: ConfigKey, _ section: ConfigSection) throws(MartletError) -> [Text] {
        guard let entry = entry(key, section), case .list(let scalars) = entry.value else { return [] }
        var items: [Text] = []
        for scalar in scalars {
            let value = try expanded(scalar, path: entry.path)
            items.append(
                Text(value: value, scalar: scalar, path: "an item of \(entry.path)", name: "", isSecret: false))
        }
        return items
    }

    private func fileName(_ text: Text) throws(MartletError) -> String {
        let parts = text.value.split(separator: "/", omittingEmptySubsequences: false)
        let isPath = parts.allSatisfy { !["", ".", ".."].contains($0) }
        if isPath, !text.value.utf8.contains(where: { "*?".utf8.contains($0) }) { return text.value }
        throw fault(
            text, "\(text.path) is not the name of a file: \(ConfigText.shown(text.scalar.text))",
            help:
                "list names as they stand in the folder, such as `sub/name.sql` for one in a folder of it; patterns are not read"
        )
    }
}

extension SettingsReader {
    /// The lines of a mapping of texts: those of `defaults`, then the database's own, which win.
    private func texts(_ key: ConfigKey, _ section: ConfigSection) throws(MartletError) -> [Text] {
        var result: [Text] = []
        for entry in [file.defaults?[key], section[key]] {
            guard let entry, case .texts(let pairs) = entry.value else { continue }
            for pair in pairs {
                let path = "\(entry.path).\(pair.key.text)"
                let value = try expanded(pair.value, path: path)
                result.append(
                    Text(value: value, scalar: pair.value, path: path, name: pair.key.text, isSecret: false))
            }
        }
        return result
    }

    private func tables(_ section: ConfigSection) throws(MartletError) -> TableNames {
        var names = TableNames()
        for text in try texts(.tables, section) {
            guard Self.isTableName(text.value) else {
                throw fault(
                    text, "\(text.path) is no name for a table of Martlet's",
                    help: "use up to 63 letters, digits and '_'; not first a digit, not sqlite_")
            }
            switch text.name {
            case "history": names.history = text.value
            case "log": names.log = text.value
            default: names.seeds = text.value
            }
        }
        // SQLite compares the names of tables without regard to case.
        let folded = [names.history, names.log, names.seeds].map { $0.lowercased() }
        guard folded[0] != folded[1], folded[1] != folded[2], folded[0] != folded[2] else {
            throw file.text.fault(
                "two of the tables of \(section.path) have the same name",
                at: entry(.tables, section)?.keyText ?? section.name, help: "history, log and seeds need a table each")
        }
        return names
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
