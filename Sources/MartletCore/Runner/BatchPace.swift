/// How large the batches are, and how long the pauses between them: as the file says, or gentler while others wait.
struct BatchPace {
    private let wantedRows: Int
    private let wantedPause: Duration
    /// How many rows the next batch goes through.
    private(set) var rows: Int
    /// How long others have before it.
    private(set) var pause: Duration
    /// How many batches nobody has waited for since the last change.
    private var calm = 0

    private static let fewestRows = 50
    private static let firstPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(5)
    private static let patience = 10

    /// Begins as the file says.
    init(_ options: BatchOptions) {
        wantedRows = options.rows ?? 1
        wantedPause = options.pause ?? .zero
        (rows, pause) = (wantedRows, wantedPause)
    }

    /// Somebody waits for what a batch has, or has what it needs: half the rows, twice the pause.
    mutating func giveWay() {
        rows = max(rows / 2, min(wantedRows, Self.fewestRows))
        pause = max(min(max(pause * 2, Self.firstPause), Self.longestPause), wantedPause)
        calm = 0
    }

    /// Nobody waits: after ten such batches a quarter more.
    mutating func goOn() {
        guard rows < wantedRows || pause > wantedPause else { return }
        calm += 1
        guard calm >= Self.patience else { return }
        calm = 0
        rows = min(wantedRows, rows + max(rows / 4, 1))
        pause = pause < Self.firstPause / 2 ? wantedPause : max(wantedPause, pause * 3 / 4)
    }
}
