internal import SQLText

/// One way of a migration that is written in Swift.
struct SwiftScript: Sendable {
    let body: SwiftMigration.Body
    /// Where the migration is written.
    let place: SourceLocation
    /// Whose SQL the database speaks that it gets.
    let dialect: Dialect
}

extension Migration {
    /// Makes a migration of one that is written in Swift.
    convenience init(_ code: SwiftMigration, _ name: MigrationFileName, defaults: ScriptOptions, _ dialect: Dialect) {
        var options = defaults
        // There is nothing to be journalled statement by statement.
        options.transaction = .each
        options.foreignKeys = code.foreignKeys
        options.environments = code.environments
        func script(_ body: @escaping SwiftMigration.Body) -> Script {
            Script(SwiftScript(body: body, place: code.location, dialect: dialect), options: options)
        }
        let scripts = MigrationScript(
            options: options, dependencies: [], up: script(code.up), down: code.down.map(script),
            tokenChecksum: nil, upText: nil, downText: nil)
        self.init(
            version: name.version, description: name.title, file: code.location.file,
            checksum: Checksum.text(SHA256Digest(of: "a migration written in Swift, edition " + code.edition)),
            script: scripts, code: code)
    }
}
