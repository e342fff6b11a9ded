import TestSupport
import Testing

/// A command that writes one file of the project: the old one is there, or the new one, whole.
struct FileWork: FaultWork {
    let row = "A1"
    var command: [String]
    /// The file, in the project.
    var file: String
    /// What it held before; `nil` if it was not there.
    var old: String?

    var description: String { "\(command[0]), \(file)" }

    static let all = [
        FileWork(command: ["dump", "--output", "schema.sql"], file: "schema.sql", old: "-- an old one\n"),
        FileWork(command: ["new", "create_tags"], file: "migrations/003_create_tags.sql", old: nil),
        FileWork(command: ["init"], file: "martlet.yaml", old: nil),
    ]

    /// What a run without faults writes: the same each time, but for the day it is written.
    private static let written = Dictionary(
        uniqueKeysWithValues: all.map { work in
            let project = work.prepare()
            expectStatus(MartletBinary.run(work.command, in: project.folder.path), 0)
            return (work.file, nameless(project.folder.read(work.file)) ?? "")
        })

    /// A project goes by the name of its folder.
    private static func nameless(_ text: String?) -> String? {
        text?.replacing(/project: .*\n/, with: "", maxReplacements: 1)
    }

    func prepare() -> ScratchProject {
        let project = ScratchProject.migrated()
        if let old { project.folder.write(file, old) } else { project.folder.remove(file) }
        return project
    }

    func problem(in folder: String, said: String, isComplete: Bool, asking client: @escaping SQLClient) -> String? {
        let content = Self.nameless(TextFile.read(folder + "/" + file))
        if content == Self.written[file] { return nil }
        let isSaid = isComplete || said.contains("wrote \(file)")
        return content == old && !isSaid ? nil : "\(file): \(content ?? "not there")"
    }

    func falseClaims(of result: ProgramResult, in folder: String) -> [String] {
        let isUntouched = TextFile.read(folder + "/" + file) == old
        return result.error.contains("what was there before is untouched") && !isUntouched ? ["it is the new file"] : []
    }

    func problemFinishing(in folder: String) -> String? {
        // What is there already is not written again, and the next migration would have the next number.
        if old == nil, Self.nameless(TextFile.read(folder + "/" + file)) == Self.written[file] { return nil }
        let next = MartletBinary.run(command, in: folder)
        if next.status != 0 { return next.everything }
        let names = (Folder.names(folder) + Folder.names(folder + "/migrations")).filter { $0.hasPrefix(".") }
        if !names.isEmpty { return "left behind: \(names)" }
        return problem(in: folder, said: "", isComplete: true, asking: SQLiteClient.query)
    }
}
