import TestSupport
import Testing

/// What every error owes its reader.
enum ErrorManners {
    /// Wrong usage is found before there is any state to speak of.
    private static let stateless: Set<Substring> = ["usage", "unknown-command", "unknown-option"]

    /// Words of which one stands in each note about the state now.
    private static let stateWords = [
        "changed", "untouched", "undone", "restored", "written", "not begun", "stay", "as it was",
    ]

    /// Expects a note about the state and a next step in every error of a text, and no stand-in for a name.
    static func expect(of text: String, in name: String, sourceLocation: SourceLocation = #_sourceLocation) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let start = lines.firstIndex(where: { $0.hasPrefix("error[") }) {
            let end = lines[(start + 1)...].firstIndex { !$0.hasPrefix(" ") } ?? lines.endIndex
            let block = lines[start..<end]
            lines = lines[end...]
            let code = block[start].dropFirst("error[".count).prefix { $0 != "]" }
            let notes = block.filter { $0.contains(" = ") && !$0.contains("= help: ") }
            let saysState = notes.contains { note in stateWords.contains { note.contains($0) } }
            #expect(
                saysState || stateless.contains(code), "\(name): no state in\n\(block)", sourceLocation: sourceLocation)
            let help = block.first { $0.contains("= help: ") }
            #expect(help != nil, "\(name): no next step in\n\(block)", sourceLocation: sourceLocation)
            #expect(
                help?.contains(/\bFILE\b|\bFOLDER\b/) != true, "\(name): \(help ?? "")", sourceLocation: sourceLocation)
        }
    }
}

@Suite struct ErrorMannersTests {
    /// Goes over the goldens of all commands.
    @Test func everyErrorSaysTheStateAndTheNextStep() {
        let root = MartletBinary.packageRoot + "/Tests/Fixtures/golden"
        let files = Program.run(["grep", "-rlF", "error[", root]).output.split(separator: "\n").map(String.init)
        #expect(files.count > 20, "only \(files.count) goldens with errors")
        // What lint finds is no failure, and it changes nothing: a finding has no state to tell of.
        for file in files where !file.contains("/lint/") {
            ErrorManners.expect(of: TextFile.read(file) ?? "", in: String(file.dropFirst(root.count)))
        }
    }

    /// Codes that are not in a golden, and where else they are provoked.
    private static let elsewhere: Set<String> = [
        // Warnings; the error of the second one would be a fault of Martlet's own: `SchemaComparisonTests`.
        "unproven", "plan-unproved", "drift",
        // Faults of the machine and of time: `StorageTests`, `InterruptTests`, and those of the runner.
        "changed-since-plan", "disk-full", "interrupted", "internal-fault",
    ]

    @Test func everyCodeIsProvoked() {
        let root = MartletBinary.packageRoot
        let pages = Program.run(["ls", root + "/docs/errors"]).output.split(separator: "\n")
            .map { String($0.dropLast(3)) }.filter { $0 != "README" }
        let goldens = Program.run(["grep", "-rhoE", "^error\\[[a-z0-9-]+", root + "/Tests/Fixtures/golden"]).output
        let provoked = Set(goldens.split(separator: "\n").map { String($0.dropFirst("error[".count)) })
        for code in pages { #expect(provoked.contains(code) != Self.elsewhere.contains(code), "\(code)") }
    }
    /// What a page shows is what a golden has, with the same code.
    @Test func everyPageShowsTheErrorAsItReallyIs() {
        let goldens = Program.run(
            [
                "grep", "-rhE", "^(error|warning)\\[|^  [A-Z]+:| {1,3}[=|]|^ +[0-9]+ [|]|^  --> ",
                "Tests/Fixtures/golden",
            ],
            in: MartletBinary.packageRoot
        ).output
        for page in MarkdownPage.all(in: "docs/errors") where !page.path.hasSuffix("README.md") {
            let code = page.path.split(separator: "/").last?.dropLast(3) ?? ""
            let isInGolden = !Self.elsewhere.contains(String(code)) || code == "unproven" || code == "plan-unproved"
            #expect(page.blocks.count(where: \.language.isEmpty) == (isInGolden ? 1 : 0), "\(page.path)")
            for block in page.blocks where block.language.isEmpty {
                #expect(block.lines.first?.contains("[\(code)]: ") == true, "\(page.path)")
                #expect(goldens.contains(block.text), "no golden has what \(page.path) shows")
            }
        }
    }
}
