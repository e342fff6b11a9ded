internal import PostgresTree
internal import SQLText

/// A SECURITY DEFINER function without a search_path of its own.
enum SecurityDefinerSearchPath: PostgresRule {
    static let code = "security-definer-search-path"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .createFunction(let function) = statement.tree, function.isSecurityDefiner,
                !function.settings.contains("search_path")
            else { return nil }
            return Finding(
                Self.self, at: script.start(of: statement),
                "whoever calls \(function.name) decides by their search_path what its names mean, with the rights of its owner",
                help:
                    "SET search_path = pg_catalog, pg_temp behind SECURITY DEFINER, and schemas before the other names")
        }
    }
}
