package import SQLText

/// A value and where it was written.
package struct Setting<Value: Sendable>: Sendable {
    package var value: Value
    /// The place, without the value where that could be a secret.
    package var location: SourceLocation
}

/// What `martlet.yaml` says about one database, defaults and variables put in; `nil` is for what it does not say.
package struct DatabaseSettings: Sendable {
    package var name: Setting<String>
    package var url: Setting<String>?
    package var migrations: FilePath?
    package var locations: [String] = []
    package var layout: LayoutName?
    package var seeds: FilePath?
    package var snapshot: Setting<FilePath>?
    package var docs: Setting<FilePath>?
    package var backups: FilePath?
    package var tables = TableNames()
    package var environment: String?
    package var isProtected: Bool?
    package var foreignKeys: Bool?
    package var journalMode: JournalMode?
    package var transaction: TransactionRule?
    package var placeholders: [String: String] = [:]
    package var lockTimeout: Duration?
    package var statementTimeout: Duration?
    package var backupBefore: Set<BackupOccasion> = []
    package var keepsFingerprint: Bool?
    package var ignore: Set<String> = []
    package var lint = LintSettings()
}
