import MartletCore
import Testing

@testable import CLI

@Suite struct ArgumentParserTests {
    @Test(arguments: [
        "--database app migrate --to 005 --dry-run", "migrate --database app --to 005 -n",
        "migrate --database=app --to=005 -n", "-d app migrate -n --to 005", "-dapp -n migrate --to=005",
        "-d=app migrate -n --to 005", "-nd app up --to 005", "--dry-run up -nqdapp --to 005",
    ])
    func everySpellingMeansTheSame(_ line: String) throws {
        let invocation = try parse(line)
        #expect(invocation.command.name == "migrate")
        #expect(invocation.value("to") == "005")
        #expect(invocation.globals.databases == ["app"])
        #expect(invocation.globals.isDryRun)
    }

    @Test func repeatableOptionsKeepTheirOrder() throws {
        let invocation = try parse("-d b status --database a -d=c")
        #expect(invocation.globals.databases == ["b", "a", "c"])
        #expect(invocation.values("database") == ["b", "a", "c"])
    }

    @Test func afterTwoDashesNothingIsAnOption() throws {
        #expect(try parse("new -- --strange-name").required("NAME") == "--strange-name")
        #expect(try parse("-- new x").command.name == "new")
    }

    @Test func aLoneDashIsAnArgument() throws {
        #expect(try parse("dump --output -").value("output") == "-")
        #expect(try parse("restore -").required("PATH") == "-")
    }

    @Test func valuesMayHoldEqualSigns() throws {
        #expect(try parse("--url sqlite:a?b=c status").globals.url == "sqlite:a?b=c")
        #expect(try parse("--url=sqlite:a?b=c status").globals.url == "sqlite:a?b=c")
    }

    @Test func repeatedFlagsAreHarmless() throws {
        #expect(try parse("-y reset --yes -y").globals.assumesYes)
    }

    @Test(
        arguments: [
            ("", "help", nil), ("-h", "help", nil), ("--help", "help", nil), ("help", "help", nil),
            ("migrate --help", "help", "migrate"), ("--help up", "help", "migrate"),
            ("help migrate", "help", "migrate"),
            ("rollback -h --nonsense", "help", "rollback"), ("migrate --wait forever --help", "help", "migrate"),
            ("--version", "version", nil), ("-V", "version", nil), ("--version --json", "version", nil),
            ("version", "version", nil),
        ] as [(String, String, String?)])
    func helpAndVersionAreCommandsHoweverTheyAreAskedFor(_ line: String, _ command: String, _ topic: String?) throws {
        let invocation = try parse(line)
        #expect(invocation.command.name == command)
        if command == "help" { #expect(invocation.argument("COMMAND") == topic) }
    }

    @Test(
        arguments: [
            ("statsu", .unknownCommand, "no command 'statsu'", "did you mean: martlet status"),
            ("xyzzy", .unknownCommand, "no command 'xyzzy'", "martlet help lists the commands"),
            ("statsu --help", .unknownCommand, "no command 'statsu'", "did you mean: martlet status"),
            ("migrate --tp 5", .unknownOption, "'migrate' has no option '--tp'", "did you mean: --to"),
            (
                "--steps 2 migrate", .unknownOption, "no option '--steps' before the command",
                "write it after the command: martlet migrate --steps"
            ),
            ("status --force", .unknownOption, "'status' has no option '--force'", nil),
            ("status -x", .unknownOption, "'status' has no option '-x'", "martlet status --help lists the options"),
            ("status -qx", .unknownOption, "'status' has no option '-x'", nil),
            ("--json", .usage, "no command given", "martlet help lists the commands"),
            ("migrate --to", .usage, "'--to' needs a value: --to VERSION", nil),
            (
                "migrate --to --dry-run", .usage, "'--to' needs a value: --to VERSION",
                "a value that begins with '-' is written --to=VALUE"
            ),
            ("status -d", .usage, "'-d' needs a value: -d NAME", nil),
            ("migrate --to 1 --to 2", .usage, "'--to' is given twice", "give it once"),
            ("migrate --to=", .usage, "the value of '--to' is empty", nil),
            ("status --check=yes", .usage, "'--check' takes no value", nil),
            ("status -q=1", .usage, "'-q' takes no value", nil),
            ("migrate 5", .usage, "'migrate' has no use for '5'", "usage: martlet migrate [options]"),
            ("stamp", .usage, "'stamp' needs VERSION", "usage: martlet stamp VERSION [options]"),
            ("rollback 5 --to 3", .usage, "VERSION and '--to' exclude each other", "give one of them"),
            (
                "new x --rename a.b=c", .usage, "'--rename' means nothing without '--from-diff'",
                "add that, or leave '--rename' out"
            ),
            ("diff a b --plain", .usage, "'--plain' means nothing without '--sql' or '--output'", nil),
            ("status --json --format text", .usage, "'--format' and '--json' exclude each other", nil),
            (
                "status --dry-run", .usage, "'--dry-run' does not apply to 'status', which changes no database",
                "leave it out"
            ),
            ("-n status", .usage, "'--dry-run' does not apply to 'status', which changes no database", "leave it out"),
            (
                "version --wait 5s", .usage, "'--wait' does not apply to 'version', which opens no database",
                "leave it out"
            ),
            ("rollback --steps x", .usage, "'--steps' must be a whole number from 1 to 1000000, not 'x'", nil),
            ("rollback --steps 0", .usage, "'--steps' must be a whole number from 1 to 1000000, not '0'", nil),
            ("rollback --steps +1", .usage, "'--steps' must be a whole number from 1 to 1000000, not '+1'", nil),
            ("migrate --wait 5", .usage, "'--wait' must be a duration such as 250ms, 5s, 2m or 1h, not '5'", nil),
            (
                "status --format jsno", .usage, "'--format' must be one of text, json, ndjson, not 'jsno'",
                "did you mean: json"
            ),
            ("completions tcsh", .usage, "SHELL must be one of bash, zsh, fish, not 'tcsh'", nil),
        ] as [(String, ErrorCode, String, String?)])
    func wrongUsageIsNamedAndHelped(_ line: String, _ code: ErrorCode, _ message: String, _ help: String?) throws {
        let error = try #require(thrown { () throws(MartletError) in _ = try parse(line) })
        let diagnostic = error.diagnostics[0]
        #expect(diagnostic.code == code)
        #expect(diagnostic.message == message)
        if let help { #expect(diagnostic.help == help) }
        #expect(error.exitStatus == .usage)
    }

    @Test func anOptionOfOtherCommandsSaysWhose() {
        let error = thrown { () throws(MartletError) in _ = try parse("migrate --from-disk") }
        #expect(error?.diagnostics.first?.notes == ["it is an option of rollback"])
    }

    @Test(arguments: [["stamp", ""], ["", "status"], ["migrate", "--to", ""]])
    func emptyArgumentsAreRefusedBecauseTheyAreUnsetVariables(_ arguments: [String]) {
        let parser = ArgumentParser(table: .martlet, environment: Environment([:]))
        let error = thrown { () throws(MartletError) in _ = try parser.parse(arguments) }
        #expect(error?.diagnostics.first?.notes == ["an empty argument is often a variable that is not set"])
    }

    @Test func theEnvironmentStandsInForAnOption() throws {
        let environment = ["MARTLET_PROJECT": "/srv/app", "MARTLET_ENVIRONMENT": "dev"]
        #expect(try parse("seed", environment: environment).globals.project == "/srv/app")
        #expect(try parse("seed", environment: environment).value("environment") == "dev")
        #expect(try parse("seed --project .", environment: environment).globals.project == ".")
        #expect(try parse("seed", environment: ["MARTLET_PROJECT": ""]).globals.project == nil)
    }

    @Test func typedValuesAreRead() throws {
        let rollback = try parse("rollback --steps 3 --wait 250ms")
        #expect(rollback.integer("steps") == 3)
        #expect(rollback.duration("wait") == .milliseconds(250))
        #expect(rollback.globals.lockWait == .milliseconds(250))
        #expect(!rollback.flag("from-disk"))
        #expect(try parse("completions fish").choice("SHELL", as: Shell.self) == .fish)
        #expect(try parse("status --format ndjson").choice("format", as: OutputFormat.self) == .ndjson)
    }

    @Test func valuesThatWereNotGivenAreAbsent() throws {
        let rollback = try parse("rollback")
        #expect(rollback.integer("steps") == nil)
        #expect(rollback.argument("VERSION") == nil)
        #expect(rollback.globals == GlobalOptions())
    }

    @Test func askingForWhatIsNotDeclaredStopsTheProgram() async {
        await #expect(processExitsWith: .failure) { _ = try parse("status").flag("force") }
        await #expect(processExitsWith: .failure) { _ = try parse("status").value("check") }
        await #expect(processExitsWith: .failure) { _ = try parse("migrate").integer("to") }
        await #expect(processExitsWith: .failure) { _ = try parse("status").argument("VERSION") }
        await #expect(processExitsWith: .success) { _ = try parse("status").flag("check") }
    }

    @Test(arguments: [
        (["--json", "statsu"], OutputFormat.json), (["status", "--format", "ndjson", "--x"], .ndjson),
        (["status", "--format=json", "--x"], .json), (["status", "--", "--json"], .text),
        (["status", "--format", "nonsense"], .text), (["status", "--format"], .text),
    ])
    func theFormatOfErrorsIsFoundInAnyArguments(_ arguments: [String], _ format: OutputFormat) {
        #expect(ArgumentParser.requestedFormat(arguments) == format)
    }
}

@Suite struct HumanDurationTests {
    @Test(
        arguments: [
            (.zero, "<1 ms"), (.microseconds(400), "<1 ms"), (.milliseconds(1), "1 ms"), (.milliseconds(18), "18 ms"),
            (.microseconds(999_600), "1.0 s"),
            (.milliseconds(1449), "1.4 s"),
            (.milliseconds(21_300), "21.3 s"), (.milliseconds(59_949), "59.9 s"), (.milliseconds(59_960), "1 min 0 s"),
            (.seconds(125), "2 min 5 s"), (.seconds(3780), "1 h 3 min"),
        ] as [(Duration, String)])
    func durationsAreWrittenForPeople(_ duration: Duration, _ text: String) {
        #expect(HumanDuration.format(duration) == text)
    }
}
