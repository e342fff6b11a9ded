import TestSupport
import Testing

/// kill -9 at every call to the system that writes, changes names or closes: what is left is whole, and the next run
/// finishes.
@Suite struct KillTests {
    @Test("A1, F5, F7: killed anywhere, what is left is whole", arguments: FaultWorks.all)
    func killedAnywhereWhatIsLeftIsWhole(_ work: any FaultWork) {
        let origin = work.prepare()
        let points = FaultPoint.kills(of: work.command, in: ProjectCopy(of: origin))
        Sweep.over(points, "\(work.row): \(work), killed", usual: 9, atLeast: 15) { point in
            let copy = ProjectCopy(of: origin)
            guard let result = point.run(work.command, in: copy) else { return nil }
            return work.problems(in: copy, said: result.output, nil)
        }
    }
}
