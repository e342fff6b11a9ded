/// The version of this program: that of the newest release in `CHANGELOG.md`, or of the first one to come.
package enum MartletVersion {
    /// As in the changelog.
    package static let current = "0.1.0"
    /// The day of the release, for the manual.
    package static let date = "2026-11-21"
}
