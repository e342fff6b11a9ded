import MartletCore
import Testing

@testable import CLI

/// Advice leads to the databases that the command was about.
@Suite struct RepeatedOptionsTests {
    private static func advice(
        _ help: String, _ code: ErrorCode = .sql, environment: [String: String] = [:],
        _ change: (inout GlobalOptions) -> Void
    ) -> String? {
        var globals = GlobalOptions()
        change(&globals)
        let result = CommandResult(diagnostics: [Diagnostic(code, "fact", help: help)])
        return RepeatedOptions(globals, Environment(environment)).added(to: result).diagnostics[0].help
    }

    @Test(arguments: [
        (
            "mend it, then: martlet rollback 3 --from-disk",
            "mend it, then: martlet rollback 3 --from-disk --url sqlite:a.db"
        ),
        (
            "martlet repair 3; or: martlet migrate, for all",
            "martlet repair 3 --url sqlite:a.db; or: martlet migrate --url sqlite:a.db, for all"
        ),
        ("martlet status --url sqlite:b.db", "martlet status --url sqlite:b.db"),
        ("martlet status lists the versions", "martlet status --url sqlite:a.db lists the versions"),
        ("martlet rollback --wait 10m, or wait", "martlet rollback --wait 10m --url sqlite:a.db, or wait"),
        // Another database has another URL.
        ("martlet stamp 1 --database 'b c', then", "martlet stamp 1 --database 'b c', then"),
        ("martlet migrate --database b", "martlet migrate --database b"),
        ("run the same command again", "run the same command again"),
        ("martlet help rollback", "martlet help rollback"),
        ("another martlet may be at work", "another martlet may be at work"),
    ])
    func eachCommandHasTheOptions(_ help: String, _ shown: String) {
        #expect(Self.advice(help) { $0.url = "sqlite:a.db" } == shown)
    }

    @Test func allThatLeadsThereIsRepeated() {
        let shown = Self.advice("martlet status") {
            ($0.project, $0.databases, $0.migrations) = ("my project", ["a", "b"], "sql")
            ($0.layout, $0.seeds, $0.envFile) = (.dbmate, "rows", ".env")
        }
        #expect(
            shown == "martlet status --project 'my project' --database a --database b --migrations sql --layout dbmate"
                + " --seeds rows --env-file .env")
    }

    @Test func noSecretIsRepeated() {
        let shown = Self.advice("martlet status") { $0.url = "postgres://app:secret@host/db" }
        #expect(shown == "martlet status --url 'postgres://app:***@host/db'")
    }

    @Test(arguments: [
        ("postgres:///db?host=/run/pg&port=5433", "'postgres:///db?host=/run/pg&port=5433'"),
        ("postgres://app:secret@h/db?sslpassword=x&host=/a", "'postgres://app:***@h/db?sslpassword=***&host=***'"),
        (
            "postgres://app:secret@h/db?sslpassword=x&sslmode=require",
            "'postgres://app:***@h/db?sslpassword=***&sslmode=require'"
        ),
        ("postgres://app:se?cr@et@h/db?mode=ro", "'postgres://app:***@h/db?mode=***'"),
    ])
    func whatIsNoSecretIsRepeated(_ url: String, _ shown: String) {
        #expect(Self.advice("martlet status") { $0.url = url } == "martlet status --url " + shown)
    }

    @Test func aVariableGoesOnCounting() {
        let shown = Self.advice("martlet status", environment: ["MARTLET_PROJECT": "here"]) { $0.project = "here" }
        #expect(shown == "martlet status")
    }

    /// What is wrong between two databases names them, and without a project none of them is known.
    @Test func whatIsOfOtherDatabasesIsLeftAlone() {
        let both = Self.advice("martlet migrate, for all databases", .dependency) {
            ($0.project, $0.databases) = ("here", ["a"])
        }
        #expect(both == "martlet migrate --project here, for all databases")
        let stamp = Self.advice("martlet stamp 1 --database b") { $0.project = "here" }
        #expect(stamp == "martlet stamp 1 --database b --project here")
        #expect(
            Self.advice("martlet init writes one", .noProject) { $0.databases = ["a"] } == "martlet init writes one")
    }
}
