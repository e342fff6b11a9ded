/// A script with its statements as SQLite reads them.
struct SQLiteScript {
    /// The script.
    let script: LintedScript

    /// Reads each statement once.
    init(_ script: LintedScript) { self.script = script }
}
