import Glibc
import TestSupport
import Testing

/// Storage that answers with an error, once or from then on, at every write-side system call of a run.
///
/// Each step is then done and recorded, or neither; what the run says of it is true; and the next run finishes.
@Suite struct RunErrorTests {
    @Test("E2, E3: a run with an error at any call leaves each step done or not begun", arguments: RunWork.all)
    func aRunWithAnErrorLeavesEachStepDoneOrNotBegun(_ work: RunWork) {
        let origin = work.prepare()
        let before = work.stepsDone(in: ProjectCopy(of: origin).database)
        let points = FaultPoint.errors(of: work.command, in: ProjectCopy(of: origin))
        Sweep.over(points, "E2, E3: \(work) with an error", usual: 53, atLeast: 600) { point in
            let copy = ProjectCopy(of: origin)
            let result = point.run(work.command, in: copy)
            let claims = RunClaims(work: work, result: result, before: before)
            var problems = claims.problems(in: copy.database)
            if point.isInterruption, ["write", "pwrite64", "ftruncate"].contains(point.call.name), result.status != 0 {
                problems.append("not tried again")
            }
            if let problem = work.problemFinishing(in: copy.path) { problems.append("the run after: \(problem)") }
            if !problems.isEmpty { problems.append(result.everything) }
            return problems
        }
    }
}
