public import SQLText

extension MartletError {
    /// What a database answered, as people should see it.
    /// - Parameters:
    ///   - location: The statement's place in its file, where there is one.
    ///   - notes: The state now.
    public init(_ error: DriverError, at location: SourceLocation? = nil, notes: [String] = [], help: String? = nil) {
        let code = error.serverCode.map { " (\($0))" } ?? ""
        self.init(
            error.kind.code, Excerpt.of(error.message) + code, at: location, notes: notes + error.serverNotes,
            help: help ?? error.help ?? error.kindHelp)
    }
}

extension DriverError {
    /// What a server adds, a line each.
    fileprivate var serverNotes: [String] {
        let blocking = blocker?.notes ?? []
        guard let fields else { return blocking }
        return blocking
            + [fields.detail, fields.hint.map { "the server suggests: \($0)" }, fields.context].compactMap {
                $0.map { Excerpt.of($0) }
            }
    }

    /// The next step, where it does not depend on what was being done.
    fileprivate var kindHelp: String? {
        let path = file?.string.quotedForShell ?? "FILE"
        let folder = file?.parent.string.quotedForShell ?? "FOLDER"
        return switch kind {
        case .busy where serverCode == "55P03" || blocker != nil: serverLockHelp
        case .busy: "let that program finish, or wait longer for it: --wait 1m, or lock_timeout: 1m in martlet.yaml"
        case .timedOut:
            "let it run longer: `-- martlet: statement_timeout=10m` in the file, or statement_timeout in martlet.yaml"
        case .diskFull: "make room, then run the same command again: df \(folder)"
        case .readOnly, .noPermission: "see who may do what there: ls -la \(folder)"
        case .storage: "see what is there: ls -la \(folder); faults of the disk itself: dmesg"
        case .missing: "martlet init creates it"
        case .missingFolder: "correct the path, or make the folder: mkdir -p \(folder)"
        case .isFolder: "name a file in that folder: sqlite:\(path)/app.db"
        case .notADatabase: "correct the path, or see what it is: file \(path)"
        case .encrypted: "decrypt it with the tool that encrypted it, for example: sqlcipher \(path)"
        case .corrupt: "martlet restore the newest backup; what can still be read: sqlite3 \(path) .recover"
        case .transactionControl: "take it out; use `-- martlet: transaction=none` if statements must stand alone"
        case .unsafe: "keep one of its names; this lists them: find / -xdev -samefile \(path)"
        case .onNetwork:
            "move it to a disk of this machine; or, if no other machine ever opens it, add ?network=allow to its URL"
        case .outOfMemory: "free some memory, then run the same command again"
        case .unreachable: "see whether the server runs and can be reached from here: pg_isready"
        case .connectionLost: "see why in the server's log, then run the same command again"
        case .accessDenied: "correct the role or its password, or have the right granted"
        case .deadlock: "run the same command again"
        case .outsideTransaction:
            "give the file this line, so that its statements stand alone: "
                + "`-- martlet: transaction=none`"
        case .pooler: "name the server itself in the URL, or a port of the pooler with session pooling"
        case .sql, .foreignKey, .inUse, .interrupted, .insecure, .badURL, .unsupported, .noSchema, .misuse: nil
        }
    }
}

extension DriverError {
    /// The next step where a session of a server has the lock.
    private var serverLockHelp: String {
        let patience = "let that session finish, or go on trying for longer: --wait 10m"
        guard let blocker, blocker.process != 0 else { return patience }
        let who = blocker.isHidden ? "have an administrator end it" : "to end it"
        return patience + "; \(who), if it was forgotten: SELECT pg_terminate_backend(\(blocker.process));"
    }
}

extension DriverError.Kind {
    /// The code under which the fault is explained.
    public var code: ErrorCode {
        switch self {
        case .sql, .outOfMemory: .sql
        case .foreignKey: .foreignKeys
        case .transactionControl: .transactionControl
        case .busy, .deadlock: .locked
        case .inUse: .inUse
        case .interrupted: .interrupted
        case .timedOut: .statementTimeout
        case .diskFull: .diskFull
        case .readOnly, .noPermission: .readOnly
        case .storage, .unreachable, .connectionLost: .outOfReach
        case .missing, .missingFolder: .noDatabase
        case .noSchema: .noSchema
        case .isFolder, .notADatabase: .notADatabase
        case .encrypted: .encrypted
        case .corrupt: .corrupt
        case .unsafe, .onNetwork: .unsafeDatabase
        case .accessDenied: .accessDenied
        case .insecure: .insecureConnection
        case .pooler: .pooler
        case .outsideTransaction: .notInTransaction
        case .badURL: .badURL
        case .unsupported: .unsupported
        case .misuse: .internalFault
        }
    }
}
