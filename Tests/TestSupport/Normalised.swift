extension String {
    /// The text with all that differs from run to run and from machine to machine put to one value.
    /// - Parameters:
    ///   - folder: The scratch folder of the run.
    ///   - name: What is shown in its place.
    public func normalised(_ folder: String, as name: String) -> String {
        replacing(folder, with: name)
            .replacing(#/(tester|ava)@[^\s",]+/#) { "\($0.output.1)@host" }
            .replacing(#/process \d+ on [^\s,]+/#, with: "process 4711 on host")
            .replacing(#/process \d+ \(\S*python3/#, with: "process 4711 (python3")
            .replacing(#/sha256 [0-9a-f]{64}/#, with: "sha256 0123456789abcdef…")
            .replacing(#/_(backup|before_[a-z]+)_\d{8}(-?\d{6})?/#) { "_\($0.output.1)_20260102" }
            .replacing(#/before-restore-\d{14}/#, with: "before-restore-20260102030405")
            .replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#, with: "2026-01-02T03:04:05.678Z")
            .replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#, with: "2026-01-02T03:04:05Z")
            .replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/#, with: "2026-01-02 03:04:05")
            .replacing(#/Created: \d{4}-\d\d-\d\d/#, with: "Created: 2026-01-02")
            // In a column, the width of a duration moves what is before it, and that of a name what is behind it.
            .replacing(#/(03:04:05|done|failed|started) {2,}<?\d+(?:\.\d+)? (?:ms|s|µs)\b/#) { "\($0.output.1)  0 ms" }
            .replacing(#/<?\b\d+(\.\d+)? (ms|s|µs)\b/#, with: "0 ms")
            .replacing(#/APPLIED {14,}TOOK/#, with: "APPLIED              TOOK")
            .replacing(#/APPLIED \(UTC\) {8,}TOOK/#, with: "APPLIED (UTC)        TOOK")
            .replacing(#/RESULT {2,}TOOK/#, with: "RESULT  TOOK")
            .replacing(#/BY {2,}KIND/#, with: "BY           KIND")
            .replacing(#/"(execution_ms|duration_ms)": ?\d+/#) { "\"\($0.output.1)\": 0" }
            .replacing(#/"run": "[^"]*"/#, with: "\"run\": \"run\"")
            .replacing(#/"(server_version)": ?"\d[^"]*"/#, with: "\"server_version\": \"3.0.0\"")
            .replacing(#/SQLite \d+\.\d+\.\d+/#, with: "SQLite 3.0.0")
            .replacing(#/"(martlet|version)": ?"\d+\.\d+\.\d+"/#) { "\"\($0.output.1)\": \"0.0.0\"" }
            .replacing(#/martlet \d+\.\d+\.\d+/#, with: "martlet 0.0.0")
    }
}
