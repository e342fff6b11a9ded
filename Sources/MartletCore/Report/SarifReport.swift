internal import Lint
internal import SQLText

/// SARIF, the format of OASIS for what such programs find.
///
/// Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.
enum SarifReport {
    static func document(_ report: LintReport) -> JSONValue {
        [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": driver(report)], "columnKind": "unicodeCodePoints",
                    "results": .array(report.findings.map(result)),
                ]
            ],
        ]
    }

    private static func driver(_ report: LintReport) -> JSONValue {
        let codes = Set(report.findings.map(\.finding.code)).sorted()
        let rules: [JSONValue] = codes.map { ["id": .string($0)] }
        return ["name": "martlet", "version": .string(MartletVersion.current), "rules": .array(rules)]
    }

    private static func result(_ placed: PlacedFinding) -> JSONValue {
        let help = placed.finding.help.map { "\n\($0)" } ?? ""
        return [
            "ruleId": .string(placed.finding.code), "level": .string(placed.finding.severity.rawValue),
            "message": ["text": .string(placed.finding.message + help)],
            "partialFingerprints": ["statement/v1": .string(placed.fingerprint)],
            "locations": [
                [
                    "physicalLocation": [
                        "artifactLocation": ["uri": .string(uri(placed.location.file))], "region": region(placed),
                    ]
                ]
            ],
        ]
    }

    private static func region(_ placed: PlacedFinding) -> JSONValue {
        let start = placed.location.position ?? SourcePosition(line: 1, column: 1)
        return [
            "startLine": .integer(start.line), "startColumn": .integer(start.column),
            "endLine": .integer(placed.end.line), "endColumn": .integer(placed.end.column),
        ]
    }

    /// A path with what means something else in a URI as percent and two digits.
    private static func uri(_ path: String) -> String {
        path.utf8.map { byte in
            let isPlain = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte >= 0x30 && byte <= 0x39
            if isPlain || "-._~/".utf8.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.utf8.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
