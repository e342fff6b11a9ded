/// A mark with which another tool parts its files.
///
/// Taken for a comment it would do harm: both ways of the file would run, one after the other.
enum ForeignMark {
    /// The tool whose mark a comment line is; `nil` if it is none.
    static func tool(_ content: String) -> String? {
        let line = content.lowercased()
        if let found = prefixes.first(where: { line.hasPrefix($0.mark) }) { return found.tool }
        return lines[line]
    }

    private static let prefixes: [(mark: String, tool: String)] = [
        ("+goose ", "goose"), ("+migrate ", "sql-migrate"), ("+micrate ", "micrate"),
        ("liquibase formatted sql", "Liquibase"), ("-- create above / drop below", "tern"),
    ]

    private static let lines = [
        "//@undo": "MyBatis Migrations", "// @undo": "MyBatis Migrations", "@undo": "MyBatis Migrations",
        "!ups": "Play evolutions", "!downs": "Play evolutions", "- !ups": "Play evolutions",
        "- !downs": "Play evolutions", "rambler up": "rambler", "rambler down": "rambler",
    ]
}
