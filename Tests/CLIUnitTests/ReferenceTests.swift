import MartletCore
import TestSupport
import Testing

@testable import CLI

@Suite struct ReferenceTests {
    static let table = CommandTable.martlet

    /// Everything that is made of the table, by name.
    static let references: [String: String] = {
        let help = HelpText(table: table, width: 80)
        let scripts = CompletionScript(table: table)
        return [
            "help": ([help.overview] + table.commands.map(help.page)).joined().map { $0.plain + "\n" }.joined(),
            "man": ManPage(table: table).text, "markdown": MarkdownReference(table: table).text,
            "bash": scripts.text(for: .bash), "zsh": scripts.text(for: .zsh), "fish": scripts.text(for: .fish),
        ]
    }()

    @Test(arguments: references.keys.sorted(), table.commands)
    func everyCommandAndOptionIsEverywhere(_ reference: String, _ spec: CommandSpec) throws {
        let text = try #require(Self.references[reference])
        for name in spec.names {
            #expect(text.contains(name))
        }
        for option in spec.options + Self.table.globals {
            let spelling =
                switch reference {
                case "man": ManPage.escape(option.flag)
                case "fish": "-l \(option.name) "
                default: option.flag
                }
            #expect(text.contains(spelling), "\(option.flag)")
        }
    }

    @Test func optionsStandInTheSectionOfTheirCommand() throws {
        for spec in Self.table.commands {
            let page = HelpText(table: Self.table, width: 80).page(spec).map(\.plain).joined(separator: "\n")
            let markdown = try #require(Self.references["markdown"]?.split(separator: "### \(spec.name)\n").last)
            let section = markdown.prefix { $0 != "#" }
            for option in Self.table.ownOptions(of: spec) {
                #expect(page.contains(option.flag))
                #expect(section.contains(option.flag), "\(spec.name) \(option.flag)")
            }
        }
    }

    @Test func theTableIsConsistent() {
        let names = Self.table.commands.flatMap(\.names)
        #expect(Set(names).count == names.count)
        for spec in Self.table.commands {
            let options = spec.options + Self.table.globals
            #expect(Set(options.map(\.name)).count == options.count, "\(spec.name): option names")
            let shorts = options.compactMap(\.short)
            #expect(Set(shorts).count == shorts.count, "\(spec.name): short options")
            let known = Set(spec.options.map(\.name) + spec.arguments.map(\.value.name))
            #expect(known.isSuperset(of: spec.conflicts.joined()), "\(spec.name): conflicts")
            #expect(known.isSuperset(of: Array(spec.companions.values.joined()) + spec.companions.keys))
            #expect(!spec.examples.isEmpty)
            #expect(spec.summary.first?.isUppercase == true && !spec.summary.hasSuffix("."))
            #expect(spec.arguments.dropLast().allSatisfy { $0.arity == .required }, "\(spec.name): arguments")
        }
        #expect(Set(Self.table.globals.map(\.name)).isSuperset(of: Self.table.conflicts.joined()))
    }

    @Test func everyExampleIsValid() throws {
        let parser = ArgumentParser(table: Self.table, environment: Environment([:]))
        for spec in Self.table.commands {
            for example in spec.examples {
                let line = example.line.split(separator: ">")[0]
                let words = line.split(separator: " ").dropFirst().map(String.init)
                #expect(try parser.parse(words).command.name == spec.name, "\(example.line)")
            }
        }
    }

    @Test func everyCommandThatIsThereIsInTheTable() {
        for command in CommandRegistry.commands {
            #expect(Self.table.command(named: command.spec.name) == command.spec)
        }
    }

    @Test(arguments: [40, 60, 80, 132])
    func helpFitsTheTerminal(_ width: Int) {
        let help = HelpText(table: Self.table, width: width)
        for line in ([help.overview] + Self.table.commands.map(help.page)).joined() {
            let isExample = line.plain.hasPrefix("  martlet") || line.plain.hasPrefix("Usage")
            let isOneWord = !line.plain.drop { $0 == " " }.contains(" ")
            #expect(line.width <= width || isExample && line.width <= 90 || isOneWord, "\(line.plain)")
            #expect(!line.plain.hasSuffix(" "))
        }
    }

    @Test func aPageBeginsWithExamples() {
        let page = HelpText(table: Self.table, width: 80).page(.rollback).prefix(21).map(\.plain)
        #expect(
            page == [
                "martlet rollback — undo the last migration, or back to a version (alias: down)", "", "Examples",
                "  martlet rollback           undo the last migration",
                "  martlet rollback 004       undo 004 and everything after it",
                "  martlet rollback --to 003  leave the database at 003", "",
                "Usage: martlet rollback [VERSION] [options]", "",
                "Versions are matched as they are written: 'rollback 1' never means 001. The",
                "rollback script stored in the history is used, so that a file is not needed.", "",
                "In a folder of revisions, what comes after one is what is built on it; --to",
                "leaves the revision and those that it is built on. The beginning of an id is",
                "enough.", "", "Arguments",
                "  VERSION  Undo this version and everything applied after it", "", "Options",
                "      --steps N        Undo this many migrations, the last one first",
            ])
    }

    @Test func theManualIsCleanForManAndMandoc() {
        let folder = ScratchFolder()
        let page = folder.write("martlet.1", ManPage(table: Self.table).text)
        for command in [["man", "--warnings", "-l", page], ["mandoc", "-T", "lint", page]] {
            let result = Program.run(command, environment: ["LC_ALL": "C.UTF-8", "MANWIDTH": "80"])
            expectStatus(result, 0)
            let complaints = command[0] == "man" ? result.error : result.output + result.error
            #expect(complaints == "", "\(command[0])")
        }
        // Both complain of what is wrong; else the test above would say nothing.
        let wrong = folder.write("wrong.1", ".TH WRONG\n.NONSENSE\n\\fQtext\n")
        #expect(Program.run(["man", "--warnings", "-l", wrong]).error != "")
        #expect(Program.run(["mandoc", "-T", "lint", wrong]).output != "")
    }

    @Test func theManualShowsDashesThatCanBeCopied() throws {
        let man = try #require(Self.references["man"])
        #expect(man.contains("\\fB\\-\\-dry\\-run\\fR"))
        #expect(!man.split(separator: "\n").contains { $0.hasPrefix("'") })
        #expect(ManPage.escape(".x\\—'") == "\\&.x\\e\\[u2014]\\(aq")
    }
}
