import MartletCore

extension CommandSpec {
    static let verify = CommandSpec(
        name: "verify", group: .lookFirst, summary: "Try every way back, with rows in the tables",
        discussion: [
            "Each migration goes forward, back and forward again in a scratch database, whose tables are filled with"
                + " generated rows before; schema and rows are compared. A way back is lossless, lossy (the schema is"
                + " back, rows are not), irreversible (there is none) or broken (a way fails, or leads elsewhere).",
            "Then the seeds are run, everything is undone as far as it can be, and applied and seeded again. The"
                + " databases of the project are not touched; on a server the role has to be allowed to make databases.",
        ],
        arguments: [ArgumentSpec("VERSION", .version, "Try this version alone, without the seeds", .repeated)],
        options: [
            .value(
                "fail-on", "VERDICT", .choice(VerifyLimit.allCases.map(\.rawValue)),
                "Exit with 3 for this verdict and worse ones: lossy, irreversible or broken; without it, for what is"
                    + " broken, and for what has no way back and does not say so"),
            .value("rows", "N", .integer(1...1_000), "Fill each table with N rows (20)"),
            .value("as", "FORM", .choice(["github"]), "Print what is wrong for GitHub, as annotations"),
        ],
        examples: [
            Example("verify", "every migration of the project, and its seeds"),
            Example("verify 014", "one of them"),
            Example("verify --fail-on lossy", "fail in CI unless every way back brings everything back"),
        ],
        exits: [
            ExitSpec(.failed), ExitSpec(.answerIsNo, "a verdict is not good enough"), ExitSpec(.needsPerson),
            ExitSpec(.outOfReach),
        ] + .stopped,
        traits: [.usesProject])
}
