import SQLText

/// The candidate a mistyped word most likely stands for.
func suggestion(for word: String, among candidates: [String]) -> String? {
    closestMatch(to: word, among: candidates)
}
