import TestSupport
import Testing

/// Scripts that trip up whoever cuts them, wraps them or reads their bytes, in the folders of the tools they occur in.
@Suite struct TrickyFolderTests {
    @Test("a tricky script does what the engine's own client does with it", arguments: TrickyFolder.all)
    func runs(_ folder: TrickyFolder) throws {
        try #require(!folder.scripts.isEmpty)
        for engine in folder.engines {
            let expected = try engine.content(of: folder.scripts.map(\.up))
            let nothing = try engine.content(of: [])
            for tool in folder.tools { try check(folder, tool, engine, makes: expected, from: nothing) }
        }
    }

    @Test(
        "marks and line ends of other systems change nothing", arguments: TestedEngine.allCases, TrickyTool.allCases)
    func encodings(_ engine: TestedEngine, _ tool: TrickyTool) throws {
        let folder = TrickyFolder("two-tables")
        let expected = try engine.content(of: folder.scripts.map(\.up))
        let nothing = try engine.content(of: [])
        // The bytes are read before anything knows which engine they are for.
        for encoding in engine == .sqlite ? TrickyEncoding.allCases : [.byteOrderMarkAndWindowsLines] {
            try check(folder, tool, engine, in: encoding, makes: expected, from: nothing)
        }
    }

    @Test(
        "a file may make, edit and drop the table that the tool would have", arguments: TestedEngine.allCases,
        TrickyTool.allCases)
    func ownTable(_ engine: TestedEngine, _ tool: TrickyTool) throws {
        let folder = TrickyFolder("own-table", scripts: TrickyScript.changing(tool.table))
        let expected = try engine.content(of: folder.scripts.map(\.up))
        try check(folder, tool, engine, makes: expected, from: engine.content(of: []))
    }

    @Test("a table of the tool that is not there cannot be dropped", arguments: TestedEngine.allCases)
    func noOwnTable(_ engine: TestedEngine) throws {
        let project = try engine.project([
            "migrations/1_a.up.sql": "CREATE TABLE table_a (x int);\n",
            "migrations/2_b.up.sql": "CREATE TABLE table_b (x int);\nDROP TABLE schema_migrations;\n",
        ])
        for _ in 1...2 {
            let result = project.run("migrate")
            expectStatus(result, 1)
            expect(result.error, contains: "error[sql]")
            expect(result.error, contains: "--> migrations/2_b.up.sql:2:")
            expect(result.error, contains: "2 changed nothing")
            #expect(project.names("table_%") == ["table_a"])
        }
    }

    private func check(
        _ folder: TrickyFolder, _ tool: TrickyTool, _ engine: TestedEngine, in encoding: TrickyEncoding? = nil,
        makes expected: String, from nothing: String
    ) throws {
        let project = try engine.project(tool.files(folder.scripts), settings: tool.settings)
        if let encoding { project.recode(encoding) }
        if tool == .atlas { project.writeAtlasSum() }
        let what = Comment(rawValue: "\(folder) as \(tool) on \(engine) \(encoding.map { "\($0)" } ?? "")")
        func expectDone(_ arguments: String...) {
            let result = MartletBinary.run(arguments, in: project.folder.path)
            #expect(result.status == 0, "\(what): \(result.everything)")
        }
        expectDone("status")
        expectDone("plan")
        expectDone("migrate")
        expectDone("status", "--check")
        #expect(project.content == expected, what)
        expectDone("history", "--verify")
        guard folder.leadsBack(in: tool) else { return }
        expectDone("rollback", "--steps", "\(folder.scripts.count)", "--yes")
        #expect(project.content == nothing, what)
        expectDone("migrate")
        #expect(project.content == expected, what)
    }
}

/// A folder of `Tests/Fixtures/tricky`: where its scripts occur.
struct TrickyFolder: Sendable, CustomStringConvertible {
    let name: String
    let engines: [TestedEngine]
    let tools: [TrickyTool]
    let scripts: [TrickyScript]

    init(
        _ name: String, _ engines: [TestedEngine] = TestedEngine.allCases, _ tools: [TrickyTool] = TrickyTool.allCases,
        withoutTransaction: Set<Int> = []
    ) {
        (self.name, self.engines, self.tools) = (name, engines, tools)
        scripts = TrickyScript.all(in: name, withoutTransaction: withoutTransaction)
    }

    init(_ name: String, scripts: [TrickyScript]) {
        (self.name, self.scripts) = (name, scripts)
        (engines, tools) = (TestedEngine.allCases, TrickyTool.allCases)
    }

    var description: String { name + (scripts.contains(where: \.asksForNone) ? " without a transaction" : "") }

    /// Whether all its migrations can be undone: an empty file leads back, and an empty section does not.
    func leadsBack(in tool: TrickyTool) -> Bool {
        tool.leadsBack && !(tool.hasSections && scripts.contains { $0.down.allSatisfy(" ;\n".contains) })
    }

    static let all = [
        TrickyFolder("attach", [.sqlite]), TrickyFolder("begin-atomic", [.postgres]),
        TrickyFolder("case-in-trigger", [.sqlite]), TrickyFolder("concurrently", [.postgres]),
        TrickyFolder("copy", [.postgres]), TrickyFolder("nested-comments-postgres", [.postgres]),
        TrickyFolder("nested-comments-sqlite", [.sqlite]), TrickyFolder("nothing"),
        // Whoever wraps each file has to be told that these commit.
        TrickyFolder("procedures", [.postgres], withoutTransaction: [2, 3]),
        TrickyFolder("psql-restrict", [.postgres]), TrickyFolder("quoted-bodies", [.postgres]),
        TrickyFolder("search-path", [.postgres]), TrickyFolder("search-path", [.postgres], withoutTransaction: [1, 2]),
        TrickyFolder("vacuum"),
    ]
}

/// What an editor or another system makes of the bytes of a file.
enum TrickyEncoding: CaseIterable, Sendable {
    case byteOrderMark, windowsLines, oldMacLines, mixedLines, byteOrderMarkAndWindowsLines

    func bytes(_ text: String) -> [UInt8] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return switch self {
        case .byteOrderMark: mark + Array(text.utf8)
        case .windowsLines: Array(text.replacing("\n", with: "\r\n").utf8)
        case .oldMacLines: Array(text.replacing("\n", with: "\r").utf8)
        case .mixedLines:
            text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { number, line in
                Array(line.utf8) + [[0x0A], [0x0D, 0x0A], [0x0D]][number % 3]
            }
        case .byteOrderMarkAndWindowsLines: mark + Array(text.replacing("\n", with: "\r\n").utf8)
        }
    }
}

extension ProjectUnderTest {
    /// The files of the folder of migrations, in order.
    private var migrations: [String] {
        Program.run(["find", "migrations", "-type", "f"], in: folder.path).output.split(separator: "\n").map(
            String.init
        )
        .sorted()
    }

    func recode(_ encoding: TrickyEncoding) {
        for file in migrations { folder.write(file, encoding.bytes(folder.read(file) ?? "")) }
    }

    /// Writes `atlas.sum` over the files as they are: a digest that runs on over names and bytes, and one of all lines.
    func writeAtlasSum() {
        func digest(_ command: String) -> String {
            let program = "cd migrations && (\(command)) | openssl dgst -sha256 -binary | base64"
            return Program.run(["sh", "-c", program], in: folder.path).output.droppingLastLineEnd
        }
        var (command, lines, all) = ("true", "", "true")
        for name in folder.names(in: "migrations") where name.hasSuffix(".sql") {
            command += "; printf %s \(name); cat \(name)"
            let hash = digest(command)
            lines += "\(name) h1:\(hash)\n"
            all += "; printf %s \(name)\(hash)"
        }
        folder.write("migrations/atlas.sum", "h1:\(digest(all))\n\(lines)")
    }
}
