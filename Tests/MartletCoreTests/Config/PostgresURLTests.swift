import MartletCore
import Testing

@Suite struct PostgresURLTests {
    private func parse(_ text: String) throws(MartletError) -> ConnectionURL {
        try ConnectionURL.parse(text, relativeTo: "/base/project")
    }

    private func location(_ text: String) throws -> PostgresLocation {
        guard case .postgres(let location) = try parse(text).target else { throw NoPostgres() }
        return location
    }

    private struct NoPostgres: Error {}

    @Test(
        arguments: [
            ("postgres://", [:]), ("postgresql://", [:]), ("postgres:///", [:]),
            ("postgres://db", ["host": "db"]), ("postgres:///prod", ["dbname": "prod"]),
            ("postgres://app@db/prod", ["user": "app", "host": "db", "dbname": "prod"]),
            ("postgresql://app@db:6432/prod", ["user": "app", "host": "db", "port": "6432", "dbname": "prod"]),
            ("POSTGRES://db/Prod", ["host": "db", "dbname": "Prod"]),
            ("postgres://one,two/prod", ["host": "one,two", "dbname": "prod"]),
            ("postgres://one:1,two,three:3/p", ["host": "one,two,three", "port": "1,,3", "dbname": "p"]),
            ("postgres://[::1]:5433/p", ["host": "::1", "port": "5433", "dbname": "p"]),
            ("postgres://[fe80::1],db/p", ["host": "fe80::1,db", "dbname": "p"]),
            ("postgres://:5433/p", ["port": "5433", "dbname": "p"]),
            ("postgres://%2Frun%2Fpg/p", ["host": "/run/pg", "dbname": "p"]),
            ("postgres:///p?host=/run/pg", ["host": "/run/pg", "dbname": "p"]),
            ("postgres://a%40b@db/p%2Fq%20r", ["user": "a@b", "host": "db", "dbname": "p/q r"]),
            ("postgres://?service=prod", ["service": "prod"]),
            (
                "postgres://db/p?user=app&connect_timeout=3",
                ["host": "db", "dbname": "p", "user": "app", "connect_timeout": "3"]
            ),
            ("postgres://db/p?options=-c%20geqo%3Doff", ["host": "db", "dbname": "p", "options": "-c geqo=off"]),
            ("postgres://db/p?ssl=true", ["host": "db", "dbname": "p", "sslmode": "require"]),
            (
                "postgres://db/p?sslmode=verify-ca&sslrootcert=/x",
                ["host": "db", "dbname": "p", "sslmode": "verify-ca", "sslrootcert": "/x"]
            ),
            ("postgres://db/p?client_encoding=utf8", ["host": "db", "dbname": "p"]),
        ] as [(String, [String: String])])
    func whatItSaysIsPassedOn(text: String, expected: [String: String]) throws {
        let location = try location(text)
        #expect(Dictionary(location.parameters.map { ($0.name, $0.value) }) { $1 } == expected)
        #expect(location.secrets.isEmpty)
    }

    @Test(arguments: [
        ("postgres://app:canary@db/prod", "canary"), ("postgres://app:c%40n%2Fa%3Ary@db/prod", "c@n/a:ry"),
        ("postgres://db/prod?password=canary", "canary"), ("postgres://app:a:b@db/prod", "a:b"),
        ("postgres://:canary@db/prod", "canary"), ("postgres://app:%C3%A9@db", "é"),
    ])
    func thePasswordIsASecret(text: String, password: String) throws {
        let url = try parse(text)
        let location = try location(text)
        #expect(location.secrets["password"]?.revealed == password)
        var dumped = ""
        dump(url, to: &dumped)
        for shown in ["\(url)", dumped, String(reflecting: url), "\(location)"] {
            #expect(!shown.contains("canary"))
        }
    }

    @Test(arguments: [
        ("postgres://app:x@db/prod", "postgres://app:***@db/prod"),
        ("postgresql://db:5433/prod", "postgres://db:5433/prod"),
        ("postgres://one:1,two:2/p", "postgres://one:1,two:2/p"), ("postgres://[::1]/p", "postgres://[::1]/p"),
        ("postgres://app@/p?host=/run/pg", "postgres://app@/p?host=/run/pg"),
        ("postgres://db/p?password=x&connect_timeout=3", "postgres://:***@db/p"), ("postgres://", "postgres://"),
        ("postgres://?service=prod", "postgres://?service=prod"),
        ("postgres://db/p?mode=ro", "postgres://db/p?mode=ro"),
        ("postgres://a%1bb@db/p", "postgres://a\\u{1b}b@db/p"),
    ])
    func itPrintsWithoutSecrets(text: String, shown: String) throws {
        let url = try parse(text)
        #expect(url.description == shown)
        #expect(url.display(relativeTo: "/base") == shown)
        #expect(url.file == nil)
        #expect(url.isReadOnly == text.contains("mode=ro"))
    }

    static let list = "they are listed at https://www.postgresql.org/docs/current/libpq-connect.html"
    static let usual = "PostgreSQL's own is 5432, which may be left out"
    static let encoding = "in a role or a password, write @ as %40, / as %2F, : as %3A, ? as %3F, # as %23"

    @Test(
        arguments: [
            ("postgres:db/p", "a PostgreSQL URL begins with postgres://", "write postgres://role@host/database"),
            ("postgres://a:b@c@db/p", "the URL holds more than one @", encoding),
            ("postgres://a:b/c@db/p", "the port in the URL is no number from 1 to 65535", encoding),
            ("postgres://db:0/p", "the port in the URL is no number from 1 to 65535", usual),
            ("postgres://db:65536/p", "the port in the URL is no number from 1 to 65535", usual),
            ("postgres://db:-1/p", "the port in the URL is no number from 1 to 65535", encoding),
            ("postgres://db/p?port=x", "the port in the URL is no number from 1 to 65535", encoding),
            ("postgres://::1/p", "a host in the URL holds several :", "write an IPv6 address as [::1]"),
            ("postgres://[::1/p", "an IPv6 address in the URL has no ]", "write [::1]"),
            ("postgres://db/p/q", "the name of the database in the URL holds a / or an @", encoding),
            ("postgres://db/p?sslmod=require", "no URL parameter 'sslmod'", "did you mean sslmode?"),
            (
                "postgres://db/p?sslmode=verify", "the URL parameter 'sslmode' has no such value",
                "did you mean verify-ca?"
            ),
            ("postgres://db/p?user", "the URL parameter 'user' has no value", nil),
            ("postgres://a@db/p?user=b", "the URL gives 'user' twice", nil),
            ("postgres://a:b@db/p?password=c", "the URL gives 'password' twice", nil),
            (
                "postgres:///p?host=/a&host=/b", "the URL gives 'host' twice",
                "several of them are one value, with commas between: ?host=first,second"
            ),
            (
                "postgres://db/p?mode=rw", "the URL parameter 'mode' must be ro",
                "leave it out to read and write, or write mode=ro"
            ),
            ("postgres://db/p%00", "the URL parameter 'dbname' holds a NUL character", nil),
            (
                "postgres://db/p?client_encoding=latin1", "Martlet talks UTF-8 with a server",
                "leave out client_encoding"
            ),
            ("postgres://db/p?pgbouncer=true", "the URL parameter 'pgbouncer' is none that libpq has", list),
            (
                "postgres://db/p?currentSchema=app", "the URL parameter 'currentSchema' is none that libpq has",
                "write options=-csearch_path%3D and the name of the schema"
            ),
            (
                "postgres://app:12?canary=x@db/p", "a parameter in the URL is none that libpq has",
                list + "; " + encoding
            ),
            ("postgres://db/p?c%40nary=x", "a parameter in the URL is none that libpq has", list + "; " + encoding),
            ("postgres://db/p?canary", "a parameter in the URL is none that libpq has", list + "; " + encoding),
            (
                "postgres://db/p?options=%zz",
                "the URL parameter 'options': a % in the URL is not followed by two hexadecimal digits",
                "write % as %25"
            ),
            ("postgres://db/p%2", "a % in the URL is not followed by two hexadecimal digits", "write % as %25"),
        ] as [(String, String, String?)])
    func anythingElseIsRefused(text: String, message: String, help: String?) throws {
        let error = try diagnostic { () throws(MartletError) in try parse(text) }
        #expect(error.code == .badURL)
        #expect(error.message == message)
        #expect(error.help == help)
    }
}
