import TestSupport
import Testing

/// What is in a folder of migrations and is no ordinary file, or has no ordinary name.
@Suite struct FolderEntryTests {
    /// Makes something of the name `003_third.sql`, below `migrations`.
    enum Entry: String, CaseIterable {
        case linkToNothing = "ln -s /nowhere/at/all 003_third.sql"
        case linkToZeros = "ln -s /dev/zero 003_third.sql"
        case linkOutOfTheFolder = "ln -s ../martlet.yaml 003_third.sql"
        case linkToItself = "ln -s 003_third.sql 003_third.sql"
        case circleOfLinks = "ln -s .a 003_third.sql && ln -s 003_third.sql .a"
        case pipe = "mkfifo 003_third.sql"
        case socket = "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"003_third.sql\")'"
        case folder = "mkdir 003_third.sql"
    }

    @Test("C17: only files are read, and links that stay inside", arguments: Entry.allCases)
    func kinds(_ entry: Entry) {
        let project = ScratchProject.migrated()
        expectStatus(Program.run(["bash", "-c", entry.rawValue], in: project.folder.path("migrations")), 0)
        let before = project.files
        for command in ["migrate", "setup", "plan"] {
            let result = project.martlet(under: ["timeout", "20"], [command])
            expectStatus(result, 4)
            expect(result.error, contains: "error[file-unreadable]")
            expect(result.error, contains: "migrations/003_third.sql")
            if entry == .linkToItself || entry == .circleOfLinks { expect(result.error, contains: "in a circle") }
        }
        #expect(project.files == before)
        expectStatus(project.martlet("status"), 0)
        expectStatus(project.martlet("status", "--check"), 4)
    }

    /// As in a mounted volume of Kubernetes.
    @Test("C17: a link that stays inside the folder is followed") func linkInside() {
        let project = ScratchProject.migrated()
        project.folder.write("migrations/..data/003_third.sql", "CREATE TABLE third (x);\n")
        expectStatus(
            Program.run(["ln", "-s", "..data/003_third.sql", project.folder.path("migrations/003_third.sql")]), 0)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM third") == "0")
    }

    @Test("C17: an unreadable file is told, and nothing runs") func unreadable() {
        let project = ScratchProject.withPending("CREATE TABLE third (x);\n")
        let somebody = Somebody()
        _ = Program.run(["chmod", "-R", "a+rwX", project.folder.path])
        _ = Program.run(["chmod", "000", project.folder.path("migrations/003_third.sql")])
        let before = project.dump
        let result = somebody.martlet(project, ["migrate"])
        expectStatus(result, 4)
        expect(result.error, contains: "error[file-unreadable]")
        expect(result.error, contains: "003_third.sql: permission denied")
        #expect(project.dump == before)
    }

    @Test(
        "C17: names that steer terminals or look like options are shown, and do nothing",
        arguments: [
            ("-rf", "`-rf` is no migration"), ("--help.sql", "`--help.sql` is no migration"),
            ("a\nb.sql", "`a\\nb.sql` is no migration"), ("a\u{1B}[31mb.sql", "`a\\u{1b}[31mb.sql` is no migration"),
            ("a\u{202E}b.sql", "`a\\u{202e}b.sql` is no migration"),
            ("'; rm -rf *;.sql", "`'; rm -rf *;.sql` is no migration"),
        ])
    func strayNames(_ name: String, _ shown: String) {
        let project = ScratchProject.withPending("CREATE TABLE third (x);\n", name: name)
        project.expectRefused(code: "stray-file", shown)
    }

    @Test("C17: a migration of such a name is run, and its name shown escaped") func hostileName() {
        let project = ScratchProject.withPending("CREATE TABLE third (x);\n", name: "003_a\nb\u{1B}[2J\u{7}.sql")
        for command in [["plan"], ["migrate", "--verbose"], ["status"], ["history", "--log", "9"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 0)
            #expect(!result.everything.contains("\u{1B}") && !result.everything.contains("\u{7}"))
            if command != ["history", "--log", "9"] { expect(result.everything, contains: "a\\nb\\u{1b}[2J\\u{7}") }
        }
        #expect(project.sql("SELECT count(*) FROM third") == "0")
    }

    @Test("C17: a name that is no UTF-8 is refused") func notUTF8() {
        let project = ScratchProject.migrated()
        expectStatus(
            Program.run(
                ["bash", "-c", "echo 'CREATE TABLE x(y);' > $'003_a\\xff.sql'"], in: project.folder.path("migrations")),
            0)
        project.expectRefused(code: "file-unreadable", "a file name in")
    }
}
