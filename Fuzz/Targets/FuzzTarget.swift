/// One part of Martlet that reads what others wrote, and what must hold whatever that is.
struct FuzzTarget: Sendable {
    /// Its name on the command line of `Scripts/fuzz`, and that of its folder under `Corpus`.
    let name: String
    /// Throws if something does not hold for an input; an input that is refused as it should be is no violation.
    let check: @Sendable ([UInt8]) throws -> Void

    /// Every target there is.
    static let all = [
        FuzzTarget(name: "configuration", check: ConfigurationTarget.check),
        FuzzTarget(name: "directives", check: DirectivesTarget.check),
        FuzzTarget(name: "file-names", check: FileNamesTarget.check),
        FuzzTarget(name: "history", check: HistoryTarget.check),
        FuzzTarget(name: "layouts", check: LayoutsTarget.check),
        FuzzTarget(name: "lint", check: LintingTarget.check),
        FuzzTarget(name: "manifests", check: ManifestsTarget.check),
        FuzzTarget(name: "postgres-scanner", check: PostgresScannerTarget.check),
        FuzzTarget(name: "splitting", check: SplittingTarget.check),
        FuzzTarget(name: "tool-histories", check: ToolHistoriesTarget.check),
        FuzzTarget(name: "urls", check: URLsTarget.check),
    ]
}

/// Something that should hold and does not.
struct Violation: Error, CustomStringConvertible {
    let description: String
}

/// Throws unless something holds.
func require(_ holds: Bool, _ otherwise: @autoclosure () -> String) throws {
    if !holds { throw Violation(description: otherwise()) }
}

/// The value, or a violation if there is none.
func require<Value>(_ value: Value?, _ otherwise: @autoclosure () -> String) throws -> Value {
    guard let value else { throw Violation(description: otherwise()) }
    return value
}
