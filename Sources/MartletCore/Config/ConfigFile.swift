import SQLText

/// `martlet.yaml`: every key known and every value of the right kind, but no variable put in yet.
package struct ConfigFile: Sendable {
    /// The file.
    package let text: ConfigText
    /// The name of the project.
    package private(set) var project: YAMLScalar?
    /// The file of variables.
    package private(set) var envFile: YAMLScalar?
    /// The databases, in the order of the file; at least one.
    package private(set) var databases: [ConfigSection] = []
    /// What holds for databases that do not say otherwise.
    package private(set) var defaults: ConfigSection?

    /// Whether there is a variable anywhere in it.
    package var mentionsVariables: Bool {
        zip(text.source.utf8, text.source.utf8.dropFirst()).contains {
            $0 == UInt8(ascii: "$") && $1 == UInt8(ascii: "{")
        }
    }

    /// Reads the bytes of a file.
    package init(bytes: [UInt8], name: String) throws(MartletError) {
        text = try ConfigText(bytes: bytes, name: name)
        let shapes = ConfigShapes(text: text)
        let root = try shapes.mapping(YAMLReader.read(text), path: name)
        for entry in root.entries {
            switch entry.key.text {
            case "project": project = try shapes.text(entry.value, path: "project", at: entry.key)
            case "env_file": envFile = try shapes.text(entry.value, path: "env_file", at: entry.key)
            case "databases": databases = try Self.databases(entry, shapes)
            case "defaults": defaults = try Self.section(entry, path: "defaults", shapes)
            default:
                throw shapes.unknownKey(entry.key, in: name, among: ["project", "env_file", "databases", "defaults"])
            }
        }
        guard !databases.isEmpty else {
            throw text.fault(
                "\(name) names no database", at: root.position,
                help: "add databases: with a name and a url, as martlet init writes it")
        }
    }

    private static func databases(
        _ entry: YAMLMapping.Entry, _ shapes: ConfigShapes
    ) throws(MartletError) -> [ConfigSection] {
        var sections: [ConfigSection] = []
        for database in try shapes.mapping(entry.value, path: "databases", at: entry.key).entries {
            guard isName(database.key.text) else {
                throw shapes.text.fault(
                    "\(ConfigText.shown(database.key.text)) is no name for a database", at: database.key,
                    help: "use up to 64 letters, digits, '-', '_' and '.', and begin with a letter or digit")
            }
            sections.append(try section(database, path: "databases.\(database.key.text)", shapes))
        }
        return sections
    }

    /// Names are typed in shells and become names of files.
    private static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first != "_", Interpolation.isNameScalar(first) else {
            return false
        }
        let isSound = text.unicodeScalars.allSatisfy { Interpolation.isNameScalar($0) || $0 == "-" || $0 == "." }
        return isSound && text.utf8.count <= 64
    }

    private static func section(
        _ entry: YAMLMapping.Entry, path: String, _ shapes: ConfigShapes
    ) throws(MartletError) -> ConfigSection {
        var section = ConfigSection(name: entry.key, path: path)
        for setting in try shapes.mapping(entry.value, path: path, at: entry.key).entries {
            guard let key = ConfigKey(rawValue: setting.key.text) else {
                throw shapes.unknownKey(setting.key, in: path, among: ConfigKey.allCases.map(\.rawValue))
            }
            if let refusal = key.refusal {
                throw shapes.text.fault("\(path).\(key.rawValue): \(refusal)", at: setting.key, help: "remove it")
            }
            if path == "defaults", !key.isAllowedInDefaults {
                throw shapes.text.fault(
                    "\(key.rawValue) cannot stand in defaults: each database has its own", at: setting.key,
                    help: "move it below the name of a database")
            }
            section.entries.append(try shapes.entry(setting, key, path: "\(path).\(key.rawValue)"))
        }
        return section
    }
}

/// What is written for one database, or in `defaults`.
package struct ConfigSection: Sendable, Hashable {
    /// Its key in the file.
    package let name: YAMLScalar
    /// Its name in messages: `databases.app`.
    package let path: String
    /// What is set, each key once.
    package var entries: [ConfigEntry] = []

    /// What is set for a key.
    package subscript(key: ConfigKey) -> ConfigEntry? { entries.first { $0.key == key } }
}

/// A key and its value.
package struct ConfigEntry: Sendable, Hashable {
    /// The key.
    package var key: ConfigKey
    /// The key as it is written.
    package var keyText: YAMLScalar
    /// Its name in messages: `databases.app.url`.
    package var path: String
    /// The value.
    package var value: ConfigValue
}
