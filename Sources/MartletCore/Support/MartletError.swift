public import SQLText

/// Why an operation ended early: one or more diagnostics and the exit status they lead to.
public struct MartletError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, the cause first; clean-up errors follow it.
    public var diagnostics: [Diagnostic]
    /// The exit status of a command that ends with this error.
    public var exitStatus: ExitStatus

    /// Makes an error of one diagnostic with the exit status of its code.
    public init(_ diagnostic: Diagnostic, exitStatus: ExitStatus? = nil) {
        self.diagnostics = [diagnostic]
        self.exitStatus = exitStatus ?? diagnostic.code.exitStatus
    }

    /// Makes an error of several diagnostics; the exit status is the first one's.
    public init(_ diagnostics: [Diagnostic]) {
        precondition(!diagnostics.isEmpty, "an error without a diagnostic")
        self.diagnostics = diagnostics
        self.exitStatus = diagnostics.first?.code.exitStatus ?? .internalFault
    }

    /// Makes an error of one diagnostic, spelt out.
    public init(
        _ code: ErrorCode, _ message: String, at location: SourceLocation? = nil, notes: [String] = [],
        help: String? = nil
    ) {
        self.init(Diagnostic(code, message, at: location, notes: notes, help: help))
    }

    /// Everything in it, a line each.
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }

    /// Names another command where the advice is to run the same one again.
    mutating func adviseInPlaceOfRepeating(_ command: String) {
        for index in diagnostics.indices {
            diagnostics[index].help = diagnostics[index].help?.replacing("run the same command again", with: command)
        }
    }

    /// The same error, which says `note` too of its cause.
    public func noting(_ note: String) -> MartletError {
        var error = self
        error.diagnostics[0].notes.append(note)
        return error
    }
}
