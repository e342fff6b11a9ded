import TestSupport
import Testing

/// Storage that answers with an error, once or from then on, at every call to the system that writes or changes names:
/// what is left is whole, what is said of it is so, and the next run finishes.
@Suite struct StorageErrorTests {
    @Test("E2, E3: with an error anywhere, what is left is whole and what is said is so", arguments: FaultWorks.all)
    func withAnErrorAnywhereWhatIsLeftIsWhole(_ work: any FaultWork) {
        let origin = work.prepare()
        let points = FaultPoint.errors(of: work.command, in: ProjectCopy(of: origin))
        Sweep.over(points, "E2, E3: \(work), with an error", usual: 61, atLeast: 50) { point in
            let copy = ProjectCopy(of: origin)
            guard let result = point.run(work.command, in: copy) else { return nil }
            var problems = work.problems(in: copy, said: result.output, result) + point.wrongStatus(of: result)
            if point.isSynchronization, result.status == 0 { problems.append("fsync failed, and exit status 0") }
            if !point.isLasting, result.error.contains("is not certain") {
                problems.append("the storage was well again")
            }
            return problems
        }
    }

    @Test("E3: where only the folder cannot be brought to the disk, the new file is not called the old one")
    func whereTheFolderCannotBeBroughtToTheDiskTheNewFileIsToldOf() {
        let project = ScratchProject.migrated()
        project.folder.write("schema.sql", "-- an old one\n")
        let result = project.martlet(
            under: ["strace", "-f", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=2"],
            ["dump", "--output", "schema.sql"])
        expectStatus(result, 1)
        expect(result.error, contains: "schema.sql is the new file; after a power failure it may be the old one again")
        expect(project.folder.read("schema.sql") ?? "", contains: "CREATE TABLE")
    }

    @Test("E2: opening a folder that a signal interrupts is done again")
    func openingAFolderThatASignalInterruptsIsDoneAgain() {
        let project = ScratchProject.migrated()
        let folder = project.folder.path("migrations")
        for time in 1...3 {
            let result = project.martlet(
                under: [
                    "strace", "-f", "-o", "/dev/null", "-P", folder, "-e", "trace=openat", "-e",
                    "inject=openat:error=EINTR:when=\(time)",
                ], ["new", "number_\(time)"])
            expectStatus(result, 0)
        }
    }
}
