import SQLText

/// Checks that values are of the kind their keys want.
struct ConfigShapes {
    let text: ConfigText

    func entry(_ setting: YAMLMapping.Entry, _ key: ConfigKey, path: String) throws(MartletError) -> ConfigEntry {
        let value: ConfigValue
        var path = path
        switch key.shape {
        case .text: value = .text(try self.text(setting.value, path: path, at: setting.key))
        case .flag: value = .flag(try flag(setting.value, path: path, at: setting.key))
        case .list: value = .list(try list(setting.value, path: path, at: setting.key))
        case .texts: value = .texts(try texts(setting, key, path: path))
        case .lint: value = try lint(setting, path: path)
        case .occasions:
            value = .list(try occasions(setting, path: path))
            path += ".before"
        }
        return ConfigEntry(key: key, keyText: setting.key, path: path, value: value)
    }

    func mapping(_ node: YAMLNode, path: String, at key: YAMLScalar? = nil) throws(MartletError) -> YAMLMapping {
        if case .mapping(let mapping) = node { return mapping }
        throw wrongKind(node, "a mapping of keys and values", path: path, at: key)
    }

    func text(_ node: YAMLNode, path: String, at key: YAMLScalar?) throws(MartletError) -> YAMLScalar {
        guard case .scalar(let scalar) = node, !scalar.isNull else {
            throw wrongKind(node, "text", path: path, at: key)
        }
        return scalar
    }

    private func flag(_ node: YAMLNode, path: String, at key: YAMLScalar) throws(MartletError) -> Bool {
        guard case .scalar(let scalar) = node, !scalar.isNull else {
            throw wrongKind(node, "true or false", path: path, at: key)
        }
        if !scalar.isQuoted, scalar.text == "true" { return true }
        if !scalar.isQuoted, scalar.text == "false" { return false }
        let shown = ConfigText.shown(scalar.text)
        throw text.fault(
            "\(path) must be true or false, not \(scalar.isQuoted ? "the text " : "")\(shown)", at: scalar,
            help: flagHelp(scalar))
    }

    private func flagHelp(_ scalar: YAMLScalar) -> String {
        switch scalar.text.lowercased() {
        case "true", "yes", "on", "1": "write true"
        case "false", "no", "off", "0": "write false"
        default: "write true or false; a variable cannot stand here"
        }
    }

    func list(_ node: YAMLNode, path: String, at key: YAMLScalar) throws(MartletError) -> [YAMLScalar] {
        guard case .sequence(let sequence) = node else { throw wrongKind(node, "a list", path: path, at: key) }
        var items: [YAMLScalar] = []
        for item in sequence.items { items.append(try text(item, path: "an item of \(path)", at: nil)) }
        return items
    }

    private func texts(
        _ setting: YAMLMapping.Entry, _ key: ConfigKey, path: String
    ) throws(MartletError) -> [ConfigPair] {
        var pairs: [ConfigPair] = []
        for entry in try mapping(setting.value, path: path, at: setting.key).entries {
            if key == .tables, !["history", "log", "seeds"].contains(entry.key.text) {
                throw unknownKey(entry.key, in: path, among: ["history", "log", "seeds"])
            }
            let place = ConfigText.path(path, entry.key)
            let name = entry.key.text
            if key == .placeholders, !PlaceholderKey.isName(name), !PlaceholderKey.isMark(name) {
                throw text.fault(
                    "\(ConfigText.shown(entry.key.text)) is no name for a placeholder", at: entry.key,
                    help:
                        "use letters, digits, '_' and '-', and begin with a letter; or write the whole text that is replaced"
                )
            }
            let value = try self.text(entry.value, path: place, at: entry.key)
            pairs.append(ConfigPair(key: entry.key, value: value))
        }
        return pairs
    }

    private func lint(_ setting: YAMLMapping.Entry, path: String) throws(MartletError) -> ConfigValue {
        var pairs: [ConfigPair] = []
        var ignored: [YAMLScalar]?
        for entry in try mapping(setting.value, path: path, at: setting.key).entries {
            let place = "\(path).\(entry.key.text)"
            switch LintKey(rawValue: entry.key.text) {
            case .ignore: ignored = try list(entry.value, path: place, at: entry.key)
            case .some:
                pairs.append(ConfigPair(key: entry.key, value: try text(entry.value, path: place, at: entry.key)))
            case nil: throw unknownKey(entry.key, in: path, among: LintKey.allCases.map(\.rawValue))
            }
        }
        return .lint(pairs, ignored: ignored)
    }

    private func occasions(_ setting: YAMLMapping.Entry, path: String) throws(MartletError) -> [YAMLScalar] {
        var occasions: [YAMLScalar] = []
        for entry in try mapping(setting.value, path: path, at: setting.key).entries {
            guard entry.key.text == "before" else { throw unknownKey(entry.key, in: path, among: ["before"]) }
            occasions = try list(entry.value, path: "\(path).before", at: entry.key)
        }
        return occasions
    }

    func unknownKey(_ key: YAMLScalar, in path: String, among known: [String]) -> MartletError {
        let help = closestMatch(to: key.text, among: known).map { "did you mean \($0)?" }
        return text.fault(
            "no key \(ConfigText.shown(key.text)) in \(path)", at: key,
            help: help ?? "the keys are \(known.joined(separator: ", "))")
    }

    private func wrongKind(_ node: YAMLNode, _ wanted: String, path: String, at key: YAMLScalar?) -> MartletError {
        let message = "\(path) must be \(wanted), not \(node.kindName)"
        // An empty value has no place of its own worth showing, and any other may be a secret.
        if let key { return text.fault(message, at: key, help: help(for: node)) }
        return text.fault(message, at: node.position, help: help(for: node), isStrict: true)
    }

    private func help(for node: YAMLNode) -> String? {
        guard case .scalar(let scalar) = node, scalar.isNull else { return nil }
        return scalar.text.isEmpty
            ? "give it a value, or remove the line" : "remove the line, or put the word in quotes"
    }
}
