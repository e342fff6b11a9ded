public import Lint
internal import SQLText

/// What holds for `lint` of a database; paths are absolute in a `DatabaseTarget`.
public struct LintSettings: Sendable, Hashable {
    /// The codes of rules that are not asked.
    public var ignored: Set<String> = []
    /// What makes the answer no, this and worse.
    public var failsOn: Finding.Severity?
    /// The file of findings that are known.
    public var baseline: FilePath?
    /// The file with the sizes of tables.
    public var statistics: FilePath?
    /// The oldest version of the engine that scripts have to run on.
    public var serverVersion: EngineVersion?

    /// Nothing set.
    public init() {}
}

extension SettingsReader {
    /// What `lint` says: the keys of the database's own, and for the others those of `defaults`.
    func lint(_ section: ConfigSection) throws(MartletError) -> LintSettings {
        var settings = LintSettings()
        for entry in [file.defaults?[.lint], section[.lint]] {
            guard let entry, case .lint(let pairs, let ignored) = entry.value else { continue }
            if let ignored {
                settings.ignored = []
                for scalar in ignored { settings.ignored.insert(try rule(scalar, path: entry.path)) }
            }
            for pair in pairs { try take(pair, path: "\(entry.path).\(pair.key.text)", into: &settings) }
        }
        return settings
    }

    private func take(
        _ pair: ConfigPair, path: String, into settings: inout LintSettings
    ) throws(MartletError) {
        let value = try expanded(pair.value, path: path)
        switch LintKey(rawValue: pair.key.text) {
        case .failOn:
            guard let severity = Finding.Severity(rawValue: value) else {
                throw file.text.fault(
                    "\(path) cannot be \(ConfigText.shown(value))", at: pair.value, help: "write warning or error")
            }
            settings.failsOn = severity
        case .serverVersion:
            guard let version = EngineVersion(value) else {
                throw file.text.fault(
                    "\(path) is no version: \(ConfigText.shown(value))", at: pair.value,
                    help: "write numbers with dots, in quotation marks: \"15\", \"3.40.1\"")
            }
            settings.serverVersion = version
        case .baseline: settings.baseline = try file(value, pair, path)
        case .statistics: settings.statistics = try file(value, pair, path)
        case .ignore, nil: break
        }
    }

    private func file(_ value: String, _ pair: ConfigPair, _ place: String) throws(MartletError) -> FilePath {
        if !value.isEmpty, let path = FilePath(value) { return path }
        throw self.file.text.fault(
            "\(place) is no path", at: pair.value, help: "name a file, from the project's folder on")
    }

    private func rule(_ scalar: YAMLScalar, path: String) throws(MartletError) -> String {
        let code = try expanded(scalar, path: path)
        if RuleCatalogue.codes.contains(code) { return code }
        let near = closestMatch(to: code, among: RuleCatalogue.codes.sorted()).map { "did you mean \($0)?" }
        throw file.text.fault(
            "\(path).ignore: there is no rule \(ConfigText.shown(code))", at: scalar,
            help: near ?? "docs/rules/README.md lists the rules")
    }
}
