/// The keys of `lint` in `martlet.yaml`.
enum LintKey: String, Sendable, CaseIterable {
    case ignore
    case failOn = "fail_on"
    case baseline, statistics
    case serverVersion = "server_version"
}
