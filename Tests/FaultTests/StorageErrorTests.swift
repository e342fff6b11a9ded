import TestSupport
import Testing

/// Storage that answers with an error, once or from then on, at every call to the system that writes or changes names:
/// what is left is whole, what is said of it is so, and the next run finishes.
@Suite struct StorageErrorTests {
    @Test("E2, E3: with an error anywhere, what is left is whole and what is said is so", arguments: FaultWorks.all)
    func withAnErrorAnywhereWhatIsLeftIsWhole(_ work: any FaultWork) {
        let origin = work.prepare()
        let points = FaultPoint.errors(of: work.command, in: ProjectCopy(of: origin))
        Sweep.over(points, "E2, E3: \(work), with an error", usual: 61, atLeast: 100) { point in
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
}
