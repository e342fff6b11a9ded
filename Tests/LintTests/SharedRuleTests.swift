import SQLText
import Testing

@testable import Lint

/// The rules that both dialects have, on SQLite.
struct SharedRuleTests {
    @Test(arguments: [
        RuleCase("update-without-where", "▸UPDATE users SET age = 1;"),
        RuleCase("update-without-where", "WITH a AS (SELECT 1 WHERE 1)\n▸UPDATE users SET age = (SELECT 1 WHERE 2)"),
        RuleCase("update-without-where", "UPDATE users SET age = 1 WHERE id = 1"),
        RuleCase("update-without-where", "UPDATE users SET age = o.age FROM old o WHERE o.id = users.id"),
        RuleCase("update-without-where", "CREATE TABLE users (age); UPDATE users SET age = 1"),
        RuleCase("delete-without-where", "▸DELETE FROM users"),
        RuleCase("delete-without-where", "DELETE FROM users WHERE true"),
        RuleCase("delete-without-where", "SELECT 'DELETE FROM users'"),
        RuleCase("table-dropped", "DROP TABLE ▸users;"),
        RuleCase("table-dropped", "DROP TABLE IF EXISTS main.▸users"),
        RuleCase("table-dropped", "DROP TABLE users").with { $0.direction = .down },
        RuleCase("table-dropped", "CREATE TABLE n (a); DROP TABLE users; ALTER TABLE n RENAME TO Users"),
        RuleCase("table-dropped", "ALTER TABLE a RENAME TO b; CREATE TABLE a (x); DROP TABLE b"),
        RuleCase("table-dropped", "CREATE TABLE work (a); DROP TABLE Work"),
        RuleCase("table-renamed", "ALTER TABLE users ▸RENAME TO people"),
        RuleCase("table-renamed", "CREATE TABLE n (a); ALTER TABLE n RENAME TO users"),
        RuleCase("table-renamed", "ALTER TABLE users RENAME TO people").with { $0.direction = .down },
        RuleCase("column-dropped", "ALTER TABLE users DROP COLUMN ▸age"),
        RuleCase("column-dropped", "ALTER TABLE users DROP ▸\"age\""),
        RuleCase("column-dropped", "CREATE TABLE users (a, b); ALTER TABLE users DROP COLUMN b"),
        RuleCase("column-renamed", "ALTER TABLE users RENAME COLUMN ▸mail TO email"),
        RuleCase("column-renamed", "ALTER TABLE users RENAME ▸mail TO email"),
        RuleCase("column-renamed", "ALTER TABLE users RENAME TO people"),
        RuleCase("column-renamed", "ALTER TABLE users ADD b; ALTER TABLE users RENAME b TO a"),
        RuleCase(
            "column-dropped",
            "ALTER TABLE users ADD b; ALTER TABLE users DROP a; ALTER TABLE users RENAME COLUMN b TO a"),
        RuleCase("no-way-back", "-- Adds a column\n▸ALTER TABLE users ADD COLUMN a TEXT;").with {
            $0.wayBack = .missing
        },
        RuleCase("no-way-back", "CREATE TABLE a (b);").with { $0.wayBack = .irreversible },
        RuleCase("no-way-back", "CREATE TABLE a (b);").with { $0.wayBack = .none },
        RuleCase("no-statements", "▸-- to be written"),
        RuleCase("no-statements", "SELECT 1"),
    ])
    func findsWhatIsMarked(_ given: RuleCase) {
        #expect(given.found == given.expected)
    }
}
