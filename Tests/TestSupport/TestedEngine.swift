/// A project on either engine.
public protocol ProjectUnderTest: AnyObject {
    /// Its folder.
    var folder: ScratchFolder { get }

    /// Asks the engine's own client: values alone, with `|` between columns.
    func sql(_ text: String) -> String
}

extension ScratchProject: ProjectUnderTest {}

extension ServerProject: ProjectUnderTest {}

extension ProjectUnderTest {
    /// Runs the binary in the folder.
    @discardableResult
    public func run(_ arguments: String...) -> ProgramResult { MartletBinary.run(arguments, in: folder.path) }
}

/// The engines, for tests that hold for each of them.
public enum TestedEngine: String, CaseIterable, Sendable {
    case sqlite, postgres

    /// A project with these files, of which nothing is applied.
    public func project(_ files: [String: String]) throws -> any ProjectUnderTest {
        switch self {
        case .sqlite: ScratchProject(files)
        case .postgres: try ServerProject(files)
        }
    }

    /// A project whose migrations, users and posts, are applied.
    public func migrated() throws -> any ProjectUnderTest {
        switch self {
        case .sqlite: ScratchProject.migrated()
        case .postgres: try ServerProject.migrated()
        }
    }
}
