import MartletCore
import SQLText
import Testing

@Suite struct ConnectionURLTests {
    private func parse(_ text: String) throws(MartletError) -> ConnectionURL {
        try ConnectionURL.parse(text, relativeTo: "/base/project")
    }

    @Test(arguments: [
        ("sqlite:data/app.db", "/base/project/data/app.db"), ("sqlite:app.db", "/base/project/app.db"),
        ("sqlite://data/app.db", "/base/project/data/app.db"), ("sqlite://app.db", "/base/project/app.db"),
        ("sqlite:/var/app.db", "/var/app.db"), ("sqlite:///var/app.db", "/var/app.db"),
        ("sqlite:////var/app.db", "/var/app.db"), ("sqlite3:app.db", "/base/project/app.db"),
        ("SQLite:App.db", "/base/project/App.db"), ("sqlite:../x.db", "/base/x.db"),
        ("sqlite:a%20b%3F%25.db", "/base/project/a b?%.db"), ("sqlite:%C3%A9.db", "/base/project/é.db"),
        ("sqlite:a b#c.db", "/base/project/a b#c.db"), ("sqlite:a@b.db", "/base/project/a@b.db"),
        ("sqlite:no-extension", "/base/project/no-extension"), ("sqlite:app.db?mode=rwc", "/base/project/app.db"),
        ("sqlite:app.db?", "/base/project/app.db"),
    ])
    func fileIsFound(text: String, path: String) throws {
        let url = try parse(text)
        #expect(url.target == .sqlite(.file(try FilePath(validating: path))))
        #expect(url.file?.string == path)
        #expect(!url.isReadOnly)
    }

    @Test(arguments: ["sqlite::memory:", "sqlite://:memory:"])
    func databaseInMemoryHasNoFile(text: String) throws {
        let url = try parse(text)
        #expect(url.target == .sqlite(.memory))
        #expect(url.file == nil)
        #expect(url.description == "sqlite::memory:")
    }

    @Test func readingOnlyIsAParameter() throws {
        let url = try parse("sqlite:app.db?mode=ro")
        #expect(url.isReadOnly)
        #expect(url.description == "sqlite:/base/project/app.db?mode=ro")
        #expect(url.display(relativeTo: "/base/project") == "sqlite:app.db?mode=ro")
    }

    static let example = "write sqlite:data/app.db, or postgres://role@host/database"

    @Test(
        arguments: [
            ("", "the URL is empty", example),
            ("app.db", "app.db is a path, not a URL", "write sqlite:app.db"),
            ("/var/x.sqlite3", "/var/x.sqlite3 is a path, not a URL", "write sqlite:/var/x.sqlite3"),
            ("app", "this is not a URL: it does not begin with sqlite: or postgres:", example),
            (
                "file:app.db?mode=ro", "file: URIs are not supported",
                "write the path after sqlite: — sqlite:data/app.db, or sqlite:/var/lib/app.db"
            ),
            ("sqllite:app.db", "no scheme 'sqllite'", "did you mean sqlite:?"),
            (
                "mysql://u:canary@h/d", "no scheme 'mysql': only sqlite: and postgres: are known", example
            ),
            ("sqlite:", "the URL names no file", "write sqlite:data/app.db, or sqlite::memory:"),
            ("sqlite://", "the URL names no file", "write sqlite:data/app.db, or sqlite::memory:"),
            ("sqlite:data/", "the URL names a folder, data/", "add the name of the database file"),
            ("sqlite:..", "the URL names a folder, ..", "add the name of the database file"),
            ("sqlite:a%00b", "the path in the URL holds a NUL character", nil),
            ("sqlite:a%zz", "a % in the URL is not followed by two hexadecimal digits", "write % as %25"),
            ("sqlite:a%2", "a % in the URL is not followed by two hexadecimal digits", "write % as %25"),
            ("sqlite:%ff", "what the URL writes with % is not UTF-8", nil),
            ("sqlite:a.db?mod=ro", "no URL parameter 'mod'", "did you mean mode?"),
            (
                "sqlite:a.db?cache=shared", "no URL parameter 'cache'",
                "the parameters are mode=ro and network=allow; settings of the database go into martlet.yaml"
            ),
            (
                "sqlite:a.db?mode=rw", "the URL parameter 'mode' must be ro",
                "leave it out to read and write, or write mode=ro"
            ),
            (
                "sqlite:a.db?mode", "the URL parameter 'mode' must be ro",
                "leave it out to read and write, or write mode=ro"
            ),
            ("sqlite:a.db?mode=ro&mode=ro", "the URL parameter 'mode' is given twice", nil),
            ("sqlite://u:canary@h/d", "a SQLite URL has no user and no host", example),
        ] as [(String, String, String?)])
    func anythingElseIsRefused(text: String, message: String, help: String?) throws {
        let place = SourceLocation(file: "martlet.yaml", position: SourcePosition(line: 3, column: 5))
        let error = try diagnostic { () throws(MartletError) in
            try ConnectionURL.parse(text, relativeTo: "/base", at: place)
        }
        #expect(error.code == .badURL)
        #expect(error.message == message)
        #expect(error.help == help)
        #expect(error.location == place)
    }

    @Test(arguments: [
        ("postgres://app:canary@db/prod", "postgres://app:***@db/prod"),
        ("postgres://app@db/prod", "postgres://app@db/prod"), ("postgres://db:5432/prod", "postgres://db:5432/prod"),
        ("postgres://app:c@n/a?r#y canary@db/prod", "postgres://app:***@db/prod"),
        ("postgres://app:canary", "postgres://app:***"), ("postgres://app:canary/x", "postgres://app:***"),
        ("postgres://:canary@db", "postgres://:***@db"),
        ("postgres://db/prod?user=app&password=canary&x", "postgres://db/prod?user=***&password=***&***"),
        ("postgres://db/prod?password=canary@x", "postgres://***@x"), ("postgres:canary", "postgres:***"),
        ("postgres://db?password=canary:x", "postgres://db?password=***"),
        ("postgres://db/p?password=canary:1", "postgres://db/p?password=***"),
        ("postgres://?password=canary:x@db", "postgres://***@db"), ("postgres://a/canary:x@db", "postgres://***@db"),
        ("postgres://app?x:canary", "postgres://app?***"), ("postgres://app/x:canary", "postgres://app/x:***"),
        ("canary", "***"), ("host=db password=canary", "***"),
        ("postgres://a:b@c\u{1b}[0m", "postgres://a:***@c\\u{1b}[0m"),
        ("POSTGRES://app:canary@db/", "postgres://app:***@db/"),
    ])
    func redactedTextHoldsNoPassword(text: String, expected: String) {
        #expect(ConnectionURL.redacted(text) == expected)
        #expect(!ConnectionURL.redacted(text).contains("canary"))
    }

    @Test(arguments: [
        "canary", "canary@h", "app:canary@h/d", "host=db password=canary", "postgres:canary",
        "mysql://a:canary@b", "canary.db@x=y.db", "sqlite:a.db?mode=canary", "sqlite:a.db?key=canary",
        "sqlite://a:canary@b", "postgres://app:canary", "file:x?key=canary", "sqlit:canary", "sqlite:%zzcanary",
        "://canary", "postgres://app:c@nary:canary@db", "postgres://app:canary/x@db/prod", "postgres://a:1/canary@db",
        "postgres://app:canary?x@db/prod", "postgres://a:1?canary@db", "postgres://db/p?password=x&password=canary",
        "postgres://db/p?canary", "postgres://db/p?sslmode=canary", "postgres://db/p?port=canary",
        "postgres://a:%zzcanary@db", "postgres://a:b@[canary/p", "postgres://a:b@c:canary:d/p",
    ])
    func noErrorShowsAPassword(text: String) throws {
        let error = try diagnostic { () throws(MartletError) in try parse(text) }
        #expect(!"\(error)".contains("canary"))
    }
}
