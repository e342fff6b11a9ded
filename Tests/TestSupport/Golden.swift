internal import Glibc
public import Testing

/// Compares text with a file of the repository; `RECORD_GOLDEN=1` writes the file anew, to be looked at before it is kept.
public enum Golden {
    /// Whether files are written anew.
    public static var isRecording: Bool { getenv("RECORD_GOLDEN") != nil }

    /// Expects `text` to be the golden of this name under `Tests/Fixtures/golden`.
    public static func expect(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let path = MartletBinary.packageRoot + "/Tests/Fixtures/golden/" + name
        if isRecording {
            _ = Program.run(["mkdir", "-p", path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }])
            TextFile.write(text, to: path)
            return
        }
        guard let golden = TextFile.read(path) else {
            Issue.record("there is no golden \(name); record it with RECORD_GOLDEN=1", sourceLocation: sourceLocation)
            return
        }
        #expect(text == golden, "differs from \(name)", sourceLocation: sourceLocation)
    }
}
