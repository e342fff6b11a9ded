extension ScratchFilter {
    /// What of a step is run.
    func kept(_ step: Step) throws(MartletError) -> Step {
        switch step {
        case .apply(let migration): .apply(try kept(migration))
        case .repeat(let migration): .repeat(try kept(migration))
        case .rollback(let row, let script): .rollback(row, try kept(script))
        case .seed(let seed): .seed(try kept(seed))
        case .stamp: step
        }
    }
}
