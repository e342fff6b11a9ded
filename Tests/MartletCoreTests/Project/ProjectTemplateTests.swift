import MartletCore
import Testing

@Suite struct ProjectTemplateTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The project that the template makes once it is written.
    private func project(_ template: ProjectTemplate) throws -> Project {
        try folder.write(template.text, to: "martlet.yaml")
        return try Project.load(ProjectRequest(currentFolder: folder.path))
    }

    @Test func emptyFolderGetsTheUsualProject() throws {
        let root = try folder.makeFolder("shop")
        let template = try ProjectTemplate(for: root)
        #expect(
            template.text == """
                # The databases of this project and what belongs to them.
                project: shop

                databases:
                  app:
                    url: sqlite:data/app.db
                    migrations: db/migrations
                    seeds: db/seeds

                # What holds for every database that does not say otherwise.
                defaults:
                  lock_timeout: 5s
                  backups: backups

                """)
        #expect(template.warnings.isEmpty)
        #expect(template.findings.isEmpty && template.path == root.appending("martlet.yaml"))
        #expect(template.missingFolders == [root.appending("db/migrations")])
        #expect(try folder.names(in: "shop") == [])
    }

    @Test func whatIsThereIsUsed() throws {
        try folder.write("SQLite format 3\0…", to: "data/shop.sqlite3")
        try folder.write("not a database", to: "data/notes.db")
        try folder.makeFolder("migrations")
        try folder.makeFolder("seeds")
        let template = try ProjectTemplate(for: folder.path)
        #expect(
            template.findings == [
                "migrations in migrations", "seeds in seeds", "a SQLite database in data/shop.sqlite3",
            ])
        #expect(template.missingFolders.isEmpty)
        let target = try #require(try project(template).databases.first)
        #expect(target.name == "shop" && target.url == .sqlite(folder.path.appending("data/shop.sqlite3")))
        #expect(target.migrations == folder.path.appending("migrations"))
        #expect(target.seeds == folder.path.appending("seeds") && target.backups == folder.path.appending("backups"))
    }

    @Test func severalDatabasesDoNotShareTheirMigrations() throws {
        try folder.write("", to: "data/trends.db")
        try folder.write("", to: "data/metrics.db")
        try folder.makeFolder("migrations/trends")
        try folder.makeFolder("seeds/trends")
        let template = try ProjectTemplate(for: folder.path)
        let databases = try project(template).databases
        #expect(databases.map(\.name) == ["metrics", "trends"])
        #expect(
            databases.map { $0.migrations.display(relativeTo: folder.path) } == [
                "migrations/metrics", "migrations/trends",
            ])
        #expect(databases.map(\.seeds) == ["metrics", "trends"].map { folder.path.appending("seeds/" + $0) })
        #expect(template.missingFolders == [folder.path.appending("migrations/metrics")])
        #expect(template.warnings.isEmpty)
    }

    @Test func filesThatMayBelongToAnyOfSeveralDatabasesAreNotForgotten() throws {
        for name in ["a.sqlite3", "b.db"] { try folder.write("", to: name) }
        for name in ["migrations/1_x.sql", "migrations/2_y.sql", "seeds/001_s.sql"] {
            try folder.write("SELECT 1;", to: name)
        }
        let warnings = try ProjectTemplate(for: folder.path).warnings
        #expect(warnings.allSatisfy { $0.severity == .warning && $0.code == .strayFile })
        #expect(
            warnings.map(\.message) == [
                "migrations/1_x.sql and 1 more belong to no database yet",
                "seeds/001_s.sql belongs to no database yet",
            ])
        #expect(
            warnings.map(\.help) == [
                "move what belongs together: to migrations/a or migrations/b",
                "move what belongs together: to seeds/a or seeds/b",
            ])
    }

    @Test func urlOfTheEnvFileIsUsedByItsName() throws {
        try folder.write("DATABASE_URL=sqlite:var/shop.db\n", to: ".env")
        try folder.write("", to: "other.db")
        let template = try ProjectTemplate(for: folder.path)
        #expect(template.text.contains("env_file: .env\n") && template.text.contains("url: ${DATABASE_URL}\n"))
        #expect(template.findings == ["DATABASE_URL in .env: sqlite:var/shop.db"])
        #expect(try project(template).databases.first?.url == .sqlite(folder.path.appending("var/shop.db")))
    }

    /// The template for a URL that is asked for.
    private func template(
        _ url: String?, _ change: (inout ProjectRequest) -> Void = { _ in }
    ) throws -> ProjectTemplate {
        var request = ProjectRequest(url: url, currentFolder: folder.path)
        change(&request)
        return try ProjectTemplate(for: folder.path, request)
    }

    @Test(arguments: [
        "postgres://shop@localhost/shop?sslmode=disable", "postgresql://one:1,two:2/shop", "postgres://[::1]/shop",
        "postgres:///shop?host=/run/postgresql&options=-c%20search_path%3Dapp", "postgres://a$b}@db/shop",
        "postgres://\"q\"@db/shop",
    ])
    func urlThatIsAskedForIsWritten(url: String) throws {
        try folder.write("", to: "other.db")
        let template = try template(url)
        #expect(template.namesDatabase && !template.leavesPasswordOut && template.findings.isEmpty)
        let target = try #require(try project(template).databases.first)
        #expect(target.name == "shop")
        #expect(try target.url == ConnectionURL.parse(url, relativeTo: folder.path))
    }

    @Test(arguments: [
        ("postgres://shop:canary@localhost/shop", "postgres://shop@localhost/shop"),
        (
            "postgres://:canary@localhost/shop?sslpassw%6Frd=canary&sslmode=disable",
            "postgres://@localhost/shop?sslmode=disable"
        ),
        ("postgres://s:canary@h1,h2:7/shop?sslpassword=canary", "postgres://s@h1,h2:7/shop"),
        ("postgres:///shop?password=canary$&user=a$b", "postgres:///shop?user=a%24b"),
    ])
    func passwordIsNotWritten(url: String, written: String) throws {
        let template = try template(url)
        #expect(template.leavesPasswordOut && !template.text.contains("canary"))
        #expect(template.text.contains("url: ${DATABASE_URL:-\(written)}\n"), "\(template.text)")
        let target = try #require(try project(template).databases.first)
        #expect(try target.url == ConnectionURL.parse(written, relativeTo: folder.path))
        // What the text leaves out is still there for this once.
        #expect(try template.databases[0].url == ConnectionURL.parse(url, relativeTo: folder.path))
    }

    @Test func urlOfAVariableIsWrittenByItsName() throws {
        let template = try template(nil) {
            $0.environment = ["DATABASE_URL": "postgres://shop:canary@db/shop"]
            $0.migrations = "m"
        }
        #expect(template.text.contains("    url: ${DATABASE_URL}\n    migrations: m\n    seeds: db/seeds\n"))
        #expect(!template.text.contains("env_file") && !template.leavesPasswordOut)
        #expect(template.findings == ["DATABASE_URL: postgres://shop:***@db/shop"])
        #expect(template.databases.map(\.name) == ["shop"] && template.namesDatabase)
        #expect(template.missingFolders == [folder.path.appending("m")])
        let error = try diagnostic { () throws(MartletError) in
            try ProjectTemplate(
                for: folder.path, ProjectRequest(environment: ["DATABASE_URL": "x:y"], currentFolder: folder.path))
        }
        #expect(error.code == .badURL && error.message.hasPrefix("DATABASE_URL: "))
    }

    @Test func urlOfAnotherEnvFileIsUsedByItsName() throws {
        try folder.write("DATABASE_URL=postgres://shop@db/shop\n", to: "config/dev.env")
        let template = try template(nil) { $0.envFile = "config/dev.env" }
        #expect(template.text.contains("env_file: config/dev.env\n"))
        #expect(template.text.contains("url: ${DATABASE_URL}\n"))
        #expect(template.findings == ["DATABASE_URL in config/dev.env: postgres://shop@db/shop"])
        #expect(try project(template).databases.first?.name == "shop")
    }

    @Test func pathThatIsAskedForStaysWhatItIs() throws {
        try folder.makeFolder("below")
        #expect(try template("sqlite:var/a%20$b.db?mode=ro").text.contains("url: sqlite:var/a%20%24b.db?mode=ro\n"))
        let request = ProjectRequest(url: "sqlite:x.db", currentFolder: folder.path.appending("below"))
        let text = try ProjectTemplate(for: folder.path, request).text
        #expect(text.contains("url: sqlite:\(folder.path)/below/x.db\n"), "\(text)")
    }

    @Test func urlThatCannotBeUsedIsAnErrorUnlessThereIsAFile() throws {
        try folder.write("DATABASE_URL=mysql://app:canary@db/shop\n", to: ".env")
        let error = try diagnostic { () throws(MartletError) in try ProjectTemplate(for: folder.path) }
        #expect(error.code == .badURL)
        #expect(
            error.message
                == "DATABASE_URL in .env: no scheme 'mysql': only sqlite: and postgres: are known")
        try folder.write("", to: "app.db")
        #expect(try project(ProjectTemplate(for: folder.path)).databases.first?.url.file?.name == "app.db")
    }

    @Test(arguments: [
        "a b.db", "50%?.db", "x: #y.db", "$HOME ${A}.db", "\"quoted\".db", "null.db", "-x.db", "é漢.db", "a\nb.db",
        "it's.db", "_.db", "true.db", "01.db",
    ])
    func strangeNamesAreReadBackAsTheyAre(name: String) throws {
        try folder.write("", to: name)
        let target = try #require(try project(ProjectTemplate(for: folder.path)).databases.first)
        #expect(target.url == .sqlite(folder.path.appending(name)))
    }

    @Test(arguments: ["shop", "my shop: #1", "$x", "\"q\"\\", "null", "1.0", "- a", "{b}"])
    func strangeProjectNamesAreReadBackAsTheyAre(name: String) throws {
        let root = try folder.makeFolder(name)
        let template = try ProjectTemplate(for: root)
        try folder.write(template.text, to: "\(name)/martlet.yaml")
        #expect(try Project.load(ProjectRequest(currentFolder: root)).name == name)
    }
}
