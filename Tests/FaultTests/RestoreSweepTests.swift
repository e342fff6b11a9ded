import Glibc
import TestSupport
import Testing

/// `restore` killed, failing and losing power at every call: the database is the old one or the new one, whole; the same
/// command then succeeds and leaves nothing behind.
@Suite struct RestoreSweepTests {
    private static let command = ["restore", "copy.db", "--yes"]

    @Test("F7: a killed restore leaves the old database or the new one", arguments: ChangedDatabase.allCases)
    func aKilledRestoreLeavesTheOldDatabaseOrTheNewOne(_ old: ChangedDatabase) {
        let origin = old.prepare()
        var states: [ChangedDatabase.State] = []
        let points = FaultPoint.kills(of: Self.command, in: ProjectCopy(of: origin))
        Sweep.over(points, "F7: restore over \(old) killed", usual: 4, atLeast: 40) { point in
            let copy = ProjectCopy(of: origin)
            guard point.run(Self.command, in: copy).status == 128 + SIGKILL else { return nil }
            let (state, problems) = look(at: copy, old)
            states.append(state)
            return problems
        }
        #expect(states.contains(.old) && states.contains(.new), "only \(states) was seen")
    }

    /// Looks at a copy, so that the project stays as the fault left it, and restores.
    private func look(at copy: ProjectCopy, _ old: ChangedDatabase) -> (ChangedDatabase.State, problems: [String]) {
        let state = old.state(of: ProjectCopy(of: copy).database)
        var problems: [String] = []
        if case .neither(let found) = state { problems.append(found) }
        if let problem = old.problemRestoring(in: copy.path) { problems.append("the run after: \(problem)") }
        return (state, problems)
    }

    @Test("E2, E3: a failing restore leaves the old database or the new one", arguments: ChangedDatabase.allCases)
    func aRestoreThatFailsLeavesTheOldDatabaseOrTheNewOne(_ old: ChangedDatabase) {
        let origin = old.prepare()
        let points = FaultPoint.errors(of: Self.command, in: ProjectCopy(of: origin))
        Sweep.over(points, "E2, E3: restore over \(old) with an error", usual: 23, atLeast: 150) { point in
            let copy = ProjectCopy(of: origin)
            let result = point.run(Self.command, in: copy)
            var (state, problems) = look(at: copy, old)
            problems += falseClaims(of: result, state)
            if point.isSynchronization, result.status == 0 { problems.append("fsync failed, and exit status 0") }
            if !problems.isEmpty { problems.append(result.everything) }
            return problems
        }
    }

    private func falseClaims(of result: ProgramResult, _ state: ChangedDatabase.State) -> [String] {
        var problems: [String] = []
        if ![0, 1, 5].contains(result.status) { problems.append("exit status \(result.status)") }
        // The cardinal sin.
        if result.status == 0, state != .new { problems.append("exit status 0, but not restored") }
        for (claim, meant) in [
            ("app is as it was", .old), ("app.db is unchanged", .old), ("nothing was restored", .old),
            ("app: restored from", .new), ("is the new database already", .new),
        ] as [(String, ChangedDatabase.State)] where result.everything.contains(claim) && state != meant {
            problems.append("said: \(claim)")
        }
        return problems
    }

    @Test(
        "A2: a power failure during a restore leaves the old database or the new one",
        arguments: ChangedDatabase.allCases)
    func aPowerFailureLeavesTheOldDatabaseOrTheNewOne(_ old: ChangedDatabase) throws {
        let recorded = Recording(of: Self.command, in: old.prepare())
        try recorded.expectSound("A2: restore over \(old)", atLeast: 300) { failure in
            let state = old.state(of: failure.folder + "/app.db", asking: InProcessClient.query)
            if case .neither(let found) = state { return found }
            let isSaid = failure.isOver || failure.said.contains("restored from")
            return isSaid && state != .new ? "said to be restored, and is not" : nil
        } finish: { failure in
            old.problemRestoring(in: failure.folder)
        }
    }

    @Test(
        "A2: without synchronisation a power failure during a restore does damage",
        arguments: [SimulatedDisk.Synchronization.ignored, .foldersOnly, .filesOnly])
    func withoutSynchronisationPowerFailuresDoDamage(_ synchronization: SimulatedDisk.Synchronization) throws {
        let old = ChangedDatabase.wal
        let result = try Recording(of: Self.command, in: old.prepare()).replay(synchronization).run { failure in
            let state = old.state(of: failure.folder + "/app.db", asking: InProcessClient.query)
            if case .neither(let found) = state { return found }
            return failure.isOver && state != .new ? "said to be restored, and is not" : nil
        }
        StressReport.add(
            "A2: restore over wal, synchronisation \(synchronization.rawValue): \(result.states) states, "
                + "\(result.bad.count) bad, as it should be")
        #expect(result.bad.count > 5)
    }
}
