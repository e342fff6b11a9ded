/// What the process tells its caller: one number per kind of end, the same for every command.
public enum ExitStatus: Int32, Sendable, Hashable, CaseIterable {
    /// Done, or nothing to do.
    case done = 0
    /// It ran and failed; the failing step changed nothing.
    case failed = 1
    /// Wrong usage or configuration.
    case usage = 2
    /// The answer is no, where one was asked for (`--check`: pending, drift, findings).
    case answerIsNo = 3
    /// History or plan needs a person: edited, missing, duplicate, out of order, half-run.
    case needsPerson = 4
    /// Server or storage out of reach, or lost. Worth a retry.
    case outOfReach = 5
    /// The lock was not had in time. Worth a retry.
    case locked = 6
    /// A confirmation is needed, or the command was refused for safety.
    case refused = 7
    /// Data damaged or not authentic.
    case damaged = 8
    /// A fault of Martlet's own.
    case internalFault = 70
    /// Stopped by SIGINT, rolled back.
    case interrupted = 130
    /// Stopped by SIGTERM, rolled back.
    case terminated = 143
}
