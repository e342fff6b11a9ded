import MartletCore
import TestSupport
import Testing

@testable import CLI

/// Every command line in the documentation is one that the command table knows.
@Suite struct DocumentedCommandsTests {
    /// The command lines of a page: typed ones, those in scripts, and those in its prose.
    private static func commands(in page: MarkdownPage) -> [String] {
        // The name of a command alone is no line to be typed.
        var lines = page.codeSpans.filter { $0.split(separator: " ").count > 2 }
        for block in page.blocks {
            switch block.language {
            case "console": lines += block.lines.filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
            case "sh", "bash", "yaml", "dockerfile": lines += block.lines
            default: break
            }
        }
        return lines.flatMap(calls)
    }

    /// What a line of shell calls `martlet` with, up to the next operator or comment.
    private static func calls(in line: String) -> [String] {
        let parts = line.split { "|;&#<>`\n".contains($0) }
        return parts.compactMap { part in
            part.wholeMatch(of: /.*?(?:^|[ \/"\[])martlet ([a-z-].*?)[ \\]*/).map { String($0.1) }
        }
    }

    /// The words of a line as a shell would hand them over; no more than the documentation needs.
    private static func words(_ line: String) -> [String] {
        line.matches(of: /"([^"]*)"|'([^']*)'|(\S+)/).map { match in
            let word = String(match.output.1 ?? match.output.2 ?? match.output.3 ?? "")
            // A number that the reader puts in.
            return word == "N" ? "3" : word
        }
    }

    private static let pages = MarkdownPage.all.filter { !commands(in: $0).isEmpty }

    @Test func commandsAreFound() {
        #expect(Self.calls(in: "cd x && martlet migrate --quiet; echo") == ["migrate --quiet"])
        #expect(Self.calls(in: "sudo /usr/bin/martlet status  # why") == ["status"])
        #expect(Self.calls(in: #"CMD ["sh", "-c", "martlet migrate && exec server"]"#) == ["migrate"])
        #expect(Self.calls(in: "martlet.yaml") == [])
        #expect(Self.words(#"new "a b" --to 'c'"#) == ["new", "a b", "--to", "c"])
        #expect(Self.pages.count > 30)
        #expect(Self.pages.flatMap(Self.commands).count > 150)
    }

    @Test(arguments: pages) func everyCommandIsValid(_ page: MarkdownPage) {
        let parser = ArgumentParser(table: .martlet, environment: Environment([:]))
        for line in Self.commands(in: page) {
            #expect(throws: Never.self, "\(page.path): martlet \(line)") { try parser.parse(Self.words(line)) }
        }
    }
}
