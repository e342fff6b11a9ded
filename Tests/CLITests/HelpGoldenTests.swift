import TestSupport
import Testing

/// The help of every command, as it is printed.
///
/// It is generated from one table; here it is read by people.
@Suite struct HelpGoldenTests {
    static let commands = [
        "adopt", "backup", "check", "completions", "diff", "docs", "drift", "dump", "export", "help", "history", "init",
        "lint", "migrate", "new", "plan",
        "redo", "repair",
        "reset", "restore", "rollback", "seed", "setup", "stamp", "status", "verify", "version",
    ]

    @Test(arguments: commands)
    func helpOfACommand(_ command: String) {
        let project = ScratchProject([:])
        var transcript = Transcript(project)
        transcript.run("help \(command)")
        Golden.expect(transcript.normalised, "help/\(command).txt")
        let page = project.martlet("help", command)
        expectStatus(page, 0)
        // Every way to ask gives the same page.
        #expect(project.martlet(command, "--help") == page)
        #expect(project.martlet(command, "-h") == page)
        #expect(project.martlet("--help", command) == page)
    }

    @Test func overview() {
        expectGolden("help/overview", "help")
    }

    @Test func everyWayToAskForTheOverviewGivesTheSamePage() {
        let project = ScratchProject([:])
        let page = project.martlet("help")
        #expect(project.martlet("--help") == page)
        #expect(project.martlet("-h") == page)
        #expect(project.martlet() == page)
    }

    @Test func everyCommandOfTheOverviewHasItsGolden() {
        let overview = ScratchProject([:]).martlet("help").output
        let listed = overview.split(separator: "\n").compactMap {
            $0.wholeMatch(of: #/  ([a-z]+)  +[A-Z].*/#)?.output.1
        }
        #expect(listed.map(String.init).sorted() == Self.commands)
    }

    @Test func version() {
        expectGolden("version", "version")
        let project = ScratchProject([:])
        #expect(project.martlet("--version") == project.martlet("version"))
        #expect(project.martlet("-V") == project.martlet("version"))
    }
}
