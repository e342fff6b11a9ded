/// Planning for one database: what stands in the way becomes an error people can use.
extension DatabaseTarget {
    /// The plan that `decide` makes of where the versions stand, if this database's rules let it run.
    func plan(
        _ statuses: [MigrationStatus], _ decide: (Planner) throws(PlanProblem) -> Plan
    ) throws(MartletError) -> Plan {
        let plan = try self.decide(statuses, decide)
        try AllOrNothing(target: self).check(plan)
        return plan
    }

    /// Asks a planner; what stands in the way becomes an error people can use.
    func decide<Decision>(
        _ statuses: [MigrationStatus], _ decide: (Planner) throws(PlanProblem) -> Decision
    ) throws(MartletError) -> Decision {
        do throws(PlanProblem) {
            return try decide(Planner(database: name, statuses: statuses))
        } catch {
            throw MartletError(error.diagnostics(database: name))
        }
    }
}
