internal import SQLText

/// A statement on a server that can share no transaction, not even with the note that it is done.
///
/// Before it is run it is noted what there was; so that after a run that was cut off it can be told what it has made.
struct LoneStatement {
    let work: ConcurrentWork
    let number: Int

    /// What is to be done about a statement.
    enum Decision: Hashable {
        case run
        /// It was done before, and only the note of it is missing.
        case isDone
        /// What an earlier try has left is to be taken away first.
        case clean([String])
        /// A statement that ends what an earlier try has begun.
        case finish(String)
        /// Only a person can tell.
        case refuse(fact: String, help: String)
    }

    /// Decides.
    /// - Parameters:
    ///   - earlier: what there was before this statement was begun by an earlier run that did not note its end.
    ///   - now: what there is.
    func decision(_ earlier: ServerProbe.Finding?, _ now: ServerProbe.Finding?) -> Decision {
        guard let now else { return .run }
        switch work {
        case .createIndex(.some, _, let toleratesExisting): return index(earlier, now, toleratesExisting)
        case .createIndex(nil, _, _):
            let new = now.leftovers.filter { earlier?.leftovers.contains($0) == false }
            guard !new.isEmpty else { return .run }
            // Nobody else makes an index on the table now, and theirs is as useless as ours.
            if new.allSatisfy(now.broken.contains) { return .clean(new) }
            return .refuse(
                fact: "an earlier try to make an index without a name was cut off, and since then there is "
                    + new.joined(separator: ", "),
                help: "see whether that is it, and valid: \\d in psql; if so, record the file as done by hand, "
                    + "otherwise drop it and run the same command again")
        case .dropIndex, .dropDatabase:
            return now.state == .absent && earlier != nil && earlier?.state != .absent ? .isDone : .run
        case .createDatabase: return now.state == .present && earlier?.state == .absent ? .isDone : .run
        case .reindex, .reindexAll:
            let new = now.leftovers.filter { earlier?.leftovers.contains($0) == false }
            return new.isEmpty ? .run : .clean(new)
        case .detachPartition(let name, let table):
            if now.state == .unfinished, earlier != nil {
                return .finish("ALTER TABLE \(table) DETACH PARTITION \(name) FINALIZE")
            }
            return now.state == .absent && earlier?.state == .present ? .isDone : .run
        case .other: return .run
        }
    }

    private func index(
        _ earlier: ServerProbe.Finding?, _ now: ServerProbe.Finding, _ toleratesExisting: Bool
    ) -> Decision {
        let isOurs = earlier?.state == .absent
        switch now.state {
        case .absent: return .run
        case .present: return isOurs ? .isDone : .run
        case .unfinished where isOurs: return .clean([now.name])
        case .unfinished:
            let why = toleratesExisting ? "; with IF NOT EXISTS the server would take it for done" : ""
            return .refuse(
                fact: "the index \(now.name) is there and not valid: it was not made to its end\(why)",
                help: "DROP INDEX CONCURRENTLY \(now.name); then run the same command again")
        }
    }

    /// What a failed try has left that was not there before, as names of indexes.
    func leftovers(_ before: ServerProbe.Finding?, _ now: ServerProbe.Finding?) -> [String] {
        guard let before, let now else { return [] }
        switch work {
        case .createIndex(.some, _, _): return before.state == .absent && now.state == .unfinished ? [now.name] : []
        case .createIndex(nil, _, _): return now.broken.filter { !before.leftovers.contains($0) }
        case .reindex, .reindexAll: return now.leftovers.filter { !before.leftovers.contains($0) }
        default: return []
        }
    }
}
