/// Planning for one database: what stands in the way becomes an error people can use.
extension DatabaseTarget {
    /// The plan that `decide` makes of where the versions stand, if this database's rules let it run.
    func plan(
        _ statuses: [MigrationStatus], _ decide: (Planner) throws(PlanProblem) -> Plan
    ) throws(MartletError) -> Plan {
        let plan: Plan
        do throws(PlanProblem) {
            plan = try decide(Planner(database: name, statuses: statuses))
        } catch {
            throw MartletError(error.diagnostics(database: name))
        }
        try AllOrNothing(target: self).check(plan)
        return plan
    }
}
