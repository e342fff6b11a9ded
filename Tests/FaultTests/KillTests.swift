import Glibc
import TestSupport
import Testing

/// kill -9 at every write-side system call: each step is then done and recorded, or neither, and the next run finishes.
@Suite struct KillTests {
    @Test("A1: a run killed at any call leaves each step done or not begun", arguments: RunWork.all)
    func aKilledRunLeavesEachStepDoneOrNotBegun(_ work: RunWork) {
        let origin = work.prepare()
        let points = FaultPoint.kills(of: work.command, in: ProjectCopy(of: origin))
        Sweep.over(points, "A1: \(work) killed", usual: 8, atLeast: 150) { point in
            let copy = ProjectCopy(of: origin)
            let result = point.run(work.command, in: copy)
            guard result.status == 128 + SIGKILL else { return nil }
            return [work.problem(in: copy.database, said: result.output), work.problemFinishing(in: copy.path)]
                .compactMap(\.self)
        }
    }
}
