import MartletCore

/// Shows what happens while it happens: results as they become final, progress on the live line.
///
/// Unchecked: an operation tells of its events on the thread that runs it, which is the console's own.
final class EventReporter: @unchecked Sendable {
    private let console: Console
    /// Whether steps of several databases may come, so that each has to say whose it is.
    private let isOneOfMany: Bool
    private let onPlan: ([PlannedStep]) -> Void

    init(_ console: Console, databases: Int, onPlan: @escaping ([PlannedStep]) -> Void) {
        self.console = console
        self.onPlan = onPlan
        isOneOfMany = databases > 1
    }

    func report(_ event: RunEvent) {
        switch event {
        case .waiting(let database, let holder): waiting(database, holder)
        case .blocked(let database, let subject, let blocker): blocked(database, subject, blocker)
        case .planned(let database, let steps):
            console.event("planned") { ["database": .string(database), "steps": .integer(steps.count)] }
            onPlan(steps)
        case .started(let database, let kind, let subject, let description):
            console.event("started") {
                ["database": .string(database), "kind": .string(kind.rawValue), "subject": .string(subject)]
            }
            console.detail("\(database): \(kind.rawValue) \(subject) \(description)")
            console.progress("\(database): \(subject) \(description) …", begins: true)
        case .progress(let database, let subject, let statements, let total):
            progress(database, subject, statements, total)
        case .batches(let database, let subject, let progress, let total, let rate):
            batches(database, subject, progress, total, rate)
        case .notice(let database, let subject, let notice): told(database, subject, notice)
        case .finished(let database, let result): finished(database, result)
        case .wrote(let database, let file):
            console.event("wrote") { ["database": .string(database), "file": .string(file)] }
            if !console.isQuiet { console.print("wrote \(file)") }
        case .working(let database, let what):
            console.event("working") { ["database": .string(database), "what": .string(what)] }
            console.detail("\(database): \(what)")
            console.progress("\(database): \(what) …")
        }
    }

    private func waiting(_ database: String, _ holder: LockHolder?) {
        console.event("waiting") {
            ["database": .string(database), "process": JSONValue(holder.map { Int($0.process) })]
        }
        let what = holder?.kind == .leftBehind ? "what an earlier martlet began" : "another martlet"
        console.note("\(database): waiting for \(what)\(holder.map { " (\($0.who))" } ?? "") …")
    }

    private func blocked(_ database: String, _ subject: String, _ blocker: LockBlocker) {
        console.event("blocked") {
            [
                "database": .string(database), "subject": .string(subject), "process": .integer(Int(blocker.process)),
                "application": .string(blocker.application), "user": .string(blocker.user),
                "since": .string(blocker.since), "state": .string(blocker.state), "query": .string(blocker.query),
            ]
        }
        let work = blocker.work.map { "; \($0)" } ?? ""
        console.note("\(database): \(subject) waits for a lock held by \(blocker.who)\(work) …")
    }

    /// A warning is for everybody; that a table is there already, and a message of a script, for whoever wants details.
    private func told(_ database: String, _ subject: String, _ notice: ServerNotices.Notice) {
        console.event("notice") {
            [
                "database": .string(database), "subject": .string(subject), "severity": .string(notice.severity),
                "message": .string(notice.message),
            ]
        }
        let text: StyledText = "\(database): \(subject): \(notice.severity.lowercased()): \(Excerpt.of(notice.message))"
        if notice.severity == "WARNING" { console.note(text) } else { console.detail(text) }
    }

    private func progress(_ database: String, _ subject: String, _ done: Int, _ total: Int) {
        console.event("progress") {
            [
                "database": .string(database), "subject": .string(subject), "statements": .integer(done),
                "of": .integer(total),
            ]
        }
        let share = total > 0 ? "  \(done * 100 / total) %" : ""
        console.progress("\(database): \(subject)  \(done) of \(total) statements\(share)")
    }

    private func batches(
        _ database: String, _ subject: String, _ progress: BatchProgress, _ total: Int, _ rate: BatchRate
    ) {
        console.event("batches") {
            [
                "database": .string(database), "subject": .string(subject), "statement": .integer(progress.statement),
                "of": .integer(total), "batches": .integer(progress.batches), "rows": .integer(progress.rows),
                "seen": .integer(progress.seen), "rows_total": .integer(progress.total),
                "rows_per_second": .integer(rate.rowsPerSecond),
                "seconds_left": JSONValue(rate.left.map { Int($0.components.seconds) }),
            ]
        }
        console.progress("\(database): \(subject)  \(BatchText.progress(progress, of: total, rate))")
    }

    private func finished(_ database: String, _ result: StepResult) {
        console.event("finished") {
            OutcomeDocument.step(result).merging(["database": .string(database)]) { _, name in name }
        }
        if !console.isQuiet { console.print(StepText.line(result, of: isOneOfMany ? database : nil)) }
    }
}

extension Console {
    /// An event whose members are put together only if they are wanted.
    func event(_ name: String, _ members: () -> [String: JSONValue]) { event(name, members()) }
}
