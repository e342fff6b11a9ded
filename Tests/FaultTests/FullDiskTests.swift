import TestSupport
import Testing

/// Disks and quotas of every size, from none to enough: what is left is whole, what is said of it is so, and with more
/// room the next run finishes.
@Suite struct FullDiskTests {
    /// A write is cut short at the limit, and the next one fails.
    @Test("E2: files that may not grow beyond a size", arguments: FaultWorks.all)
    func filesThatMayNotGrow(_ work: any FaultWork) {
        let origin = work.prepare()
        let sizes = Array(stride(from: 0, through: largestWrite(of: work, origin), by: 512))
        var statuses: Set<Int32> = []
        Sweep.over(sizes, "E2: \(work), files of a limited size", usual: 23, atLeast: 20) { size in
            let copy = ProjectCopy(of: origin)
            let result = run(work, in: copy.path, with: ["prlimit", "--fsize=\(size)"])
            statuses.insert(result.status)
            return work.problems(in: copy, said: result.output, result) + Self.wrongStatus(of: result)
        }
        #expect(statuses.count > 1, "only \(statuses)")
    }

    /// How large the largest file may become that the work writes, by place or from its start.
    private func largestWrite(of work: any FaultWork, _ origin: ScratchProject) -> Int {
        let copy = ProjectCopy(of: origin)
        return withExtendedLifetime(copy) {
            let log = PowerLossLog(of: [MartletBinary.path] + work.command, in: copy.path)
            let ends = log.calls.filter { $0.name == "pwrite64" }.map { ($0.arguments.last?.number ?? 0) + $0.result }
            let written = log.calls.filter { $0.name == "write" }.reduce(0) { $0 + $1.result }
            return max(ends.max() ?? 0, written) + 1024
        }
    }

    /// The kernel's own answer: pages are given out until there are none.
    @Test("E2: a disk with little room", arguments: FaultWorks.all)
    func aDiskWithLittleRoom(_ work: any FaultWork) {
        let origin = work.prepare()
        let copy = ProjectCopy(of: origin)
        let disk = SmallDisk()
        var statuses: Set<Int32> = []
        Sweep.over(Array(0..<96), "E2: \(work), on a small disk", usual: 13, atLeast: 96) { pages in
            let project = disk?.fill(from: copy, leaving: pages * 4096)
            // Where nothing can be mounted, no file may grow beyond so much.
            let limit = project == nil ? ["prlimit", "--fsize=\(pages * 4096)"] : []
            let place = ProjectCopy(of: copy)
            let result = run(work, in: project ?? place.path, with: limit)
            statuses.insert(result.status)
            disk?.makeRoom()
            let left = project.map { ProjectCopy(ofFolder: $0) } ?? place
            return work.problems(in: left, said: result.output, result) + Self.wrongStatus(of: result)
        }
        #expect(statuses.contains(0) && statuses.count > 1, "only \(statuses)")
    }

    private func run(_ work: any FaultWork, in folder: String, with prefix: [String]) -> ProgramResult {
        Program.run(
            prefix + [MartletBinary.path] + work.command, in: folder, environment: MartletBinary.quietEnvironment)
    }

    private static func wrongStatus(of result: ProgramResult) -> [String] {
        [0, 1, 5].contains(result.status) ? [] : ["exit status \(result.status)"]
    }
}

/// A disk in memory, as small as one likes.
final class SmallDisk {
    private let folder = ScratchFolder()

    /// Makes one; `nil` where nothing can be mounted.
    init?() {
        folder.makeFolders(["disk"])
        guard Program.run(["mount", "-t", "tmpfs", "tmpfs", folder.path("disk")]).status == 0 else { return nil }
    }

    deinit { _ = Program.run(["umount", "--lazy", folder.path("disk")]) }

    /// Puts a fresh copy of a project on it, and leaves so many bytes free; the answer is where the project is.
    func fill(from project: ProjectCopy, leaving bytes: Int) -> String {
        makeRoom()
        Folder.clear(folder.path("disk"))
        _ = Program.run(["cp", "-a", project.path, folder.path("disk/project")])
        let answer = Program.run(["df", "--block-size=1", "--output=used", folder.path("disk")]).output
        let used = answer.split(separator: "\n").last.flatMap { Int($0.filter { $0 != " " }) }
        resize(to: (used ?? 0) + bytes)
        return folder.path("disk/project")
    }

    /// Makes it large again.
    func makeRoom() { resize(to: 64 << 20) }

    private func resize(to bytes: Int) {
        expectStatus(Program.run(["mount", "-o", "remount,size=\(bytes)", folder.path("disk")]), 0)
    }
}
