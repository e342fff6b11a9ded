/// The keys of a database in `martlet.yaml`.
package enum ConfigKey: String, Sendable, Hashable, CaseIterable {
    case url, migrations, locations, seeds, snapshot, docs, layout, tables, schemas, environment, protected
    case foreignKeys = "foreign_keys"
    case journalMode = "journal_mode"
    case placeholders, transaction
    case lockTimeout = "lock_timeout"
    case statementTimeout = "statement_timeout"
    case backups, backup, ignore, lint, fingerprint

    /// What its value looks like.
    enum Shape {
        case text, flag, list, texts
        /// A mapping with one key, `before`, that holds a list.
        case occasions
        /// What holds for `lint`: texts, and a list of rules.
        case lint
    }

    var shape: Shape {
        switch self {
        case .protected, .foreignKeys, .fingerprint: .flag
        case .schemas, .ignore, .locations: .list
        case .tables, .placeholders: .texts
        case .backup: .occasions
        case .lint: .lint
        default: .text
        }
    }

    /// Whether it can be set for all databases at once.
    var isAllowedInDefaults: Bool { self != .url && self != .snapshot && self != .docs }

    /// Whether its value is never shown, because it may hold a password.
    var isSecret: Bool { self == .url }

    /// Whether a line with it can be shown whole: what a script is filled in with is nobody's business either.
    var isOpen: Bool { !isSecret && self != .placeholders }

    /// Why it cannot be used with SQLite, the one engine of this version.
    var refusal: String? { self == .schemas ? "a SQLite database has no schemas to choose from" : nil }
}

/// The value of a key as it is written: right in kind, but without its variables put in.
package enum ConfigValue: Sendable, Hashable {
    case text(YAMLScalar)
    case flag(Bool)
    case list([YAMLScalar])
    case texts([ConfigPair])
    case lint([ConfigPair], ignored: [YAMLScalar]?)
}

/// One line of a mapping of texts.
package struct ConfigPair: Sendable, Hashable {
    package var key: YAMLScalar
    package var value: YAMLScalar
}
