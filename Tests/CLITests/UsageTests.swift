import TestSupport
import Testing

/// Mistakes in the command line and in martlet.yaml: what is wrong, where, and what was probably meant.
@Suite struct UsageTests {
    @Test(arguments: [
        (["statsu"], "did you mean: martlet status"), (["migrat"], "did you mean: martlet migrate"),
        (["help", "rolback"], "did you mean: martlet help rollback"),
        (["status", "--chekc"], "did you mean: --check"), (["migrate", "--dryrun"], "did you mean: --dry-run"),
        (["status", "-d", "aap"], "did you mean app?"), (["migrate", "--to", "01"], "did you mean 001?"),
        (["rollback", "2", "--yes"], "did you mean 002?"), (["stamp", "0001"], "did you mean 001?"),
        (["repair", "01", "--yes"], "did you mean 001?"),
    ])
    func aTypoGetsASuggestion(_ arguments: [String], _ suggestion: String) {
        let project = ScratchProject.migrated()
        let result = MartletBinary.run(arguments, in: project.folder.path)
        expectStatus(result, 2)
        expect(result.error, contains: suggestion)
    }

    @Test func nothingIsGuessedFromFarAway() {
        let project = ScratchProject.migrated()
        #expect(!project.martlet("xyzzy").error.contains("did you mean"))
        #expect(!project.martlet("status", "--completely-else").error.contains("did you mean"))
    }

    /// What is in the file, where the error is, and what it says.
    static let mistakes: [(text: String, place: String, message: String)] = [
        ("project: p\ndatabase:\n  app:\n    url: sqlite:a.db\n", "martlet.yaml:2:1", "databases"),
        ("project: p\ndatabases:\n  app:\n    urll: sqlite:a.db\n", "martlet.yaml:4:5", "url"),
        ("project: p\ndatabases:\n  app:\n    url: sqlite:a.db\n    url: sqlite:b.db\n", "martlet.yaml:5:5", "url"),
        ("project: p\ndatabases:\n  app:\n    url: sqlite:a.db\n    protected: yes\n", "martlet.yaml:5:16", "true"),
        ("project: p\ndatabases:\n  app:\n    url: 'sqlite:a.db\n", "martlet.yaml:4:10", ""),
        ("project: p\ndatabases:\n  app: &a\n    url: sqlite:a.db\n", "martlet.yaml:3:8", "anchor"),
        ("project: p\ndatabases:\n  app:\n    url: !!str sqlite:a.db\n", "martlet.yaml:4:10", "tag"),
        ("project: p\ndatabases:\n  app:\n    url: sqlite:${NOPE_NOT_SET}\n", "martlet.yaml:4:", "NOPE_NOT_SET"),
        ("project: p\ndatabases:\n  app:\n    url: sqlite:a.db\n    lock_timeout: soon\n", "martlet.yaml:5:19", "5s"),
        ("project: p\ndatabases:\n  app:\n    url: sqlite:a.db\n    transaction: some\n", "martlet.yaml:5:18", "each"),
        ("project: p\ndatabases:\n\t app:\n", "martlet.yaml:3:1", ""),
        ("project: [p]\n", "martlet.yaml:1:1", "text"),
        ("project: é漢\ndatabases: {app: {url: sqlite:a.db, nope: 1}}\n", "martlet.yaml:2:37", "nope"),
    ]

    @Test(arguments: mistakes.indices)
    func aMistakeInTheConfigurationHasItsPlace(_ index: Int) {
        let (text, place, message) = Self.mistakes[index]
        let project = ScratchProject(configuration: text)
        for command in ["status", "migrate", "init"] {
            let result = project.martlet(command)
            expectStatus(result, 2)
            #expect(result.error.contains("error["), "\(result.everything)")
            expect(result.error, contains: place)
            expect(result.error, contains: message)
        }
        #expect(project.folder.names() == ["martlet.yaml"])
    }

    @Test func withoutAProjectTheWayToOneIsShown() {
        let folder = ScratchFolder()
        let result = MartletBinary.run(["status"], in: folder.path)
        expectStatus(result, 2)
        expect(result.error, contains: "error[no-project]")
        expect(result.error, contains: "martlet init")
        #expect(folder.names().isEmpty)
    }

    @Test func aURLIsEnough() {
        let folder = ScratchFolder()
        folder.write("m/001_a.sql", "CREATE TABLE a (id INTEGER);\n")
        let arguments = ["--url", "sqlite:x.db", "--migrations", "m"]
        expectStatus(MartletBinary.run(arguments + ["status"], in: folder.path), 0)
        #expect(folder.names() == ["m"])
        expectStatus(MartletBinary.run(arguments + ["migrate"], in: folder.path), 0)
        expectStatus(
            MartletBinary.run(
                ["migrate", "--migrations", "m"], in: folder.path, environment: ["DATABASE_URL": "sqlite:y.db"]), 0)
        #expect(folder.names() == ["m", "x.db", "y.db"])
    }

    @Test func anArgumentThatIsNotUTF8IsRefused() {
        let project = ScratchProject.migrated()
        let result = Program.run(
            ["bash", "-c", "\"$MARTLET\" dump --output $'\\xff\\xfe.sql'"], in: project.folder.path,
            environment: MartletBinary.quietEnvironment.merging(["MARTLET": MartletBinary.path]) { $1 })
        expectStatus(result, 2)
        expect(result.error, contains: "not UTF-8")
    }

    @Test func besideAFileOfTheOtherNameNoProjectIsBegun() {
        let folder = ScratchFolder()
        folder.write("martlet.yml", "url: sqlite:app.db\n")
        let result = MartletBinary.run(["init", "--url", "sqlite:app.db"], in: folder.path)
        expectStatus(result, 2)
        expect(result.error, contains: "error[config]: martlet.yml is not read: the name is martlet.yaml")
        expect(result.error, contains: "= help: mv martlet.yml martlet.yaml")
        #expect(folder.names() == ["martlet.yml"])
    }
}
