import TestSupport
import Testing

/// `verify` with rows that there can be only behind the way forward.
@Suite struct VerifyNewFormTests {
    /// Makes the table of users anew on SQLite.
    private static func rebuilt(_ name: String, _ rows: String = "SELECT id, name, mail FROM users") -> String {
        "CREATE TABLE other (id bigint PRIMARY KEY, \(name), mail text UNIQUE); INSERT INTO other \(rows);"
            + " DROP TABLE users; ALTER TABLE other RENAME TO users"
    }

    static let trials = [
        VerifyTests.Trial(
            name: "rows without a value go", up: "ALTER TABLE users ALTER name DROP NOT NULL",
            down: "DELETE FROM users WHERE name IS NULL; ALTER TABLE users ALTER name SET NOT NULL",
            verdict: "~ lossy", says: ["of rows in the new form, ", "rows gone"], engines: [.postgres]),
        VerifyTests.Trial(
            name: "rows without a value go with a table that is made anew", up: rebuilt("name varchar(40)"),
            down: rebuilt("name varchar(40) NOT NULL", "SELECT id, name, mail FROM users WHERE name IS NOT NULL"),
            verdict: "~ lossy", says: ["of rows in the new form, ", "rows gone"], engines: [.sqlite]),
        VerifyTests.Trial(
            name: "NULL becomes something else", up: "ALTER TABLE users ALTER name DROP NOT NULL",
            down: "UPDATE users SET name = '' WHERE name IS NULL; ALTER TABLE users ALTER name SET NOT NULL",
            verdict: "~ lossy", says: ["of rows in the new form, ", "changed in name"], engines: [.postgres]),
        VerifyTests.Trial(
            name: "NULL becomes something else in a table that is made anew", up: rebuilt("name varchar(40)"),
            down: rebuilt("name varchar(40) NOT NULL", "SELECT id, coalesce(name, ''), mail FROM users"),
            verdict: "~ lossy", says: ["of rows in the new form, ", "changed in name"], engines: [.sqlite]),
        VerifyTests.Trial(
            name: "texts are cut", up: "ALTER TABLE users ALTER name TYPE text",
            down: "ALTER TABLE users ALTER name TYPE varchar(40) USING left(name, 40)", verdict: "~ lossy",
            says: ["of rows in the new form, ", "changed in name"], engines: [.postgres]),
        VerifyTests.Trial(
            name: "the way back is refused with them", up: "ALTER TABLE users ALTER name DROP NOT NULL",
            down: "ALTER TABLE users ALTER name SET NOT NULL", verdict: "✓ lossless",
            says: ["002: the way back is refused with rows of the new form: "], engines: [.postgres]),
        VerifyTests.Trial(
            name: "rows marked in a new column go", up: "ALTER TABLE users ADD COLUMN gone bigint",
            down: "DELETE FROM users WHERE gone IS NOT NULL; ALTER TABLE users DROP COLUMN gone",
            verdict: "~ lossy", says: ["of rows in the new form, ", "rows gone"]),
        VerifyTests.Trial(
            name: "rows go with what they refer to",
            up: "CREATE TABLE kinds (id bigint PRIMARY KEY);"
                + " ALTER TABLE users ADD COLUMN kind bigint REFERENCES kinds (id) ON DELETE CASCADE",
            down: "DELETE FROM kinds; ALTER TABLE users DROP COLUMN kind; DROP TABLE kinds", verdict: "~ lossy",
            says: ["of rows in the new form, "], engines: [.postgres]),
        VerifyTests.Trial(
            name: "a label goes",
            up: "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE m (id bigint PRIMARY KEY, m mood NOT NULL)",
            down: "DROP TABLE m; DROP TYPE mood", verdict: "✓ lossless", engines: [.postgres]),
        VerifyTests.Trial(
            name: "values that are counted otherwise",
            up: "ALTER TABLE users ALTER id TYPE numeric USING id * 100, ADD CHECK (id % 100 = 0)",
            down: "ALTER TABLE users DROP CONSTRAINT users_id_check, ALTER id TYPE bigint USING id / 100",
            verdict: "✓ lossless", engines: [.postgres]),
        VerifyTests.Trial(
            name: "more is allowed, and all stays",
            up: "ALTER TABLE users DROP CONSTRAINT users_mail_key; CREATE INDEX by_mail ON users (mail)",
            down:
                "DROP INDEX by_mail; UPDATE users SET mail = NULL WHERE id IN (SELECT u.id FROM users AS u JOIN users AS v"
                + " ON v.mail = u.mail AND v.id < u.id); ALTER TABLE users ADD UNIQUE (mail)",
            verdict: "~ lossy", says: ["of rows in the new form, ", "changed in mail"], engines: [.postgres]),
        VerifyTests.Trial(
            name: "a condition is dropped and made again",
            up: "ALTER TABLE users ADD CONSTRAINT own CHECK (id > -1000000 OR name <> '')",
            down: "ALTER TABLE users DROP CONSTRAINT own", verdict: "✓ lossless", engines: [.postgres]),
        VerifyTests.Trial(
            name: "a table is made anew with all its rows", up: rebuilt("name varchar(40)"),
            down: rebuilt("name varchar(40) NOT NULL"), verdict: "✓ lossless",
            says: ["002: the way back is refused with rows of the new form: "], engines: [.sqlite]),
    ]

    @Test(arguments: trials)
    func theVerdict(_ trial: VerifyTests.Trial) throws {
        for engine in trial.engines {
            let project = try engine.project([
                "migrations/001_users.sql": VerifyTests.users,
                "migrations/002_second.sql": "-- martlet:up\n\(trial.up);\n-- martlet:down\n\(trial.down ?? "");\n",
                "migrations/003_third.sql":
                    "-- martlet:up\nCREATE TABLE third (id bigint PRIMARY KEY);\n-- martlet:down\nDROP TABLE third;\n",
            ])
            let result = project.run("verify")
            expectStatus(result, 0)
            expect(result.output, contains: "\(trial.verdict)     002".replacing("lossless     ", with: "lossless  "))
            for text in trial.says { expect(result.output, contains: text) }
            if trial.says.isEmpty { #expect(!result.output.contains("  · 002"), "\(result.output)") }
            let strict = project.run("verify", "--fail-on", "lossy")
            expectStatus(strict, trial.verdict.hasSuffix("lossy") ? 3 : 0)
        }
    }
}
