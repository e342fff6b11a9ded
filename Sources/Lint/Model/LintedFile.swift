public import SQLText

/// A file with the scripts in it.
public struct LintedFile: Sendable {
    /// The whole file.
    public let text: SourceText
    /// The ways of a migration, or the one script of a file of SQL.
    public let scripts: [LintedScript]

    /// Makes a file of its scripts.
    public init(_ text: SourceText, scripts: [LintedScript]) {
        self.text = text
        self.scripts = scripts
    }

    /// Makes a file that is no migration: all of it is one script.
    public init(_ text: SourceText, target: LintTarget = LintTarget()) {
        var script = LintedScript(text)
        script.target = target
        self.init(text, scripts: [script])
    }
}
