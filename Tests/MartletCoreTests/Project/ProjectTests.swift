import Glibc
import MartletCore
import SQLText
import Testing

@Suite struct ProjectTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func request(in name: String = "") -> ProjectRequest {
        ProjectRequest(currentFolder: folder.path.appending(name))
    }

    private func load(_ change: (inout ProjectRequest) -> Void = { _ in }) throws(MartletError) -> Project {
        var request = request()
        change(&request)
        return try Project.load(request)
    }

    private let three = """
        project: excuse-my-french
        env_file: config/.env
        databases:
          trends: {url: "sqlite:${TRENDS:-data/trends.db}", migrations: migrations/trends, seeds: seeds/trends}
          metrics: {url: "sqlite:${METRICS:-data/metrics.db}", migrations: migrations/metrics}
          images: {url: "sqlite:${IMAGES:-data/images.db}", migrations: migrations/images}
        defaults: {backups: data/backups, lock_timeout: 9s}

        """

    @Test func databasesComeInTheirOrderWithAbsolutePaths() throws {
        try folder.write(three, to: "martlet.yaml")
        let project = try load()
        #expect(project.name == "excuse-my-french" && project.root == folder.path)
        #expect(project.configuration == folder.path.appending("martlet.yaml"))
        #expect(project.databases.map(\.name) == ["trends", "metrics", "images"])
        let trends = try #require(project.databases.first)
        #expect(trends.url == .sqlite(folder.path.appending("data/trends.db")))
        #expect(trends.migrations == folder.path.appending("migrations/trends"))
        #expect(trends.seeds == folder.path.appending("seeds/trends") && trends.snapshot == nil)
        #expect(trends.backups == folder.path.appending("data/backups") && trends.lockTimeout == .seconds(9))
        #expect(trends.foreignKeys && !trends.isProtected && trends.transaction == .each && trends.journalMode == nil)
        #expect(project.databases.last?.seeds == nil)
    }

    @Test func everySettingReachesTheTarget() throws {
        try folder.write(
            """
            databases:
              app:
                url: sqlite:a.db
                snapshot: schema.sql
                environment: dev
                protected: true
                foreign_keys: false
                journal_mode: wal
                transaction: all
                placeholders: {a: b}
                statement_timeout: 1s
                backup: {before: [migrate]}
                ignore: [x]
                tables: {history: h}
            """, to: "martlet.yaml")
        let target = try #require(try load().databases.first)
        #expect(target.snapshot == folder.path.appending("schema.sql") && target.environment == "dev")
        #expect(target.isProtected && !target.foreignKeys && target.journalMode == .wal && target.transaction == .all)
        #expect(target.placeholders == ["a": "b"] && target.statementTimeout == .seconds(1))
        #expect(target.backupBefore == [.migrate] && target.ignore == ["x"] && target.tables.history == "h")
        #expect(target.migrations == folder.path.appending("db/migrations"))
        #expect(target.backups == folder.path.appending("backups") && target.lockTimeout == .seconds(5))
    }

    @Test func nearestConfigurationUpwardIsUsed() throws {
        try folder.write("databases: {outer: {url: 'sqlite:o.db'}}", to: "martlet.yaml")
        try folder.write("databases: {inner: {url: 'sqlite:i.db'}}", to: "a/martlet.yaml")
        try folder.makeFolder("a/b/c")
        let project = try Project.load(request(in: "a/b/c"))
        #expect(project.root == folder.path.appending("a") && project.name == "a")
        #expect(project.databases.map(\.url) == [.sqlite(folder.path.appending("a/i.db"))])
    }

    @Test(arguments: ["sub", "sub/", "./sub/../sub", "sub/martlet.yaml", "sub/other.yaml"])
    func projectIsAFolderOrAFile(path: String) throws {
        try folder.write("databases: {a: {url: 'sqlite:a.db'}}", to: "sub/martlet.yaml")
        try folder.write("databases: {a: {url: 'sqlite:a.db'}}", to: "sub/other.yaml")
        let project = try load { $0.project = path }
        #expect(project.root == folder.path.appending("sub"))
    }

    @Test func missingProjectIsAnError() throws {
        try folder.makeFolder("empty")
        try folder.write("", to: "yml/martlet.yml")
        let none = try diagnostic { () throws(MartletError) in try load { $0.project = "none" } }
        #expect(none.code == .noProject && none.message == "there is no none")
        let empty = try diagnostic { () throws(MartletError) in try load { $0.project = "empty" } }
        #expect(empty.message == "there is no martlet.yaml in empty" && empty.help == "martlet init --project empty")
        let other = try diagnostic { () throws(MartletError) in try load { $0.project = "yml" } }
        #expect(other.code == .config && other.message == "yml/martlet.yml is not read: the name is martlet.yaml")
        #expect(other.help == "mv yml/martlet.yml yml/martlet.yaml")
        let blank = try diagnostic { () throws(MartletError) in try load { $0.project = "" } }
        #expect(blank.code == .usage && blank.message == "the path of the project is empty")
        let nothing = try diagnostic { () throws(MartletError) in try load() }
        #expect(nothing.code == .noProject)
        #expect(nothing.message == "there is no martlet.yaml here or in a folder above, and no URL")
        #expect(
            nothing.help
                == "martlet init writes one, on PostgreSQL: martlet init --url postgres://role@host/database; "
                + "without one, add --url sqlite:app.db --migrations db/migrations")
    }

    @Test func configurationThatCannotBeReadIsAFaultOfConfiguration() throws {
        try folder.makeFolder("martlet.yaml")
        let error = try diagnostic { () throws(MartletError) in try load() }
        #expect(error.code == .config && error.message == "\(folder.path)/martlet.yaml is a folder, not a file")
    }

    @Test func selectedDatabasesComeInTheOrderOfTheFile() throws {
        try folder.write(three, to: "martlet.yaml")
        let project = try load { $0.databases = ["images", "trends", "images"] }
        #expect(project.databases.map(\.name) == ["trends", "images"])
        let typo = try diagnostic { () throws(MartletError) in try load { $0.databases = ["trend"] } }
        #expect(typo.code == .unknownDatabase && typo.message == "no database 'trend' in martlet.yaml")
        #expect(typo.help == "did you mean trends?")
        let other = try diagnostic { () throws(MartletError) in try load { $0.databases = ["zzzzzz"] } }
        #expect(other.help == "its databases are trends, metrics, images")
    }

    @Test func databaseThatIsNotSelectedNeedsNoVariables() throws {
        try folder.write(
            "databases:\n  dev: {url: 'sqlite:d.db', migrations: m}\n  prod: {url: '${PROD}', migrations: m}\n",
            to: "martlet.yaml")
        #expect(try load { $0.databases = ["dev"] }.databases.map(\.name) == ["dev"])
        let error = try diagnostic { () throws(MartletError) in try load() }
        #expect(error.message == "the variable PROD is not set, and databases.prod.url needs it")
        #expect(error.location?.position == SourcePosition(line: 3, column: 16))
    }

    @Test func urlReplacesTheOneOfTheSelectedDatabase() throws {
        try folder.write("databases: {app: {url: '${UNSET}', migrations: m}}", to: "martlet.yaml")
        try folder.makeFolder("sub")
        var request = request(in: "sub")
        request.url = "sqlite:x.db"
        request.migrations = "m"
        request.seeds = "../s"
        let target = try #require(try Project.load(request).databases.first)
        // What is typed is seen from where it is typed.
        #expect(target.url == .sqlite(folder.path.appending("sub/x.db")) && target.name == "app")
        #expect(target.migrations == folder.path.appending("sub/m") && target.seeds == folder.path.appending("s"))
    }

    @Test(arguments: ["--url", "--migrations", "--seeds"])
    func optionForOneDatabaseWantsOneSelected(option: String) throws {
        try folder.write(three, to: "martlet.yaml")
        let change: (inout ProjectRequest) -> Void = { request in
            switch option {
            case "--url": request.url = "sqlite:x.db"
            case "--migrations": request.migrations = "x"
            default: request.seeds = "x"
            }
        }
        let error = try diagnostic { () throws(MartletError) in try load(change) }
        #expect(error.code == .usage && error.message == "\(option) is for one database, and 3 are selected")
        #expect(error.help == "add --database NAME: trends, metrics, images")
        let one = try load { request in
            change(&request)
            request.databases = ["metrics"]
        }
        #expect(one.databases.map(\.name) == ["metrics"])
    }

    @Test func whatADatabaseNeedsIsAskedFor() throws {
        try folder.write("databases:\n  a: {url: 'sqlite:a'}\n  b: {migrations: m}\n", to: "martlet.yaml")
        let noMigrations = try diagnostic { () throws(MartletError) in try load { $0.databases = ["a"] } }
        #expect(noMigrations.message == "databases.a has no migrations")
        #expect(noMigrations.location?.position == SourcePosition(line: 2, column: 3))
        let noURL = try diagnostic { () throws(MartletError) in try load { $0.databases = ["b"] } }
        #expect(noURL.message == "databases.b has no url" && noURL.help == "add url: sqlite:data/b.db")
        #expect(noURL.code == .config)
    }

    @Test(arguments: ["--migrations", "--seeds"])
    func emptyPathIsAnError(option: String) throws {
        let error = try diagnostic { () throws(MartletError) in
            try load { request in
                request.url = "sqlite:a.db"
                if option == "--seeds" { request.seeds = "" } else { request.migrations = "" }
            }
        }
        #expect(error.code == .usage && error.message == "the path after \(option) is empty")
    }
}

@Suite struct ProjectConflictTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(_ first: String, _ second: String) throws -> Diagnostic {
        try folder.write(
            "databases:\n  a: {migrations: m, \(first)}\n  b: {migrations: m, \(second)}\n", to: "martlet.yaml")
        return try diagnostic { () throws(MartletError) in
            try Project.load(ProjectRequest(currentFolder: folder.path))
        }
    }

    @Test(arguments: [
        "sqlite:x.db", "sqlite:./y/../x.db", "sqlite://x.db", "sqlite:x.db?mode=ro", "sqlite:link.db", "sqlite:hard.db",
    ])
    func twoNamesForOneDatabaseAreRefused(url: String) throws {
        let file = try folder.write("", to: "x.db")
        try folder.link("link.db", to: "x.db")
        link(file.string, folder.path.appending("hard.db").string)
        let error = try load("url: 'sqlite:x.db'", "url: '\(url)'")
        #expect(error.code == .config && error.message == "a and b are the same database file")
        #expect(error.location?.position == SourcePosition(line: 3, column: 27))
        #expect(error.help == "give each database a file of its own, or remove one of them")
    }

    @Test func twoDatabasesWithOneSnapshotAreRefused() throws {
        let error = try load("url: 'sqlite:x.db', snapshot: s.sql", "url: 'sqlite:y.db', snapshot: ./s.sql")
        #expect(error.code == .config && error.message == "a and b have the same snapshot")
    }

    @Test func databasesInMemoryAndSharedMigrationsAreFine() throws {
        try folder.write(
            "databases:\n  a: {url: 'sqlite::memory:'}\n  b: {url: 'sqlite::memory:'}\ndefaults: {migrations: m}",
            to: "martlet.yaml")
        let project = try Project.load(ProjectRequest(currentFolder: folder.path))
        #expect(project.databases.map(\.migrations) == [folder.path.appending("m"), folder.path.appending("m")])
    }
}

@Suite struct ProjectVariablesTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ change: (inout ProjectRequest) -> Void = { _ in }) throws(MartletError) -> FilePath? {
        var request = ProjectRequest(currentFolder: folder.path)
        change(&request)
        return try Project.load(request).databases.first?.url.file
    }

    private func write(envFile: String?) throws {
        let line = envFile.map { "env_file: \($0)\n" } ?? ""
        try folder.write(line + "databases: {app: {url: 'sqlite:${DB:-default.db}'}}", to: "martlet.yaml")
    }

    @Test func namedFileIsReadFromTheProject() throws {
        try write(envFile: "config/${STAGE:-dev}.env")
        try folder.write("DB=dev.db", to: "config/dev.env")
        try folder.write("DB=prod.db", to: "config/prod.env")
        try folder.write("DB=unused.db", to: ".env")
        #expect(try file()?.name == "dev.db")
        #expect(try file { $0.environment = ["STAGE": "prod"] }?.name == "prod.db")
        #expect(try file { $0.environment = ["DB": "set.db"] }?.name == "set.db")
    }

    @Test func namedFileMayBeMissingWhileNothingNeedsIt() throws {
        try write(envFile: "config/.env")
        #expect(try file()?.name == "default.db")
        try folder.write("env_file: config/.env\ndatabases: {app: {url: '${DB}'}}", to: "martlet.yaml")
        let error = try diagnostic { () throws(MartletError) in try file() }
        #expect(error.code == .environment && error.notes == ["there is no file config/.env"])
    }

    @Test func envBesideTheConfigurationIsReadIfAVariableIsUsed() throws {
        try write(envFile: nil)
        try folder.write("DB=env.db", to: ".env")
        #expect(try file()?.name == "env.db")
        try folder.write("this is broken", to: ".env")
        let error = try diagnostic { () throws(MartletError) in try file() }
        #expect(error.message == "this line is not NAME=VALUE" && error.location?.file == ".env")
        try folder.write("databases: {app: {url: 'sqlite:a.db'}}", to: "martlet.yaml")
        #expect(try file()?.name == "a.db")
    }

    @Test func askedFileWinsAndHasToExist() throws {
        try write(envFile: "config/.env")
        try folder.write("DB=config.db", to: "config/.env")
        try folder.write("DB=asked.db", to: "asked.env")
        #expect(try file { $0.envFile = "asked.env" }?.name == "asked.db")
        let error = try diagnostic { () throws(MartletError) in try file { $0.envFile = "none.env" } }
        #expect(error.code == .environment && error.message == "there is no file none.env")
    }

    @Test(arguments: [
        ("app: {url: \"postgres:///app\", foreign_keys: true}", "", "databases.app.foreign_keys", "remove it"),
        ("app: {url: \"postgres:///app\", journal_mode: wal}", "", "databases.app.journal_mode", "remove it"),
        (
            "app: {url: \"postgres:///app\"}", "defaults: {journal_mode: wal}\n", "defaults.journal_mode",
            "write it under the SQLite databases in place of defaults"
        ),
    ])
    func whatIsForSQLiteIsRefusedForPostgreSQL(
        _ database: String, _ defaults: String, _ key: String, _ help: String
    ) throws {
        try folder.write("databases:\n  \(database)\n\(defaults)", to: "martlet.yaml")
        let error = try diagnostic { () throws(MartletError) in try file { _ in } }
        #expect(error.code == .config && error.help == help)
        #expect(error.message == "\(key) is for SQLite, and databases.app is a PostgreSQL database")
        #expect(error.location?.position != nil)
        #expect(try file { $0.url = "sqlite:app.db" } != nil)
    }

    @Test func urlFromAVariableIsNotShownWhenItIsBad() throws {
        try folder.write("databases:\n  app:\n    url: ${DB}\n", to: "martlet.yaml")
        let error = try diagnostic { () throws(MartletError) in
            try file { $0.environment = ["DB": "postgres://app:can/ary@db/prod"] }
        }
        #expect(error.message == "the port in the URL is no number from 1 to 65535")
        #expect(error.location?.position == SourcePosition(line: 3, column: 10))
        #expect(error.location?.excerpt == "    url: ***")
        #expect(!"\(error)".contains("ary"))
    }
}

@Suite struct StandaloneProjectTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(_ change: (inout ProjectRequest) -> Void) throws(MartletError) -> Project {
        var request = ProjectRequest(currentFolder: folder.path)
        change(&request)
        return try Project.load(request)
    }

    @Test func urlAloneMakesAProject() throws {
        let project = try load { $0.url = "sqlite:data/shop.db" }
        #expect(project.name == "shop" && project.configuration == nil && project.root == folder.path)
        let target = try #require(project.databases.first)
        #expect(target.name == "shop" && target.url == .sqlite(folder.path.appending("data/shop.db")))
        #expect(target.migrations == folder.path.appending("db/migrations") && target.seeds == nil)
        #expect(target.backups == folder.path.appending("backups") && target.tables == TableNames())
        #expect(try load { $0.url = "sqlite::memory:" }.name == "memory")
    }

    @Test func optionsNameTheFolders() throws {
        let project = try load { request in
            request.url = "sqlite:a.db"
            request.migrations = "m"
            request.seeds = "/s"
        }
        #expect(project.databases.first?.migrations == folder.path.appending("m"))
        #expect(project.databases.first?.seeds == "/s")
    }

    @Test func urlComesFromOptionThenProcessThenFile() throws {
        try folder.write("DATABASE_URL=sqlite:file.db", to: ".env")
        try folder.write("DATABASE_URL=sqlite:asked.db", to: "x.env")
        let process = ["DATABASE_URL": "sqlite:process.db"]
        #expect(try load { _ in }.name == "file")
        #expect(try load { $0.environment = process }.name == "process")
        #expect(try load { $0.envFile = "x.env" }.name == "asked")
        #expect(
            try load { request in
                request.envFile = "x.env"
                request.environment = process
            }.name == "process")
        #expect(
            try load { request in
                request.url = "sqlite:option.db"
                request.environment = process
            }.name == "option")
    }

    @Test func databaseOfAnotherNameIsUnknown() throws {
        let same = try load { request in
            request.url = "sqlite:shop.db"
            request.databases = ["shop"]
        }
        #expect(same.databases.count == 1)
        let error = try diagnostic { () throws(MartletError) in
            try load { request in
                request.url = "sqlite:shop.db"
                request.databases = ["app"]
            }
        }
        #expect(error.code == .unknownDatabase)
        #expect(error.message == "no database 'app': without a martlet.yaml there is one")
        #expect(error.help == "its name is shop, after its URL; leave --database out")
    }

    @Test func badURLShowsNoPassword() throws {
        let error = try diagnostic { () throws(MartletError) in
            try load { $0.environment = ["DATABASE_URL": "mysql://app:canary@db/x"] }
        }
        #expect(error.code == .badURL && !"\(error)".contains("canary"))
    }
}
