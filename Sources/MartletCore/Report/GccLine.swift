internal import Lint
internal import SQLText

/// A finding in a line as compilers write them: `FILE:LINE:COLUMN: warning: message [code]`.
///
/// Source: <https://www.gnu.org/prep/standards/html_node/Errors.html>.
enum GccLine {
    static func text(_ placed: PlacedFinding) -> String {
        let position = placed.location.position.map { ":\($0.line):\($0.column)" } ?? ""
        let finding = placed.finding
        return PrintableText.escaping(
            "\(placed.location.file)\(position): \(finding.severity.rawValue): \(finding.message) [\(finding.code)]")
    }
}
