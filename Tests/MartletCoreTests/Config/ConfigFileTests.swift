import MartletCore
import SQLText
import Testing

/// Reads the settings of the first database of a `martlet.yaml`.
private func settings(_ text: String, _ variables: Variables) throws(MartletError) -> DatabaseSettings {
    let file = try ConfigFile(bytes: Array(text.utf8), name: "martlet.yaml")
    guard let first = file.databases.first else { throw MartletError(.internalFault, "no database") }
    return try SettingsReader(file, variables).settings(of: first)
}

private func settings(_ text: String, _ process: [String: String] = [:]) throws(MartletError) -> DatabaseSettings {
    try settings(text, Variables(process: process))
}

/// The lines of one database, indented to their place.
private func database(_ lines: String) -> String {
    "databases:\n  app:\n" + lines.split(separator: "\n").map { "    \($0)\n" }.joined()
}

@Suite struct ConfigFileTests {
    @Test func everyKeyIsRead() throws {
        let settings = try settings(
            """
            project: excuse-my-french
            env_file: config/.env
            databases:
              trends:
                url: sqlite:${TRENDS:-data/trends.db}
                migrations: migrations/trends
                seeds: seeds/trends
                snapshot: schema/trends.sql
                layout: martlet
                tables: {history: migrations, log: migrations_log}
                environment: dev
                protected: true
                foreign_keys: false
                journal_mode: wal
                placeholders: {owner: $$app, WHO: "${WHO}"}
                transaction: none
                lock_timeout: 250ms
                statement_timeout: 2m
                backups: data/backups
                backup: {before: [migrate, reset]}
                ignore: [README.md, "notes.txt"]
            """, ["WHO": "${TRENDS}"])
        #expect(settings.name.value == "trends")
        #expect(settings.url?.value == "sqlite:data/trends.db")
        #expect(settings.migrations == "migrations/trends" && settings.seeds == "seeds/trends")
        #expect(settings.snapshot?.value == "schema/trends.sql" && settings.backups == "data/backups")
        #expect(settings.tables == TableNames(history: "migrations", log: "migrations_log", seeds: "martlet_seeds"))
        #expect(settings.environment == "dev" && settings.isProtected == true && settings.foreignKeys == false)
        #expect(settings.journalMode == .wal && settings.transaction == TransactionRule.none)
        #expect(settings.placeholders == ["owner": "$app", "WHO": "${TRENDS}"])
        #expect(settings.lockTimeout == .milliseconds(250) && settings.statementTimeout == .seconds(120))
        #expect(settings.backupBefore == [.migrate, .reset])
        #expect(settings.ignore == ["README.md", "notes.txt"])
    }

    @Test func defaultsHoldWhereADatabaseSaysNothing() throws {
        let settings = try settings(
            """
            databases:
              app:
                url: sqlite:a.db
                lock_timeout: 1s
                tables: {history: mine}
                placeholders: {a: own}
                backup: {before: []}
            defaults:
              migrations: db
              lock_timeout: 9s
              protected: true
              tables: {history: theirs, seeds: theirs_too}
              placeholders: {a: common, b: common}
              backup: {before: [reset]}
              ignore: [x]
            """)
        #expect(settings.lockTimeout == .seconds(1) && settings.isProtected == true && settings.migrations == "db")
        #expect(settings.tables == TableNames(history: "mine", seeds: "theirs_too"))
        #expect(settings.placeholders == ["a": "own", "b": "common"])
        #expect(settings.backupBefore == [] && settings.ignore == ["x"])
    }

    @Test func whatIsNotSaidIsNil() throws {
        let settings = try settings(database("url: sqlite:a.db"))
        #expect(settings.migrations == nil && settings.isProtected == nil && settings.foreignKeys == nil)
        #expect(settings.journalMode == nil && settings.transaction == nil && settings.lockTimeout == nil)
        #expect(settings.tables == TableNames())
    }

    @Test(
        arguments: [
            ("projcet: x\ndatabases: {}", 1, 1, "no key 'projcet' in martlet.yaml", "did you mean project?"),
            ("zzz: x", 1, 1, "no key 'zzz' in martlet.yaml", "the keys are project, env_file, databases, defaults"),
            (database("migration: x"), 3, 5, "no key 'migration' in databases.app", "did you mean migrations?"),
            (
                database("tables: {histroy: x}"), 3, 14, "no key 'histroy' in databases.app.tables",
                "did you mean history?"
            ),
            (
                database("backup: {after: [migrate]}"), 3, 14, "no key 'after' in databases.app.backup",
                "the keys are before"
            ),
            (
                database("protected: yes"), 3, 16, "databases.app.protected must be true or false, not 'yes'",
                "write true"
            ),
            (
                database("protected: Off"), 3, 16, "databases.app.protected must be true or false, not 'Off'",
                "write false"
            ),
            (
                database("protected: \"true\""), 3, 16,
                "databases.app.protected must be true or false, not the text 'true'", "write true"
            ),
            (
                database("foreign_keys: ${FK}"), 3, 19, "databases.app.foreign_keys must be true or false, not '${FK}'",
                "write true or false; a variable cannot stand here"
            ),
            (
                database("foreign_keys: [true]"), 3, 5, "databases.app.foreign_keys must be true or false, not a list",
                nil
            ),
            (database("url: [x]"), 3, 5, "databases.app.url must be text, not a list", nil),
            (
                database("url:"), 3, 5, "databases.app.url must be text, not empty",
                "give it a value, or remove the line"
            ),
            (
                database("migrations: ~"), 3, 5, "databases.app.migrations must be text, not empty",
                "remove the line, or put the word in quotes"
            ),
            (
                database("migrations: \"\""), 3, 17, "databases.app.migrations is empty",
                "give it a value, or remove the line"
            ),
            (database("migrations: ${EMPTY}"), 3, 17, "databases.app.migrations is empty", "set the variable it names"),
            (database("ignore: README.md"), 3, 5, "databases.app.ignore must be a list, not a single value", nil),
            (database("ignore: [[a]]"), 3, 14, "an item of databases.app.ignore must be text, not a list", nil),
            (
                database("ignore: [\"*.md\"]"), 3, 14,
                "an item of databases.app.ignore is not the name of a file: '*.md'",
                "list names as they stand in the folder, such as `sub/name.sql` for one in a folder of it; patterns are not read"
            ),
            (
                database("ignore: [../b]"), 3, 14, "an item of databases.app.ignore is not the name of a file: '../b'",
                "list names as they stand in the folder, such as `sub/name.sql` for one in a folder of it; patterns are not read"
            ),
            (
                database("tables: x"), 3, 5,
                "databases.app.tables must be a mapping of keys and values, not a single value", nil
            ),
            (
                database("placeholders: {a b: x}"), 3, 20, "'a b' is no name for a placeholder",
                "use letters, digits, '_' and '-', and begin with a letter; or write the whole text that is replaced"
            ),
            (database("placeholders: {a: [x]}"), 3, 20, "databases.app.placeholders.a must be text, not a list", nil),
            (
                database("schemas: [public]"), 3, 5,
                "databases.app.schemas: a SQLite database has no schemas to choose from", "remove it"
            ),
            (
                database("layout: flywya"), 3, 13, "databases.app.layout cannot be 'flywya'",
                "did you mean flyway?"
            ),
            (
                database("journal_mode: off"), 3, 19, "databases.app.journal_mode cannot be 'off'",
                "write one of delete, truncate, persist, wal"
            ),
            (database("journal_mode: wall"), 3, 19, "databases.app.journal_mode cannot be 'wall'", "did you mean wal?"),
            (
                database("transaction: everything"), 3, 18, "databases.app.transaction cannot be 'everything'",
                "write one of each, all, none"
            ),
            (
                database("lock_timeout: 5"), 3, 19, "databases.app.lock_timeout must be a duration, not '5'",
                "write a whole number and ms, s, m or h, such as 250ms, 5s, 2m or 1h"
            ),
            (
                database("statement_timeout: forever"), 3, 24,
                "databases.app.statement_timeout must be a duration, not 'forever'",
                "write a whole number and ms, s, m or h, such as 250ms, 5s, 2m or 1h"
            ),
            (
                database("backup: {before: [migrat]}"), 3, 23,
                "an item of databases.app.backup.before cannot be 'migrat'",
                "did you mean migrate?"
            ),
            (
                database("tables: {history: 1x}"), 3, 23,
                "databases.app.tables.history is no name for a table of Martlet's",
                "use up to 63 letters, digits and '_'; not first a digit, not sqlite_"
            ),
            (
                database("tables: {history: SQLite_x}"), 3, 23,
                "databases.app.tables.history is no name for a table of Martlet's",
                "use up to 63 letters, digits and '_'; not first a digit, not sqlite_"
            ),
            (
                database("tables: {log: Martlet_Migrations}"), 3, 5,
                "two of the tables of databases.app have the same name",
                "history, log and seeds need a table each"
            ),
            (
                "databases:\n  -x: {url: y}", 2, 3, "'-x' is no name for a database",
                "use up to 64 letters, digits, '-', '_' and '.', and begin with a letter or digit"
            ),
            (
                "databases:\n  a/b: {url: y}", 2, 3, "'a/b' is no name for a database",
                "use up to 64 letters, digits, '-', '_' and '.', and begin with a letter or digit"
            ),
            (
                "databases: {}", 1, 1, "martlet.yaml names no database",
                "add databases: with a name and a url, as martlet init writes it"
            ),
            (
                "databases:\n", 1, 1, "databases must be a mapping of keys and values, not empty",
                "give it a value, or remove the line"
            ),
            (
                "project: x", 1, 1, "martlet.yaml names no database",
                "add databases: with a name and a url, as martlet init writes it"
            ),
            ("- a", 1, 1, "martlet.yaml must be a mapping of keys and values, not a list", nil),
            (
                "databases: {a: {url: x}}\ndefaults: {url: x}", 2, 12,
                "url cannot stand in defaults: each database has its own", "move it below the name of a database"
            ),
            (
                "databases: {a: {url: x}}\ndefaults: {snapshot: x}", 2, 12,
                "snapshot cannot stand in defaults: each database has its own", "move it below the name of a database"
            ),
            (
                "databases: {a: {url: x}}\ndefaults:\n  lock_timeout: 1d", 3, 17,
                "defaults.lock_timeout must be a duration, not '1d'",
                "write a whole number and ms, s, m or h, such as 250ms, 5s, 2m or 1h"
            ),
            (database("url: sqlite:a.db\nurl: sqlite:b.db"), 4, 5, "the key 'url' is given twice", nil),
        ] as [(String, Int, Int, String, String?)])
    func mistakeIsRefusedWithItsPlace(text: String, line: Int, column: Int, message: String, help: String?) throws {
        let error = try diagnostic { () throws(MartletError) in try settings(text, ["EMPTY": ""]) }
        #expect(error.code == .config)
        #expect(error.message == message)
        #expect(error.help == help ?? "correct it in martlet.yaml, then run the same command again")
        #expect(error.location?.file == "martlet.yaml")
        #expect(error.location?.position == SourcePosition(line: line, column: column))
    }

    @Test func unsafeJournalModeIsExplained() throws {
        let error = try diagnostic { () throws(MartletError) in try settings(database("journal_mode: memory")) }
        #expect(error.notes == ["with this journal mode a crash destroys the database"])
    }

    @Test(arguments: [
        (
            "url: ${NONE}", 10, 7, "the variable NONE is not set, and databases.app.url needs it",
            "set it, or give it a default: ${NONE:-…}", ErrorCode.environment
        ),
        (
            "url: 'sqlite:${NONE}'", 18, 7, "the variable NONE is not set, and databases.app.url needs it",
            "set it, or give it a default: ${NONE:-…}", .environment
        ),
        (
            "placeholders: {a: \"x\\t${NONE}\"}", 23, 1,
            "the variable NONE is not set, and databases.app.placeholders.a needs it",
            "set it, or give it a default: ${NONE:-…}", .environment
        ),
        (
            "seeds: a/${NONE", 14, 2, "a ${ in databases.app.seeds has no }",
            "write $${ if you mean the characters themselves", .config
        ),
        (
            "seeds: ${NONE-x}", 12, 2, "a ${…} in databases.app.seeds is neither ${NAME} nor ${NAME:-default}",
            "names consist of letters, digits and '_'; write $${ if you mean the characters themselves", .config
        ),
        (
            "seeds: ${NONE:-${A}}", 12, 2, "a default in databases.app.seeds holds a variable itself",
            "write a default without ${", .config
        ),
        (
            "seeds: ${TRICK}", 12, 8, "databases.app.seeds still holds ${ with its variables put in",
            "write the value of the variable out: what a variable holds is not expanded again", .environment
        ),
    ])
    func variableThatCannotBePutInIsNamed(
        line: String, column: Int, length: Int, message: String, help: String, code: ErrorCode
    ) throws {
        let error = try diagnostic { () throws(MartletError) in try settings(database(line), ["TRICK": "${A}"]) }
        #expect(error.message == message)
        #expect(error.help == help)
        #expect(error.code == code)
        #expect(error.location?.position == SourcePosition(line: 3, column: column))
        #expect(error.location?.length == length)
    }

    @Test func unsetVariableIsLookedForInTheEnvFile() throws {
        let file = try EnvFile(bytes: Array("TREND_PATH=x".utf8), name: ".env")
        let variables = Variables(process: [:], file: file)
        let near = try diagnostic { () throws(MartletError) in try settings(database("url: ${TRENDS_PATH}"), variables)
        }
        #expect(near.notes == [".env sets TREND_PATH: is that what is meant?"])
        let far = try diagnostic { () throws(MartletError) in try settings(database("url: ${OTHER}"), variables) }
        #expect(far.notes == [".env does not set it"])
        let none = Variables(process: [:], missingFile: "config/.env")
        let missing = try diagnostic { () throws(MartletError) in try settings(database("url: ${OTHER}"), none) }
        #expect(missing.notes == ["there is no file config/.env"])
    }

    @Test func processWinsOverTheEnvFile() throws {
        let file = try EnvFile(bytes: Array("A=file\nB=file".utf8), name: ".env")
        let variables = Variables(process: ["A": "process", "C": ""], file: file)
        #expect(
            variables["A"] == "process" && variables["B"] == "file" && variables["C"] == "" && variables["D"] == nil)
    }
}

@Suite struct ConfigExcerptTests {
    private func excerpt(_ text: String) throws -> String? {
        try diagnostic { () throws(MartletError) in try settings(text) }.location?.excerpt
    }

    @Test(arguments: [
        (database("protected: yes"), "    protected: yes"), (database("migration: x # y"), "    migration"),
        (database("migration: x"), "    migration: x"), (database("passwrd: geheim"), "    passwrd"),
        (database("seeds: ${A:-${B}}"), "    seeds: ${"), (database("ignore: [a, /c]"), "    ignore: [a, /c]"),
        (database("url: ${NONE}"), "    url: ${NONE}"),
        (database("urll: postgres://app:canary@db/x"), "    urll"), ("databases:\n  app: x\n", "  app"),
        ("a:\n\tb: 1\n", "\t"),
    ])
    func lineIsShownAsFarAsItHoldsNoSecret(text: String, excerpt: String) throws {
        #expect(try self.excerpt(text) == excerpt)
    }

    @Test(arguments: [
        database("protected: postgres://app:canary@db/x"), database("url: {x: canary}"),
        "databases: {app: 'postgres://app:canary@db'}",
        database("url: \"postgres://app:canary@db/x\nmigrations: x"), database("url: postgres://app:can: canary"),
        database("password: canary\nurl: x"), database("placeholders: {KEY: canary, a b: canary}"),
        database("placeholders: {'postgres://u:canary@h/d': }"),
        database("placeholders: {KEY: canary, OTHER: [canary]}"), database("{url: canary, protected: yes}"),
        database("placeholders:\n  KEY: canary ${NONE}"), database("placeholders: {KEY: \"canary${NONE\"}"),
        database("url: postgres://app:canary@${NONE}/x"), database("url: ${NONE:-canary}${NONE}"),
        database("seeds: ${A:-${canary}}"), database("url: canary@x: y"), database("url: &a canary"),
        database("url: *canary"), database("url: !canary x"), "url: postgres://app:canary@db\ndatabases: {}",
        "databases: [postgres://app:canary@db]", "postgres://app:canary@db",
        "databases:\n  postgres://app:canary@db: x",
        database("postgres://app:canary@db: x"), database("layout: postgres://app:canary@db"),
        database("lock_timeout: app:canary@db"), database("transaction: postgres://app:canary@db"),
        database("ignore: [postgres://app:canary@db]"), database("tables: {history: postgres://app:canary@db}"),
        database("url: x\nurl: postgres://app:canary@db"), database("backup: {before: [password=canary]}"),
        database("environment: ${CANARY}\nlayout: ${CANARY}"), database("lock_timeout: ${CANARY}"),
        database("journal_mode: ${CANARY}"), database("tables: {log: \"${CANARY}\"}"),
        database("ignore: [\"${CANARY}\"]"),
    ])
    func noErrorShowsASecret(text: String) throws {
        let error = try diagnostic { () throws(MartletError) in try settings(text, ["CANARY": "canary/*"]) }
        // A name that was made up for a key, an alias or a tag is no secret.
        let shown = "\(error)"
        #expect(!shown.contains("canary"), "\(shown)")
    }
}
