import Testing

@testable import SQLText

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("abc", "abc", 0), ("stauts", "status", 1), ("kitten", "sitting", 3),
        ("ab", "ba", 1),
        ("abcd", "badc", 2), ("é漢", "e漢", 1), ("ca", "abc", 3),
    ])
    func distanceCountsEdits(_ left: String, _ right: String, _ distance: Int) {
        #expect(editDistance(left, right) == distance)
        #expect(editDistance(right, left) == distance)
    }

    static let commands = ["migrate", "rollback", "status", "plan", "seed", "up", "down", "url"]

    @Test(arguments: [
        ("stauts", "status"), ("migrat", "migrate"), ("rolback", "rollback"), ("UP", "up"), ("upp", "up"),
        ("seeds", "seed"), ("urll", "url"),
        ("plna", "plan"), ("xyz", nil), ("", nil), ("transmogrify", nil), ("do", nil),
    ])
    func nearestWordIsSuggested(_ word: String, _ match: String?) {
        #expect(closestMatch(to: word, among: Self.commands) == match)
    }
}
