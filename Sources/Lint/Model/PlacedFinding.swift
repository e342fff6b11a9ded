public import SQLText

/// A finding with its place in the file as people count it.
public struct PlacedFinding: Sendable, Hashable {
    /// What was found.
    public var finding: Finding
    /// Where it begins, with its line.
    public let location: SourceLocation
    /// Behind its last character.
    public let end: SourcePosition
    /// What tells it from others when lines above it come and go: the code and a digest of the statement.
    public let fingerprint: String

    init(_ finding: Finding, in text: SourceText, _ lines: LineIndex, statement: SQLStatement?) {
        self.finding = finding
        let firstLine = text.lineRange(around: SourceOffset(utf8: finding.range.lowerBound))
        let marked = finding.range.clamped(
            to: finding.range.lowerBound..<max(firstLine.upperBound, finding.range.lowerBound))
        location = lines.location(
            of: SourceOffset(utf8: finding.range.lowerBound), length: text.text(in: marked).unicodeScalars.count)
        end = lines.position(of: SourceOffset(utf8: finding.range.upperBound))
        fingerprint = StatementDigest.text(text.text(in: statement?.range ?? finding.range), text.dialect)
    }
}
