import TestSupport
import Testing

/// `make install`, into a folder of its own: everything is where the shells and `man` look by themselves.
@Suite struct InstallTests {
    private let root = ScratchFolder()

    private var prefix: String { root.path("opt/martlet") }

    @discardableResult
    private func install(_ arguments: String..., environment: [String: String] = [:]) -> ProgramResult {
        Program.run(
            [MartletBinary.packageRoot + "/Scripts/install"] + arguments,
            environment: ["BINARY": MartletBinary.path, "PREFIX": prefix, "DESTDIR": ""].merging(environment) { $1 })
    }

    private static let files = [
        "bin/martlet", "share/bash-completion/completions/martlet", "share/fish/vendor_completions.d/martlet.fish",
        "share/man/man1/martlet.1", "share/zsh/site-functions/_martlet",
    ]

    private func installed(in folder: String) -> [String] {
        Program.run(["find", ".", "-type", "f"], in: folder).output.split(separator: "\n")
            .map { String($0.dropFirst(2)) }.sorted()
    }

    @Test func everyFileIsInItsPlaceAndReadable() {
        expectStatus(install(), 0)
        #expect(installed(in: prefix) == Self.files)
        let modes = Program.run(["stat", "--format", "%a"] + Self.files, in: prefix).output
        #expect(modes == "755\n644\n644\n644\n644\n")
        let version = Program.run([prefix + "/bin/martlet", "version"])
        expect(version.output, contains: "martlet ")
        #expect(
            TextFile.read(prefix + "/" + Self.files[3]) == MartletBinary.run(["help", "--as", "man"], in: "/").output)
        expectStatus(install("--remove"), 0)
        #expect(installed(in: prefix) == [])
    }

    @Test func aPackageGoesBelowItsRoot() {
        expectStatus(install(environment: ["PREFIX": "/usr/local", "DESTDIR": root.path("package")]), 0)
        #expect(installed(in: root.path("package")) == Self.files.map { "usr/local/" + $0 })
    }

    @Test func whatCannotBeInstalledIsSaid() {
        let early = install(environment: ["BINARY": "/nowhere/martlet"])
        expectStatus(early, 1)
        expect(early.error, contains: "run 'make build' first")
        expectStatus(install(environment: ["PREFIX": "somewhere"]), 2)
        #expect(installed(in: root.path) == [])
    }

    @Test func manFindsThePage() {
        expectStatus(install(), 0)
        let path = Program.run(["man", "-w", "martlet"], environment: ["MANPATH": prefix + "/share/man"])
        #expect(path.output == prefix + "/share/man/man1/martlet.1\n", "\(path.everything)")
    }

    /// The shells find their scripts where they were put, and the scripts ask the program for names.
    @Test(arguments: ShellCompleter.allCases)
    func theShellsCompleteTheNamesOfTheProject(_ shell: ShellCompleter) throws {
        expectStatus(install(), 0)
        let project = root.path("project")
        // A variable that is not set keeps nobody from typing.
        root.write(
            "project/martlet.yaml",
            """
            databases:
              app: {url: "sqlite:${NOT_SET}", migrations: app}
              metrics: {url: "sqlite:m.db", migrations: metrics}

            """)
        for name in ["app/001_create_users", "metrics/002_count", "metrics/010_count_more"] {
            root.write("project/\(name).sql", "SELECT 1;\n")
        }
        let setup =
            switch shell {
            case .bash: "source \(prefix)/\(Self.files[1])"
            case .zsh: "fpath=(\(prefix)/share/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D"
            case .fish: "# by itself"
            }
        let path = "\(prefix)/bin:" + (Program.run(["sh", "-c", "printf %s \"$PATH\""]).output)
        let lines = [
            "-d ", "status -d m", "-d app -d ", "reset --confirm ", "rollback -d metrics ", "-d metrics migrate --to 0",
            "--project \(project) -d metrics stamp ", "rollback -d metrics 002 0", "rollback ",
        ]
        let offered = try shell.offers(
            behind: lines.map { "martlet " + $0 }, after: setup, in: project,
            environment: ["PATH": path, "XDG_DATA_DIRS": prefix + "/share"])
        let versions = ["002", "010"]
        #expect(
            offered == [
                ["app", "metrics"], ["metrics"], ["app", "metrics"], ["app", "metrics"], versions, versions, versions,
                [],
                [],
            ])
        // From elsewhere, with the project on the line, also in the home folder.
        let elsewhere = try shell.offers(
            behind: ["martlet --project \(project) -d ", "martlet --project ~/project -d ", "martlet -d "],
            after: setup,
            in: "/", environment: ["PATH": path, "XDG_DATA_DIRS": prefix + "/share", "HOME": root.path])
        #expect(elsewhere == [["app", "metrics"], ["app", "metrics"], []])
    }
}
