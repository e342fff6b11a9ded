import TestSupport
import Testing

/// What others wrote reaches a terminal as text.
@Suite struct OutputTests {
    /// Colours, a title, a bell, a cleared screen, text that is read backwards, and text that is not seen.
    private static let hostile: String =
        "x\u{1B}[31m\u{1B}]0;t\u{7}\u{1B}[2J\u{9B}1m\u{202E}y\u{2066}z\u{200B}\u{FEFF}\u{E0041}\r\u{8}"
    private static let harmful: Set<Unicode.Scalar> = [
        "\u{1B}", "\u{7}", "\u{9B}", "\u{202E}", "\u{2066}", "\u{200B}", "\u{FEFF}", "\u{E0041}", "\u{8}",
    ]

    private func expectHarmless(_ project: ScratchProject, _ command: [String]) {
        // Without the line of progress, which Martlet clears itself.
        let shown = PseudoTerminal.run(command, in: project.folder.path, environment: ["NO_COLOR": "1"]).output
            .replacing("\u{1B}[K", with: "")
        let found = Set(shown.unicodeScalars).intersection(Self.harmful)
        #expect(found.isEmpty && !shown.isEmpty, "\(command): \(shown.debugDescription)")
        // JSON writes them out, for programs to read.
        guard command[0] != "dump" else { return }
        let document = MartletBinary.run(command + ["--json"], in: project.folder.path).output
        #expect(!document.contains("\u{1B}") && !document.contains("\u{7}"), "\(command)")
    }

    @Test("I18: descriptions, names and values of others do not steer the terminal") func texts() {
        let project = ScratchProject([
            "migrations/001_a.sql":
                "-- Description: \(Self.hostile)\nCREATE TABLE \"\(Self.hostile)\" (x);\n-- martlet:down\nDROP TABLE \"\(Self.hostile)\";\n",
            "seeds/001_\(Self.hostile.replacing("\r", with: "")).sql": "SELECT '\(Self.hostile)';\n",
        ])
        for command in [["plan"], ["migrate"], ["seed"], ["status"], ["history", "--log", "9"], ["check"], ["dump"]] {
            expectHarmless(project, command)
        }
        for command in [["rollback", "--dry-run"], ["reset", "--dry-run"]] { expectHarmless(project, command) }
    }

    private static let scripts = [
        "INSERT INTO \"\(hostile)\" VALUES (1);\n", "SELECT '\(hostile)\n", "-- martlet:\(hostile)\nSELECT 1;\n",
        "-- martlet: \(hostile)=1\nSELECT 1;\n", "SELECT RAISE(ABORT, '\(hostile)');\n",
        "SELECT 1; COMMIT; -- \(hostile)\n",
        "-- Depends: \(hostile)\nSELECT 1;\n",
        "CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT RAISE(ABORT, '\(hostile)'); END;\nINSERT INTO users VALUES (9, '');\n",
    ]

    @Test("I18: errors that quote what others wrote do not steer the terminal", arguments: scripts)
    func errors(_ text: String) {
        let project = ScratchProject.withPending(text)
        for command in [["migrate"], ["status"], ["plan"], ["history", "--log", "9"]] {
            expectHarmless(project, command)
        }
    }

    @Test("I18: a history, a lock and a manifest of others do not steer the terminal") func rows() {
        let project = ScratchProject.migrated()
        expectStatus(project.martlet("backup", "-o", "copy.db"), 0)
        let value = "'\(Self.hostile)'"
        _ = project.sql(
            """
            UPDATE martlet_migrations SET description = \(value), applied_by = \(value), applied_at = \(value), kind = \(value),
              error = \(value), checksum = \(value);
            INSERT INTO martlet_migrations (version, description) VALUES (\(value), \(value));
            UPDATE martlet_log SET subject = \(value), detail = \(value), run_by = \(value), at = \(value);
            INSERT INTO martlet_seeds (name, applied_at) VALUES (\(value), \(value))
            """)
        for command in [
            ["status"], ["history", "--log", "9"], ["history", "--verify"], ["check"], ["migrate"],
            ["rollback", "--dry-run"],
            ["repair", "--dry-run"],
        ] { expectHarmless(project, command) }
        project.replace("copy.db.manifest.json", "\"database\": \"app\"", by: "\"database\": \"\(Self.hostile)\"")
        expectHarmless(project, ["restore", "copy.db", "--yes"])
        project.replace("copy.db.manifest.json", "martlet-backup/1", by: "martlet-backup/\(Self.hostile)")
        expectHarmless(project, ["restore", "copy.db", "--yes"])
    }

    @Test("I18: a text of a hundred megabytes in an error is cut") func longText() {
        let project = ScratchProject.withPending(
            """
            CREATE TABLE t (x TEXT CHECK (length(x) < 10));
            INSERT INTO t SELECT replace(hex(zeroblob(50000000)), '0', 'x');

            """)
        _ = project.sql("CREATE TRIGGER r BEFORE INSERT ON users BEGIN SELECT RAISE(ABORT, 'no'); END")
        let result = project.martlet(under: ["timeout", "60"], ["migrate"])
        expectStatus(result, 1)
        #expect(result.everything.utf8.count < 3000)
        // A name of a megabyte in a statement that fails.
        project.folder.write(
            "migrations/003_third.sql", "INSERT INTO \"\(String(repeating: "n", count: 1 << 20))\" VALUES (1);\n")
        for command in [["migrate"], ["status"], ["history", "--log", "5"], ["migrate", "--json"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            #expect(result.everything.utf8.count < 6000, "\(command): \(result.everything.utf8.count)")
        }
        #expect(
            project.sql(
                "SELECT max(length(error)) < 1000 FROM martlet_migrations; SELECT max(length(detail)) < 1000 FROM martlet_log"
            ) == "1\n1")
    }
}
