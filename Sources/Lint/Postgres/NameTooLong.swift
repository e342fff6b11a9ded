internal import PostgresTree
internal import SQLText

/// A name that PostgreSQL cuts off.
enum NameTooLong: PostgresRule {
    static let code = "name-too-long"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.script.statements.flatMap { statement -> [Finding] in
            script.names(in: statement.range, longerThan: limit).filter { $0.name.utf8.count > limit }.map { found in
                Finding(
                    Self.self, at: found.range,
                    "PostgreSQL cuts the name off behind \(limit) bytes: \(String(decoding: found.name.utf8.prefix(limit), as: UTF8.self))",
                    help: "choose a name of at most \(limit) bytes")
            }
        }
    }

    /// `NAMEDATALEN` less the NUL.
    private static let limit = 63
}
