internal import SQLText

/// Leaves out of a script what acts beyond a database that is thrown away, and what names roles or tablespaces that its
/// server does not have.
///
/// What a database consists of is the same without them, but for rights and policies.
struct ScratchFilter: Sendable, Hashable {
    /// What is there on the server; `nil` where there is none.
    let names: ServerNames?
    let record: LeftOutRecord

    /// What of a script is run: every place in it stays what it is.
    /// - Parameter isUnwanted: what is of no interest besides, and not told of.
    func kept(
        of text: SourceText, without isUnwanted: (StatementKind) -> Bool = { _ in false }
    ) -> SourceText {
        var blanks: [Range<Int>] = []
        var idle: [SQLStatement] = []
        for statement in SQLScript.statements(in: text) {
            let kind = statement.kind(in: text)
            if isUnwanted(kind) {
                blanks.append(statement.range)
            } else if kind.reach == .server || kind.reach == nil && statement.callsServer(in: text) {
                idle.append(statement)
                add(statement, text, lacks: [])
            } else if let clauses = referring(statement, text) {
                blanks += clauses
            } else {
                idle.append(statement)
            }
        }
        return text.blankingOut(blanks).idling(idle)
    }

    /// The clauses of a statement that cannot be run, as they name what is not there; `nil` if nothing of it can be.
    private func referring(_ statement: SQLStatement, _ text: SourceText) -> [Range<Int>]? {
        guard let names else { return [] }
        let references = statement.serverReferences(in: text).filter { !names.allows($0) }
        if references.isEmpty { return [] }
        let lacks = references.filter { !names.has($0) }.map { LeftOut.Lack($0) }
        if !lacks.isEmpty { add(statement, text, lacks: Set(lacks)) }
        let clauses = references.compactMap(\.clause)
        guard clauses.count == references.count else { return nil }
        return clauses.map { $0.lowerBound + statement.range.lowerBound..<$0.upperBound + statement.range.lowerBound }
    }

    private func add(_ statement: SQLStatement, _ text: SourceText, lacks: Set<LeftOut.Lack>) {
        var location = text.location(of: statement.offset)
        location.excerpt = nil
        record.add(LeftOut(location: location, lacks: lacks, policy: statement.policy(in: text)))
    }
}
