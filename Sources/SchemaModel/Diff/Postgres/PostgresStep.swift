/// Statements that make or change one object, and what has to be there before them.
struct PostgresStep {
    /// What they make or change.
    var object: ObjectReference
    /// The statements, in order.
    var statements: [ChangeStatement]
    /// What they need by their structure.
    var needs: [ObjectReference] = []

    init(_ object: ObjectReference, _ statements: [ChangeStatement], needs: [ObjectReference] = []) {
        self.object = object
        self.statements = statements
        self.needs = needs
    }

    /// Whether one of them has to run outside of a transaction.
    var isOutsideTransaction: Bool { statements.contains(where: \.isOutsideTransaction) }
}

extension [PostgresStep] {
    /// Splits what one transaction can do from what comes behind it: what has to run outside, and what needs that.
    ///
    /// So views that are made again are there before an index is built, however long that takes.
    func split(_ dependencies: [SchemaDependency]) -> (inside: [PostgresStep], behind: [PostgresStep]) {
        var waiting: [ObjectReference: [ObjectReference]] = [:]
        for dependency in dependencies { waiting[dependency.object, default: []].append(dependency.needs) }
        var late: Set<ObjectReference> = []
        var (inside, behind): ([PostgresStep], [PostgresStep]) = ([], [])
        for step in self {
            let needs = step.needs + (waiting[step.object] ?? [])
            if step.isOutsideTransaction || late.contains(step.object) || needs.contains(where: late.contains) {
                late.insert(step.object)
                behind.append(step)
            } else {
                inside.append(step)
            }
        }
        return (inside, behind)
    }
}
