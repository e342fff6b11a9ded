public import SQLText

extension MartletError {
    /// What a database answered, as people should see it.
    /// - Parameters:
    ///   - location: The statement's place in its file, where there is one.
    ///   - notes: The state now.
    public init(_ error: DriverError, at location: SourceLocation? = nil, notes: [String] = [], help: String? = nil) {
        let code = error.serverCode.map { " (\($0))" } ?? ""
        self.init(
            error.kind.code, Excerpt.of(error.message) + code, at: location, notes: notes, help: help ?? error.kind.help)
    }
}

extension DriverError.Kind {
    /// The code under which the fault is explained.
    public var code: ErrorCode {
        switch self {
        case .sql, .outOfMemory: .sql
        case .foreignKey: .foreignKeys
        case .transactionControl: .transactionControl
        case .busy: .locked
        case .interrupted: .interrupted
        case .timedOut: .statementTimeout
        case .diskFull: .diskFull
        case .readOnly, .noPermission: .readOnly
        case .storage: .outOfReach
        case .missing, .missingFolder: .noDatabase
        case .isFolder, .notADatabase: .notADatabase
        case .encrypted: .encrypted
        case .corrupt: .corrupt
        case .unsafe: .unsafeDatabase
        case .misuse: .internalFault
        }
    }

    /// The next step, where it does not depend on what was being done.
    var help: String? {
        switch self {
        case .busy: "see who has it open: lsof FILE; or wait longer with --wait 5m"
        case .timedOut:
            "let it run longer: `-- martlet: statement_timeout=10m` in the file, or statement_timeout in martlet.yaml"
        case .diskFull: "make room, then run the same command again"
        case .readOnly, .noPermission: "check the owner and mode of the file and its folder: ls -la"
        case .missing: "martlet init creates it"
        case .missingFolder: "create the folder, or mend the url in martlet.yaml"
        case .isFolder: "name a file in that folder in the url"
        case .notADatabase: "check the url in martlet.yaml; nothing was written to the file"
        case .encrypted: "decrypt it with the tool that encrypted it, for example: sqlcipher"
        case .corrupt: "restore the newest backup: martlet restore PATH; or try: sqlite3 FILE .recover"
        case .transactionControl: "take it out; use `-- martlet: transaction=none` if statements must stand alone"
        case .unsafe: "open it by one name only"
        default: nil
        }
    }
}
