/// The scripts kept with a history row, so that a rollback needs no file.
public struct RecordedScripts: Sendable, Hashable {
    /// The way forward; `nil` if it was too long to keep.
    public var up: String?
    /// The way back; `nil` if there is none, or it was too long to keep.
    public var down: String?

    /// Makes a pair of scripts.
    public init(up: String?, down: String?) {
        self.up = up
        self.down = down
    }

    /// Longer scripts are not kept.
    public static let limit = 1 << 20
}
