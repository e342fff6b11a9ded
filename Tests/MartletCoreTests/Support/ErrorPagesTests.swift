import TestSupport
import Testing

@testable import MartletCore

/// Each code has a page under `docs/errors` that says what the code does.
@Suite struct ErrorPagesTests {
    private static let folder = MartletBinary.packageRoot + "/docs/errors"

    /// The title after the code, and the exit status as it is written there.
    private func page(_ code: ErrorCode) throws -> (title: String, status: String) {
        let text = try #require(TextFile.read("\(Self.folder)/\(code.rawValue).md"), "no page")
        let lines = text.split(separator: "\n")
        let head = "# `\(code.rawValue)`: "
        let status = "Exit status "
        let first = try #require(lines.first), second = try #require(lines.dropFirst().first)
        #expect(first.hasPrefix(head) && second.hasPrefix(status) && second.hasSuffix("."))
        return (String(first.dropFirst(head.count)), String(second.dropFirst(status.count).dropLast()))
    }

    @Test(arguments: ErrorCode.allCases)
    func aPageSaysHowTheCommandEnds(_ code: ErrorCode) throws {
        // The one code whose status also tells which signal it was.
        let expected = code == .interrupted ? "130 or 143" : String(code.exitStatus.rawValue)
        #expect(try page(code).status == expected)
    }

    @Test(arguments: ErrorCode.allCases)
    func theListHasEachPageWithItsTitle(_ code: ErrorCode) throws {
        let (title, status) = try page(code)
        let sentence = title.prefix(1).uppercased() + title.dropFirst()
        let entry = "| [`\(code.rawValue)`](\(code.rawValue).md) | \(status) | \(sentence) |"
        let list = try #require(TextFile.read(Self.folder + "/README.md"))
        #expect(list.split(separator: "\n").contains { $0 == entry }, "\(entry)")
    }

    @Test(arguments: ErrorCode.allCases)
    func aPageTellsTheCauseTheStateAndTheWayOut(_ code: ErrorCode) throws {
        let text = try #require(TextFile.read("\(Self.folder)/\(code.rawValue).md"))
        let parts = ["**What happened.** ", "**Why Martlet stops.** ", "**Your database.** ", "**What to do.**"]
        let places = parts.compactMap { text.firstRange(of: "\n\n" + $0)?.lowerBound }
        #expect(places.count == parts.count && places == places.sorted())
        #expect(text.split(separator: "**What to do.**").last?.contains("\n- ") == true)
    }

    /// A code that nothing gives is dead, and its page with it.
    @Test func everyCodeIsGivenSomewhere() {
        let root = MartletBinary.packageRoot
        let files = Program.run(["find", root + "/Sources", "-name", "*.swift"]).output.split(separator: "\n")
        // Most are given where an error is made, on that line or the next; the others where one is made of another.
        let translators = ["DriverErrorText", "BackupProblem", "SystemFault", "Prompt", "TextErrors"]
        var given: Set<Substring> = []
        for file in files where !file.hasSuffix("/ErrorCode.swift") {
            let text = TextFile.read(String(file)) ?? ""
            let isTranslator = translators.contains { file.hasSuffix("/\($0).swift") }
            let matches =
                isTranslator
                ? text.matches(of: /(.)\.([a-zA-Z0-9]+)/)
                : text.matches(of: /(Diagnostic|MartletError)\(\s*\.([a-zA-Z0-9]+)/)
            given.formUnion(matches.map(\.2))
        }
        for code in ErrorCode.allCases { #expect(given.contains("\(code)"), "nothing gives \(code)") }
    }

    @Test func thereIsNoPageWithoutACode() {
        let names = Program.run(["ls", Self.folder]).output.split(separator: "\n").map(String.init)
        #expect(Set(names) == Set(ErrorCode.allCases.map { $0.rawValue + ".md" } + ["README.md"]))
        let entries = (TextFile.read(Self.folder + "/README.md") ?? "").split(separator: "\n")
            .filter { $0.hasPrefix("| [`") }
        #expect(entries.count == ErrorCode.allCases.count)
    }
}

/// A fault of Martlet's own.
@Suite struct InternalFaultTests {
    @Test func itHasAStatusOfItsOwnAndAsksToBeReported() {
        let error = MartletError(DriverError(.misuse, "the connection is closed"))
        #expect(error.exitStatus.rawValue == 70)
        #expect(error.diagnostics.map(\.code) == [.internalFault])
        #expect(error.diagnostics.first?.help?.hasPrefix("please report it") == true)
    }

    @Test func itEndsACommandThatMeetsIt() throws {
        let workshop = try Workshop()
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        let backend = FaultyBackend()
        workshop.backend = backend
        backend.fail("begin", with: DriverError(.misuse, "out of order"))
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus == .internalFault)
        #expect(outcome.firstError?.help?.hasPrefix("please report it") == true)
    }
}
