import Glibc
import TestSupport
import Testing

/// The console blocks of a page, typed from top to bottom into one shell, in an empty home folder.
///
/// A line `$ …` is typed, `> …` goes on with it, everything else is what the page says is shown; a line `…` stands for
/// any number of lines. Where the page shows a question and its answer, the command runs on a terminal and is answered
/// so. A block with a title is a file, written when its turn comes, into the folder one is in.
///
/// A page with a line `<!-- on a server -->` has a PostgreSQL server of its own, whose role `shop` may make databases.
struct ConsoleSession {
    /// A command or a file.
    private enum Part {
        case command(text: String, shown: [String], line: Int)
        case file(name: String, text: String)
    }

    /// What stands where the home folder would.
    private static let home = "/home/ava"
    private let page: MarkdownPage
    private let folder = ScratchFolder()
    private var parts: [Part] = []
    /// How many of the parts are those of pages before this one.
    private let partsBefore: Int

    /// Reads the blocks of a page, behind those of the page it goes on from: `<!-- goes on from: PAGE -->`.
    init(_ page: MarkdownPage) {
        self.page = page
        var before: [Part] = []
        if let line = page.lines.first(where: { $0.hasPrefix("<!-- goes on from: ") }) {
            let name = line.split(separator: " ").dropLast().last.map(String.init) ?? ""
            before = Self.parts(of: MarkdownPage("docs/" + name))
        }
        partsBefore = before.count
        parts = before + Self.parts(of: page)
    }

    /// Whether there is a command to run.
    static func isThere(in page: MarkdownPage) -> Bool { page.blocks.contains { $0.language == "console" } }

    private static func parts(of page: MarkdownPage) -> [Part] {
        page.blocks.flatMap { block -> [Part] in
            if let title = block.title { return [.file(name: title, text: block.text)] }
            return block.language == "console" ? commands(in: block) : []
        }
    }

    private static func commands(in block: MarkdownPage.Block) -> [Part] {
        var found: [Part] = []
        for (index, line) in block.lines.enumerated() {
            if line.hasPrefix("$ ") {
                found.append(.command(text: String(line.dropFirst(2)), shown: [], line: block.line + index))
            } else if case .command(let text, var shown, let start)? = found.popLast() {
                if line.hasPrefix("> "), shown.isEmpty {
                    found.append(.command(text: text + "\n" + line.dropFirst(2), shown: [], line: start))
                } else {
                    shown.append(line)
                    found.append(.command(text: text, shown: shown, line: start))
                }
            }
        }
        return found
    }

    // MARK: Running

    /// Runs all of it; where the page shows something else than what is shown, with what it is.
    ///
    /// With `RECORD_GOLDEN=1` that is written into the page, and nothing is left to be told.
    func differences() throws -> [String] {
        let server = page.lines.contains("<!-- on a server -->") ? try PostgresCluster() : nil
        defer { server?.stop() }
        let result = Program.run(["bash", "-c", script], in: folder.path, environment: environment(server))
        #expect(result.status == 0, "\(result.everything)")
        var changes: [(line: Int, count: Int, lines: [String])] = []
        for (number, part) in parts.enumerated() {
            guard number >= partsBefore, case .command(let text, let shown, let line) = part else { continue }
            let output = (folder.read(".session/\(number).out") ?? "no output").plainFromTerminal
            var actual = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            if actual.last == "" { actual.removeLast() }
            guard !Self.matches(shown[...].map(normalised), actual[...].map(normalised)) else { continue }
            changes.append((line + text.split(separator: "\n").count, shown.count, actual.map(presentable)))
        }
        if getenv("RECORD_GOLDEN") != nil {
            record(changes)
            return []
        }
        return changes.map { "\(page.path):\($0.line): it is really\n" + $0.lines.joined(separator: "\n") }
    }

    private func environment(_ server: PostgresCluster?) -> [String: String] {
        var environment = MartletBinary.quietEnvironment.merging([
            "HOME": folder.path, "USER": "ava", "PATH": Self.path(folder), "TERM": "xterm", "NO_COLOR": "1",
            "LC_ALL": "C.UTF-8",
        ]) { $1 }
        guard let server else { return environment }
        expectStatus(server.psql("postgres", "CREATE ROLE shop LOGIN CREATEDB"), 0)
        environment["PATH"] = environment["PATH"].map { $0 + ":" + server.programs }
        environment["PGHOST"] = server.socketFolder
        environment["PGPORT"] = server.port
        environment["PGUSER"] = "shop"
        return environment
    }

    private func normalised(_ line: String) -> String {
        var line = line.normalised(folder.path, as: Self.home)
            .replacing(#/PostgreSQL \d+(\.\d+)?/#, with: "PostgreSQL 15.0")
            .replacing(#/(process |pg_terminate_backend\()\d+/#) { "\($0.output.1)4711" }
        while line.last == " " { line.removeLast() }
        return line
    }

    /// As a page shows it.
    private func presentable(_ line: String) -> String {
        line.replacing(folder.path, with: Self.home).replacing(/ava@[^\s",]+/, with: "ava@pc")
    }

    private static func matches(_ shown: [String], _ actual: [String]) -> Bool {
        guard let first = shown.first else { return actual.isEmpty }
        let rest = Array(shown.dropFirst())
        if first == "…" {
            return actual.indices.contains { matches(rest, Array(actual[$0...])) } || matches(rest, [])
        }
        return first == actual.first && matches(rest, Array(actual.dropFirst()))
    }

    private func record(_ changes: [(line: Int, count: Int, lines: [String])]) {
        var lines = page.lines
        for change in changes.reversed() {
            lines.replaceSubrange(change.line - 1..<change.line - 1 + change.count, with: change.lines)
        }
        TextFile.write(lines.joined(separator: "\n"), to: MartletBinary.packageRoot + "/" + page.path)
    }

    // MARK: The shell

    private var script: String {
        folder.makeFolders([".session"])
        var script = "status=0\n"
        for (number, part) in parts.enumerated() {
            switch part {
            case .file(let name, let text):
                folder.write(".session/\(number).file", text)
                script += "mkdir -p \"$(dirname \(name))\" && cp ~/.session/\(number).file \(name)\n"
            case .command(let text, let shown, _):
                let typed = answers(in: shown)
                let line = typed.isEmpty ? text : terminalCommand(text, typed)
                folder.write(".session/\(number).in", line + "\n")
                // What a line leaves behind, its status too, is there for the next one.
                script += "line=$(cat ~/.session/\(number).in); (exit $status)\n"
                script += "eval \"$line\" >~/.session/\(number).out 2>&1 </dev/null; status=$?\n"
            }
        }
        return script + "exit 0\n"
    }

    /// What is asked, and what is typed: `roll back app? [y/N] y`.
    private func answers(in shown: [String]) -> [(text: String, answer: String)] {
        shown.compactMap { line in
            line.firstMatch(of: /^(.*(?:\[y\/N\]|to go on:) )(.+)$/).map { (String($0.1), String($0.2) + "\n") }
        }
    }

    private func terminalCommand(_ text: String, _ answers: [(text: String, answer: String)]) -> String {
        let words = PseudoTerminal.command(answers: answers, program: ["bash", "-c", text])
        return words.map { "'" + $0.replacing("'", with: #"'\''"#) + "'" }.joined(separator: " ")
    }

    /// The built binary under its name, before everything else.
    private static func path(_ folder: ScratchFolder) -> String {
        folder.makeFolders([".session/bin"])
        _ = Program.run(["ln", "-s", MartletBinary.path, folder.path(".session/bin/martlet")])
        return folder.path(".session/bin") + ":" + Program.run(["sh", "-c", "printf %s \"$PATH\""]).output
    }
}

extension String {
    /// What stays visible of what was written to a terminal: the live line that is drawn over is gone.
    fileprivate var plainFromTerminal: String {
        replacing("\r\n", with: "\n").replacing(#/\r[^\r\n]*\u{1B}\[K/#, with: "")
    }
}
