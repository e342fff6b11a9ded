import TestSupport
import Testing

/// Databases on network file systems: `strace` puts another number into what the system tells of a file system.
@Suite struct NetworkFileSystemTests {
    /// Runs a command to which every file system is one of this number, as `statfs` has it in its first four bytes.
    private func martlet(_ project: ScratchProject, _ type: String, _ arguments: [String]) -> ProgramResult {
        project.martlet(
            under: [
                "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=statfs", "-e",
                "inject=statfs:poke_exit=@arg2=\(type)00000000",
            ], arguments)
    }

    private static let writers = [
        ["migrate"], ["setup"], ["rollback", "--yes"], ["seed"], ["stamp", "003"], ["reset", "--yes"],
        ["restore", "copy.db", "--yes"], ["restore", "copy.db", "--into", "sqlite:new.db"],
    ]

    @Test(
        "E7: a database on a network file system is read and not written",
        arguments: [
            ("69690000", "NFS"), ("42 4d 53 ff".replacing(" ", with: ""), "SMB"), ("97190201", "9P"),
            ("46557365", "FUSE"),
        ])
    func refused(_ type: String, _ name: String) {
        let project = ScratchProject.withPending("CREATE TABLE third (x);\n")
        expectStatus(project.martlet("backup", "-o", "copy.db"), 0)
        let before = project.files
        for command in Self.writers {
            let result = martlet(project, type, command)
            expectStatus(result, 7)
            expect(result.error, contains: "error[unsafe-database]")
            expect(result.error, contains: "is on a network file system (\(name))")
            expect(result.error, contains: "?network=allow")
            #expect(project.files == before, "\(command)")
        }
        for command in [["status"], ["plan"], ["history"], ["dump"], ["backup", "-o", "other.db"]] {
            expectStatus(martlet(project, type, command), 0)
        }
        project.folder.remove("app.db")
        expectStatus(martlet(project, type, ["migrate"]), 7)
        #expect(!project.folder.has("app.db"))
    }

    @Test("E7: whoever says so may write there, but keep no write-ahead log") func allowed() {
        let project = ScratchProject.migrated()
        project.replace("martlet.yaml", "sqlite:app.db", by: "sqlite:app.db?network=allow")
        expectStatus(project.martlet("backup", "-o", "copy.db"), 0)
        for command in [["migrate"], ["rollback", "--yes"], ["reset", "--yes"], ["restore", "copy.db", "--yes"]] {
            expectStatus(martlet(project, "69690000", command), 0)
        }
        _ = project.sql("PRAGMA journal_mode = wal")
        let result = martlet(project, "69690000", ["migrate"])
        expectStatus(result, 7)
        expect(result.error, contains: "where a write-ahead log does not work")
        _ = project.sql("PRAGMA journal_mode = delete")
        project.replace("martlet.yaml", "    url:", by: "    journal_mode: wal\n    url:")
        expectStatus(martlet(project, "69690000", ["migrate"]), 7)
        #expect(project.sql("PRAGMA journal_mode") == "delete")
    }

    @Test("E7: disks of this machine are no network") func local() {
        let project = ScratchProject()
        for type in ["53ef0000", "94199101", "3e3c0294", "42465358", "7a79642f", "01004e61"] {
            expectStatus(martlet(project, type, ["migrate"]), 0)
        }
    }
}
