internal import SchemaModel

/// The members of an outcome in the JSON document; names in snake case, times in RFC 3339, durations in `_ms`.
package enum OutcomeDocument {
    package static func members(_ outcome: Outcome) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["databases": .array(outcome.databases.map { .object(database($0)) })]
        if let difference = outcome.difference { members["difference"] = .object(self.difference(difference)) }
        if let parity = outcome.parity {
            var content = (try? JSONValue(encoding: parity)) ?? .null
            if case .object(var parts) = content {
                parts["is_empty"] = .bool(parity.isEmpty)
                content = .object(parts)
            }
            members["parity"] = content
        }
        if let lint = outcome.lint { members["lint"] = .object(lint.members) }
        if !outcome.facts.isEmpty { members["facts"] = .array(outcome.facts.map(JSONValue.string)) }
        return members
    }

    private static func difference(_ report: DifferenceReport) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "from": .string(report.from), "from_fingerprint": .string(report.fromFingerprint),
            "to": .string(report.to), "to_fingerprint": .string(report.toFingerprint),
        ]
        if case .object(let content)? = try? JSONValue(encoding: report.difference) {
            members.merge(content) { named, _ in named }
        }
        guard let plan = report.plan else { return members }
        members["statements"] = (try? JSONValue(encoding: plan.statements)) ?? []
        members["proved"] = report.isProved.map(JSONValue.bool) ?? .null
        members["sql"] = JSONValue(report.script)
        return members
    }

    private static func database(_ database: DatabaseOutcome) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "name": .string(database.name), "url": .string(database.url),
            "engine": JSONValue(database.server?.engine), "server_version": JSONValue(database.server?.version),
            "exists": exists(database), "exit_code": .integer(Int(database.exitStatus.rawValue)),
            "current": JSONValue(database.current?.text),
            // Which of the diagnostics are about this database.
            "codes": .array(database.diagnostics.map { .string($0.code.rawValue) }),
        ]
        if let migrations = database.migrations {
            members["migrations"] = .array(
                migrations.map { status in
                    var members = migration(status)
                    if let told = database.forecasts[status.version] {
                        members["forecasts"] = .array(told.map(\.json))
                    }
                    return .object(members)
                })
            members["pending"] = .integer(database.pendingCount)
            members["problems"] = .integer(database.problemCount)
            members["heads"] = migrations.revisionGraph.map { .array($0.heads.map { .string($0.text) }) }
        }
        if let repeatables = database.repeatables, !repeatables.isEmpty {
            members["repeatables"] = .array(repeatables.map { .object(repeatable($0)) })
        }
        if let seeds = database.seeds { members["seeds"] = .array(seeds.map { .object(seed($0)) }) }
        if let plan = database.plan { members["plan"] = .object(self.plan(plan)) }
        if let run = database.run { members["steps"] = .array(run.results.map { .object(step($0)) }) }
        if let verification = database.verification { members["verification"] = .object(verification.members) }
        if let findings = database.findings { members["findings"] = .array(findings.map { .object(finding($0)) }) }
        if !database.evidence.isEmpty { members["evidence"] = .array(database.evidence.map { .object(evidence($0)) }) }
        if let drift = database.drift { members["drift"] = .object(self.drift(drift)) }
        if let schema = database.schema { members["schema_sql"] = .string(schema) }
        if let document = database.document { members["document"] = .string(document) }
        if let log = database.log { members["log"] = .array(log.map { .object(entry($0)) }) }
        if !database.files.isEmpty { members["files"] = .array(database.files.map(JSONValue.string)) }
        let facts = database.facts + [database.stoppedBy.map { "not reached: \($0) failed" }].compactMap(\.self)
        if !facts.isEmpty { members["facts"] = .array(facts.map(JSONValue.string)) }
        return members
    }

    /// Null where nobody looked.
    private static func exists(_ database: DatabaseOutcome) -> JSONValue {
        if database.isAbsent { return .bool(false) }
        return database.server == nil ? .null : .bool(true)
    }

    private static func migration(_ status: MigrationStatus) -> [String: JSONValue] {
        let row = status.row
        let applied = row?.isApplied == true ? row : nil
        var members: [String: JSONValue] = [
            "version": .string(status.version.text), "description": .string(status.description),
            "state": .string(status.state.rawValue), "file": JSONValue(status.migration?.file),
            "kind": JSONValue(row?.kind.rawValue), "applied_at": JSONValue(applied?.knownMoment),
            "applied_by": JSONValue(applied?.appliedBy),
            "execution_ms": JSONValue(applied?.executionMilliseconds),
            "error": JSONValue(row?.error), "statements_total": JSONValue(row?.statementsTotal),
            "statements_applied": JSONValue(row?.statementsApplied),
            "checksum": ["applied": JSONValue(applied?.checksum), "file": JSONValue(status.migration?.checksum)],
        ]
        if let progress = row?.progress, !progress.end.isEmpty { members["batches"] = self.progress(progress) }
        if let adopted = row?.adopted { members["adopted"] = .object(self.adopted(adopted)) }
        if let revision = status.migration?.revision { members["revision"] = .object(self.revision(revision)) }
        return members
    }

    private static func progress(_ progress: BatchProgress) -> JSONValue {
        [
            "statement": .integer(progress.statement), "done": .integer(progress.batches),
            "rows": .integer(progress.rows), "seen": .integer(progress.seen), "rows_total": .integer(progress.total),
        ]
    }

    private static func adopted(_ entry: AdoptedEntry) -> [String: JSONValue] {
        [
            "tool": .string(entry.tool.rawValue), "version": .string(entry.version),
            "checksum": JSONValue(entry.checksum), "variant": JSONValue(entry.variant),
            "verdict": .string(entry.verdict.rawValue),
        ]
    }

    private static func revision(_ revision: Revision) -> [String: JSONValue] {
        [
            "parents": .array(revision.parents.map { .string($0.text) }),
            "date": JSONValue(revision.date.isEmpty ? nil : revision.date),
            "changes": .array(revision.changes.map(JSONValue.string)),
            "safety": .array(revision.safety.map(JSONValue.string)),
        ]
    }

    private static func repeatable(_ status: RepeatableStatus) -> [String: JSONValue] {
        let applied = status.row?.isApplied == true ? status.row : nil
        return [
            "name": .string(status.name), "description": .string(status.description),
            "state": .string(status.state.rawValue), "file": JSONValue(status.migration?.file),
            "applied_at": JSONValue(applied?.appliedAt), "applied_by": JSONValue(applied?.appliedBy),
            "execution_ms": JSONValue(applied?.executionMilliseconds), "error": JSONValue(status.row?.error),
            "checksum": ["applied": JSONValue(applied?.checksum), "file": JSONValue(status.migration?.checksum)],
        ]
    }

    private static func seed(_ seed: SeedStatus) -> [String: JSONValue] {
        [
            "name": .string(seed.name), "description": .string(seed.description), "state": .string(seed.state.rawValue),
            "rows": JSONValue(seed.rows), "applied_at": JSONValue(seed.appliedAt),
        ]
    }

    package static func step(_ result: StepResult) -> [String: JSONValue] {
        [
            "kind": .string(result.kind.rawValue), "subject": .string(result.subject),
            "description": .string(result.description), "result": .string(result.ending.rawValue),
            "statements": .integer(result.statements), "rows": .integer(result.rows),
            "execution_ms": .integer(result.milliseconds),
        ]
    }

    private static func plan(_ plan: PlanOutline) -> [String: JSONValue] {
        [
            "identity": .string(plan.identity),
            "steps": .array(plan.steps.map(\.json)),
        ]
    }

    private static func drift(_ report: DriftReport) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "evidence": .string(report.evidence.rawValue), "has_drifted": .bool(report.hasDrifted),
        ]
        if let difference = report.difference { members["difference"] = .object(self.difference(difference)) }
        return members
    }

    private static func finding(_ finding: CheckFinding) -> [String: JSONValue] {
        [
            "weight": .string(finding.weight.rawValue), "message": .string(finding.message),
            "help": JSONValue(finding.help),
        ]
    }

    private static func evidence(_ evidence: StatementEvidence) -> [String: JSONValue] {
        [
            "number": .integer(evidence.number), "statement": .string(evidence.statement),
            "verdict": .string(evidence.verdict.rawValue), "fact": .string(evidence.fact),
        ]
    }

    private static func entry(_ entry: LogEntry) -> [String: JSONValue] {
        [
            "at": .string(entry.at), "run": .string(entry.run), "action": .string(entry.action.rawValue),
            "subject": .string(entry.subject), "result": .string(entry.result.rawValue),
            "execution_ms": .integer(entry.milliseconds), "by": .string(entry.by), "detail": JSONValue(entry.detail),
        ]
    }
}
