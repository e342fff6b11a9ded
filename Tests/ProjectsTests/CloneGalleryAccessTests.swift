import TestSupport
import Testing

/// Who sees and changes what: the project's queries, asked for each user of the sample data.
@Suite struct CloneGalleryAccessTests {
    /// The users of the sample data: an admin, two editors, two visitors; somebody unknown; nobody.
    static let askers: [String?] = ["user-001", "user-002", "user-003", "user-004", "user-005", "nobody", nil]

    private func parameters(_ asker: String?, _ more: [String: String] = [:]) -> [String: String] {
        var values = more.mapValues { Int($0) == nil ? "'\($0)'" : $0 }
        if let asker { values["user_id"] = "'\(asker)'" }
        return values
    }

    /// How many rows each asker gets.
    static let counts: [(query: String, parameters: [String: String], rows: [Int])] = [
        ("images_visible_to_user", ["limit": "100"], [8, 6, 7, 7, 6, 6, 6]),
        ("images_editable_by_user", ["limit": "100"], [8, 6, 7, 1, 0, 0, 0]),
        ("albums_visible_to_user", ["limit": "100"], [6, 5, 6, 5, 5, 5, 5]),
        ("album_images", ["album_id": "album-006"], [3, 2, 2, 3, 2, 2, 2]),
        ("album_images", ["album_id": "album-005"], [1, 0, 1, 0, 0, 0, 0]),
        ("images_by_tag", ["tag": "SEA", "limit": "100"], [2, 1, 1, 2, 1, 1, 1]),
        ("image_for_user", ["image_id": "image-008"], [1, 0, 0, 1, 0, 0, 0]),
        ("images_of_user", ["owner_id": "user-003", "limit": "9"], [3, 2, 3, 2, 2, 2, 2]),
        ("users_by_role", ["role": "editor"], [2, 0, 0, 0, 0, 0, 0]),
    ]

    @Test(arguments: counts.indices)
    func eachSeesWhatIsTheirs(_ index: Int) {
        let (query, values, rows) = Self.counts[index]
        let gallery = CloneGallery()
        for (asker, count) in zip(Self.askers, rows) {
            let found = gallery.column(query, parameters(asker, values))
            #expect(found.count == count, "\(query) for \(asker ?? "no one"): \(found)")
        }
    }

    @Test func listsAreInTheirOrder() {
        let gallery = CloneGallery()
        func numbers(_ query: String, _ parameters: [String: String]) -> String {
            gallery.column(query, parameters).map { String($0.last ?? "?") }.joined()
        }
        #expect(numbers("feed", ["limit": "4"]) == "7653")
        let next = ["limit": "4", "before_at": "'2024-10-19T09:15:00Z'", "before_id": "'image-003'"]
        #expect(numbers("feed", next) == "21")
        #expect(numbers("likes_of_user", ["user_id": "'user-004'", "limit": "9"]) == "731")
        #expect(numbers("images_popular", ["limit": "9"]) == "317256")
        #expect(numbers("images_generated", ["limit": "9"]) == "53")
        let top = gallery.sql(gallery.script(of: "tags_top", ["limit": "5"])).split(separator: "\n").map {
            $0.split(separator: "|")[1]
        }
        #expect(top == ["ai-art", "fantasy", "nature", "travel", "animals"])
        let trending = gallery.sql(gallery.script(of: "tags_trending", ["limit": "9"])).split(separator: "\n")
        #expect(trending.map { $0.split(separator: "|")[1] } == ["ai-art", "city", "landscape", "night", "macro"])
    }

    @Test func pagesShowEachImageOnce() {
        let gallery = CloneGallery()
        var seen: [String] = []
        var position: [String: String] = [:]
        while true {
            let page = ["user_id": "'user-001'", "limit": "3"].merging(position) { $1 }
            let rows = gallery.sql(gallery.script(of: "images_visible_to_user", page)).split(separator: "\n")
                .map { $0.split(separator: "|", omittingEmptySubsequences: false) }
            guard let last = rows.last, seen.count < 20 else { break }
            seen += rows.map { String($0[0]) }
            position = ["before_at": "'\(last[6])'", "before_id": "'\(last[0])'"]
        }
        #expect(seen == (1...8).reversed().map { "image-00\($0)" })
    }

    @Test func likesCountOncePerUserAndImage() {
        let gallery = CloneGallery()
        func change(_ query: String, _ user: String, _ image: String) -> String {
            gallery.sql(
                gallery.script(of: query, ["user_id": "'\(user)'", "image_id": "'\(image)'"]) + "SELECT changes();")
        }
        #expect(change("like", "user-005", "image-008") == "0", "a private image of somebody else")
        #expect(change("like", "user-005", "image-001") == "1")
        #expect(change("like", "user-005", "image-001") == "0", "a second time")
        #expect(change("like", "user-004", "image-008") == "1", "an own private image")
        #expect(change("unlike", "user-005", "image-001") == "1")
        #expect(change("unlike", "user-005", "image-001") == "0")
        #expect(gallery.sql("SELECT count(*) FROM user_likes") == "13")
        let strangers = gallery.attempt(gallery.script(of: "like", ["user_id": "'nobody'", "image_id": "'image-001'"]))
        #expect(strangers.status != 0)
        let none = gallery.attempt(gallery.script(of: "like", ["image_id": "'image-001'"]))
        #expect(none.status != 0)
    }

    @Test func viewsAreCountedWhereTheyAreAllowed() {
        let gallery = CloneGallery()
        func change(_ query: String, _ parameters: [String: String]) -> String {
            gallery.sql(gallery.script(of: query, parameters) + "SELECT changes();")
        }
        #expect(change("image_viewed", ["image_id": "'image-001'"]) == "1")
        #expect(change("image_viewed", ["image_id": "'image-008'"]) == "0")
        #expect(change("profile_viewed", ["owner_id": "'user-001'"]) == "1")
        #expect(change("profile_viewed", ["owner_id": "'user-001'", "user_id": "'user-001'"]) == "0")
    }

    @Test(arguments: [false, true])
    func movingAnImageKeepsTheOthersInOrder(_ isRecursive: Bool) {
        let gallery = CloneGallery()
        let order =
            "SELECT group_concat(image_id || ' ' || position) FROM (SELECT * FROM album_images "
            + "WHERE album_id = 'album-001' ORDER BY position);\n"
        let start = gallery.sql("SELECT image_id FROM album_images WHERE album_id = 'album-001' ORDER BY position")
            .split(separator: "\n")
        #expect(start.count == 5)
        var script = ""
        var expected: [String] = []
        for from in start.indices {
            for to in 0...6 {
                var list = start
                let image = list.remove(at: from)
                list.insert(image, at: min(to, list.count))
                expected.append(list.enumerated().map { "\($1) \($0)" }.joined(separator: ","))
                let move = gallery.script(
                    of: "album_move_image",
                    [
                        "album_id": "'album-001'", "image_id": "'\(image)'", "position": "\(to)",
                        "user_id": "'user-001'",
                    ])
                script += "SAVEPOINT one;\n\(move)\(order)\(gallery.contradictions)ROLLBACK TO one; RELEASE one;\n"
            }
        }
        #expect(gallery.sql(script, recursiveTriggers: isRecursive) == expected.joined(separator: "\n"))
    }

    @Test func nobodyMovesImagesInAlbumsOfOthers() {
        let gallery = CloneGallery()
        let before = gallery.content
        for (image, position, user) in [("image-001", 3, "user-002"), ("image-006", 0, "user-001")] {
            _ = gallery.sql(
                gallery.script(
                    of: "album_move_image",
                    [
                        "album_id": "'album-001'", "image_id": "'\(image)'", "position": "\(position)",
                        "user_id": "'\(user)'",
                    ]))
        }
        #expect(gallery.content == before)
        let negative = gallery.attempt(
            gallery.script(
                of: "album_move_image",
                ["album_id": "'album-001'", "image_id": "'image-001'", "position": "-1", "user_id": "'user-001'"]))
        #expect(negative.status != 0)
    }
}
