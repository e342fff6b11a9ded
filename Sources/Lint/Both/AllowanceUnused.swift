/// An allowance that allows nothing.
enum AllowanceUnused: LintRule {
    static let code = "allowance-unused"
    static let severity = Finding.Severity.warning

    static func finding(on allowance: Allowance, _ code: String) -> Finding {
        let place =
            switch allowance.scope {
            case .file: "in the file"
            case .statement: "in the statement"
            case .nothing: "here, as no statement follows"
            }
        return Finding(
            Self.self, at: allowance.range, "\(code) finds nothing \(place) that this could allow",
            help: "take it out, or move it above the statement that it is for")
    }
}
