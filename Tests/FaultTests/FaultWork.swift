import TestSupport

/// A command that changes files, in a project made for it, and how to see whether what it has left is right.
protocol FaultWork: Sendable, CustomStringConvertible {
    /// Where it stands in the catalogue of faults, when it is killed.
    var row: String { get }
    var command: [String] { get }

    /// A fresh project where it may begin.
    func prepare() -> ScratchProject

    /// What is wrong with what is left of it in a folder; `nil` if nothing is.
    ///
    /// - Parameters:
    ///   - said: what it had written to its standard output: what it called done has to be.
    ///   - isComplete: whether it has to have done everything.
    func problem(in folder: String, said: String, isComplete: Bool, asking client: @escaping SQLClient) -> String?

    /// What it said of the state that is not so.
    func falseClaims(of result: ProgramResult, in folder: String) -> [String]

    /// Runs it again, or what finishes it, and says what is wrong then; `nil` if all is done, and nothing is left over.
    func problemFinishing(in folder: String) -> String?
}

/// What somebody asks a database, and is answered: `SQLiteClient.query`, or quicker.
typealias SQLClient = @Sendable (_ database: String, _ sql: String) -> String

extension FaultWork {
    /// What is wrong after a run to which something happened, with what it said of that, and after the run that follows.
    /// - Parameter result: how it ended; `nil` if it was killed, which is nobody's fault.
    func problems(in copy: ProjectCopy, said: String, _ result: ProgramResult?) -> [String] {
        var problems = copy.inACopy { copy in
            // The cardinal sin: to say that it is done when it is not.
            let isComplete = result?.status == 0
            let problem = problem(in: copy.path, said: said, isComplete: isComplete, asking: SQLiteClient.query)
            return (problem.map { [isComplete ? "exit status 0, but: \($0)" : $0] } ?? [])
                + (result.map { falseClaims(of: $0, in: copy.path) } ?? [])
        }
        if let problem = problemFinishing(in: copy.path) { problems.append("the run after: \(problem)") }
        if let result, !problems.isEmpty { problems.append(result.everything) }
        return problems
    }
}

/// All that faults are put into.
enum FaultWorks {
    static let all: [any FaultWork] =
        RunWork.all as [any FaultWork] + RestoreWork.all as [any FaultWork] + BackupWork.all as [any FaultWork]
        + ResetWork.all as [any FaultWork] + FileWork.all as [any FaultWork] + ToolWork.all as [any FaultWork]
}
