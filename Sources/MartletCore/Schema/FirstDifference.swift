/// Where a file and the text that it should have part.
enum FirstDifference {
    /// The first line that is not the same in both, as each has it; for the notes of an error.
    static func notes(between file: String, and text: String, of what: String) -> [String] {
        guard !file.isEmpty else { return ["there is nothing in the file, or there is none"] }
        let lines = [file, text].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        let place = zip(lines[0], lines[1]).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let number = place ?? min(lines[0].count, lines[1].count) - 1
        let shown = lines.map { $0.indices.contains(number) ? Excerpt.of(String($0[number])) : "" }
        return ["line \(number + 1) of the file: \(shown[0])", "line \(number + 1) of \(what): \(shown[1])"]
    }
}
