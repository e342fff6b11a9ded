/// The statements of a migration before it is written: both ways.
struct MigrationDraft {
    /// The way forward.
    var up = ""
    /// The way back.
    var down = ""
    /// Why its statements run in no transaction, if they do not.
    var reason: String?
    /// Its place in a series, where one change takes several migrations.
    var place: Place?

    /// The way forward as Martlet's own files have it, with what says how it is run.
    var markedUp: String { (reason.map { "-- martlet: transaction=none\n-- \($0)\n\n" } ?? "") + up }

    /// The way back as the comments of a block, which uncovers them again.
    var downInComments: String {
        if down.isEmpty { return "-- \n" }
        return down.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            $0.isEmpty ? "--\n" : "-- \($0)\n"
        }.joined()
    }

    /// Which of several migrations one is.
    struct Place {
        /// From 1.
        var number: Int
        var count: Int
        /// How its statements differ from the others, in a word: `online`.
        var word: String?

        /// Stands behind a name: `2_online`.
        var suffix: String { "\(number)" + (word.map { "_\($0)" } ?? "") }
    }
}
