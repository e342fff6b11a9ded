internal import SQLText

/// How that is taken away which a half-run version has left.
struct HalfRunUndo {
    /// What is run, in order.
    var statements: [HalfRunStatement] = []
    /// What a person should know before: what goes, with how many rows, and what is left out.
    var facts: [String] = []
    /// What is run though nothing tells whether it is needed.
    var doubts: [String] = []
    /// What has been done and cannot be undone.
    var obstacles: [String] = []

    /// Whether all of it is done or nothing.
    var sharesTransaction: Bool { statements.allSatisfy { !$0.kind.mustStandAlone } }

    /// Runs it; what a try before has done is not among it any more.
    func run(_ driver: any Driver) throws(DriverError) {
        for statement in statements { try driver.execute(statement.sql) }
        guard driver is any ServerDriver else { return }
        guard sharesTransaction else { return try driver.resetSession() }
        // Names of Martlet's own come next.
        for statement in RunContext.settling { try driver.execute(statement) }
    }
}

/// The two ways of a half-run version: its file's, or what the history has recorded where that is gone.
struct HalfRunScripts {
    let up: Script?
    let down: Script?
    private let isUndoing: Bool

    init(of status: MigrationStatus, _ row: HistoryRow, _ session: DatabaseSession) throws(MartletError) {
        isUndoing = row.state == .undoing
        if let script = status.migration?.script {
            (up, down) = (script.up, script.down)
            return
        }
        let (forward, back) = try session.asking { () throws(DriverError) in
            (try session.history.waysForward(), try session.history.waysBack(since: row.id))
        }
        func script(_ text: String?) -> Script? {
            var options = ScriptOptions()
            options.transaction = .none
            let source = text.map {
                SourceText($0, name: "history of \(row.version)", dialect: session.target.url.dialect)
            }
            return source.map { Script(recorded: $0, options: options) }
        }
        (up, down) = (script(forward[row.version]), script(back[row.version]))
    }

    /// The one that stopped.
    var underWay: Script? { isUndoing ? down : up }

    /// What undoes what is there.
    /// - Throws: `half-run`, if that cannot be told.
    func undo(_ row: HistoryRow, _ session: DatabaseSession) throws(MartletError) -> HalfRunUndo {
        let undoing = try session.asking { () throws(DriverError) in
            HalfRunUndoing(
                driver: session.driver, row: row, notes: try session.history.notesOfUnfinished(row.version))
        }
        guard row.progress == nil, [up, down].allSatisfy({ $0?.options.batches.rows == nil }) else {
            throw Self.refusal(
                row, ["it runs in batches, and each row would have to be known that was changed"],
                help: isUndoing
                    ? "martlet rollback \(row.version) goes on with its way back"
                    : "let it come to its end: martlet migrate; then: martlet rollback \(row.version)")
        }
        let found = try session.asking { () throws(DriverError) -> HalfRunUndo? in
            if let down { return try undoing.undo(by: down) }
            return try up.map { (up) throws(DriverError) in try undoing.undo(of: up) }
        }
        guard let found else {
            throw Self.refusal(row, ["its file is gone, and the history has no text of it"], help: Self.byHand(row))
        }
        guard found.obstacles.isEmpty else {
            let way = down == nil ? "give its file a way back, and run the same command again; or " : ""
            throw Self.refusal(row, found.obstacles, help: way + Self.byHand(row))
        }
        return found
    }

    private static func byHand(_ row: HistoryRow) -> String {
        "undo it by hand, then: martlet repair \(row.version) --undone"
    }

    private static func refusal(_ row: HistoryRow, _ facts: [String], help: String) -> MartletError {
        MartletError(
            .halfRun, "\(row.version) cannot be undone here", notes: facts + [Diagnostic.nothingChanged], help: help)
    }
}

/// Finds out what has to be run to undo what a version has left.
///
/// Its way back is run as far as what that takes away is there. Where there is none, what the file is known to have made is
/// dropped, the last first: what is noted as done, and is still there.
struct HalfRunUndoing {
    let driver: any Driver
    let row: HistoryRow
    /// What the log tells of statements that can share no transaction with their notes.
    let notes: [String]

    private var probe: EffectProbe { EffectProbe(driver: driver) }
    private var dialect: Dialect { driver.dialect }

    // MARK: By the way back

    /// What is to be run of a way back.
    func undo(by wayBack: Script) throws(DriverError) -> HalfRunUndo {
        let statements = HalfRunStatement.all(of: wayBack)
        var undo = HalfRunUndo()
        for (place, statement) in statements.enumerated() {
            try statement.prepareProbe(driver)
            guard !statement.isSetting, !statement.kind.controlsTransaction else {
                if statement.isSetting { undo.statements.append(statement) }
                continue
            }
            if case .copy = statement.kind {
                undo.obstacles.append("statement \(statement.number) of its way back is a COPY: \(statement.excerpt)")
                continue
            }
            if let reason = try needless(statement, before: statements[(place + 1)...]) {
                undo.facts.append("left out, as \(reason): \(statement.excerpt)")
                continue
            }
            undo.statements.append(statement)
            undo.facts.append("will be run: \(statement.excerpt)\(try loss(by: statement))")
            let isSeen = try statement.effect.map { (effect) throws(DriverError) in try probe.state(of: effect) != nil }
            if isSeen != true, !statement.isHarmless {
                undo.doubts.append("nothing tells whether that is needed: \(statement.excerpt)")
            }
        }
        if statements.contains(where: \.isSetting) { try driver.resetSession() }
        return undo
    }

    /// Why a statement of a way back is not needed; `nil` if it is, or may be.
    private func needless(
        _ statement: HalfRunStatement, before later: ArraySlice<HalfRunStatement>
    ) throws(DriverError) -> String? {
        if let effect = statement.effect {
            guard let state = try probe.state(of: effect), (state != .absent) == effect.isThere else { return nil }
            return "\(effect.words) is \(effect.isThere ? "" : "not ")there"
        }
        guard let table = statement.table else { return nil }
        if try isAbsent(table) { return "table \(table.written) is not there" }
        let isDropped = later.contains { drop in
            drop.effect.map { !$0.isThere && $0.kind == .table && $0.isOf(table.name) } ?? false
        }
        return isDropped ? "table \(table.written) goes itself" : nil
    }

    private func isAbsent(_ table: ChangedTable) throws(DriverError) -> Bool {
        if driver is any ServerDriver {
            return try driver.query("SELECT pg_catalog.to_regclass($1) IS NULL", [.text(table.written)])
                .first?.integer(0) == 1
        }
        return try driver.query(
            "SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name = $1 COLLATE NOCASE",
            [.text(table.name.name)]
        ).isEmpty
    }

    // MARK: By the opposite

    /// What drops what a script without a way back has made.
    func undo(of script: Script) throws(DriverError) -> HalfRunUndo {
        let statements = HalfRunStatement.all(of: script)
        let settings = statements.filter { $0.isSetting && $0.number <= row.statementsApplied }
        for setting in settings { try setting.prepareProbe(driver) }
        var undo = HalfRunUndo()
        try takeUnnoted(of: statements, into: &undo)
        let done = statements.filter { $0.number <= row.statementsApplied }
        let made = done.compactMap(\.effect).filter(\.isMade)
        for statement in done.reversed() { try take(statement, made, into: &undo) }
        if !settings.isEmpty { try driver.resetSession() }
        return undo
    }

    private func take(
        _ statement: HalfRunStatement, _ made: [StatementTrace], into undo: inout HalfRunUndo
    ) throws(DriverError) {
        let whole = made.filter { $0.part == nil && ($0.kind == .table || $0.kind == .view) }
        if statement.isHarmless || statement.kind.controlsTransaction { return }
        guard let effect = statement.effect else {
            if statement.belongs(to: whole, dialect) { return }
            undo.obstacles.append(obstacle(statement, "has no opposite"))
            return
        }
        if effect.part != nil, whole.contains(where: { $0.isOf(effect.name) }) { return }
        // What came and went by this file.
        if !effect.isThere, made.contains(where: { $0.isOfSame(as: effect) }) { return }
        guard effect.isMade else {
            undo.obstacles.append(
                obstacle(statement, effect.toleratesAnother ? "may have found what it makes" : "has no opposite"))
            return
        }
        switch try probe.state(of: effect) {
        case nil:
            if statement.belongs(to: whole, dialect) { return }
            undo.obstacles.append(obstacle(statement, "leaves nothing that could be looked for"))
        case .absent?: undo.facts.append("\(effect.words), which it has made, is not there any more")
        case .present?, .unfinished?: try drop(effect, into: &undo)
        }
    }

    /// An index that was made beside others and is whole, or was not made to its end, before that could be noted.
    private func takeUnnoted(
        of statements: [HalfRunStatement], into undo: inout HalfRunUndo
    ) throws(DriverError) {
        guard driver is any ServerDriver,
            let statement = statements.first(where: { $0.number == row.statementsApplied + 1 }),
            statement.kind.mustStandAlone
        else { return }
        let bytes = Array(statement.sql.utf8)
        let work = bytes.withUnsafeBufferPointer { ConcurrentWork($0) }
        guard case .createIndex = work, let now = try ServerProbe(driver: driver).look(for: work) else { return }
        let earlier = notes.lazy.compactMap { now.earlier(from: $0, ofStatement: statement.number) }.first
        switch LoneStatement(work: work, number: statement.number).decision(earlier, now) {
        case .isDone: add("DROP INDEX \(now.name)", "", into: &undo)
        case .clean(let names): for name in names { add("DROP INDEX \(name)", "", into: &undo) }
        case .run, .finish: break
        case .refuse(let fact, _): undo.obstacles.append(fact)
        }
    }

    private func drop(_ effect: StatementTrace, into undo: inout HalfRunUndo) throws(DriverError) {
        guard let name = try probe.name(of: effect) else { return }
        guard let part = effect.part else {
            return add("DROP \(effect.noun) \(name)", try loss(of: effect, name), into: &undo)
        }
        let quoted = (try? Identifier(try partName(part, of: effect)).quoted) ?? part
        add("ALTER TABLE \(name) DROP \(effect.kind.rawValue.uppercased()) \(quoted)", "", into: &undo)
    }

    /// As the catalogue has it.
    private func partName(_ part: String, of effect: StatementTrace) throws(DriverError) -> String {
        guard driver is any ServerDriver else { return part }
        let (catalog, column, table) =
            effect.kind == .constraint
            ? ("pg_constraint", "conname", "conrelid") : ("pg_attribute", "attname", "attrelid")
        let found = try driver.query(
            """
            SELECT \(column)::pg_catalog.text FROM pg_catalog.\(catalog)
            WHERE \(table) OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)
              AND pg_catalog.lower(\(column)::pg_catalog.text) OPERATOR(pg_catalog.=) pg_catalog.lower($2)
            """, [.text(effect.written), .text(part)])
        return found.first?.text(0) ?? part
    }

    private func add(_ sql: String, _ loss: String, into undo: inout HalfRunUndo) {
        undo.facts.append("will be run: \(sql)\(loss)")
        undo.statements.append(
            HalfRunStatement(
                number: undo.statements.count + 1, sql: sql, kind: .dropOther, effect: nil, table: nil))
    }

    private func obstacle(_ statement: HalfRunStatement, _ fact: String) -> String {
        "statement \(statement.number) is done and \(fact): \(statement.excerpt)"
    }

    // MARK: Rows

    private func loss(by statement: HalfRunStatement) throws(DriverError) -> String {
        guard let effect = statement.effect, !effect.isThere, let name = try probe.name(of: effect) else { return "" }
        return try loss(of: effect, name)
    }

    /// With how many rows a table goes.
    private func loss(of effect: StatementTrace, _ name: String) throws(DriverError) -> String {
        guard effect.kind == .table else { return "" }
        let rows = try driver.query("SELECT count(*) FROM \(name)").first?.integer(0) ?? 0
        return rows == 0 ? "" : ", with \(rows) row\(rows == 1 ? "" : "s")"
    }
}
