/// What a server's runner knows of the history before a step, so that it need not ask before each.
struct HistoryHead {
    /// The digest of the newest applied row; empty if there is none.
    var newest: String
    /// The versions whose last try failed or stopped half-way.
    var unfinished: Set<String>
}
