import TestSupport
import Testing

/// Values that the schema refuses, one at a time in a row that is otherwise good.
@Suite struct CloneGalleryValueTests {
    static let good: [String: ValueTrial.Row] = [
        "users": [
            ("id", "'u'"), ("email", "'a@b.co'"), ("name", "'N'"), ("role", "'visitor'"), ("avatar", "'/a.png'"),
            ("joined_at", "'2024-12-19T10:30:00Z'"), ("uploads", "0"), ("views", "0"),
        ],
        "images": [
            ("id", "'i'"), ("title", "'T'"), ("caption", "'c'"), ("alt_text", "''"), ("url", "'https://a/b'"),
            ("thumbnail", "'/t'"), ("uploader_id", "'user-001'"), ("uploaded_at", "'2024-12-19T10:30:00Z'"),
            ("privacy", "'public'"), ("views", "0"), ("is_ai_generated", "0"), ("width", "1"), ("height", "1"),
            ("size", "1"), ("format", "'PNG'"),
        ],
        "tags": [("id", "99"), ("name", "'t'"), ("count", "0"), ("trending", "0")],
        "albums": [
            ("id", "'a'"), ("title", "'T'"), ("description", "'d'"), ("cover_image_id", "'image-001'"),
            ("created_by", "'user-001'"), ("privacy", "'private'"), ("image_count", "0"),
        ],
        "image_tags": [("image_id", "'image-001'"), ("tag_id", "20")],
        "album_images": [("album_id", "'album-005'"), ("image_id", "'image-001'"), ("position", "5")],
        "user_likes": [("user_id", "'user-005'"), ("image_id", "'image-001'"), ("liked_at", "'2024-12-19T10:30:00Z'")],
        "ai_generation_meta": [
            ("image_id", "'image-001'"), ("model", "'m'"), ("prompt", "'p'"), ("negative_prompt", "NULL"),
            ("seed", "0"),
            ("steps", "1"), ("guidance_scale", "0.0"), ("sampler", "'s'"), ("generated_at", "'2024-12-19T10:30:00Z'"),
        ],
        "analytics": [
            ("id", "99"), ("category", "'usage'"), ("metric", "'m_1'"), ("value", "1.5"), ("unit", "'u'"),
            ("recorded_at", "'2024-12-19T10:30:00Z'"),
        ],
    ]

    private static let times = [
        "'2024-12-19'", "'2024-12-19 10:30:00'", "'2024-12-19T10:30:00'", "'2024-12-19T10:30:00+02:00'",
        "'2024-12-19T10:30:00.5Z'", "'2024-02-30T10:30:00Z'", "'2024-13-01T00:00:00Z'", "'2024-12-19T24:00:00Z'",
        "'now'", "''", "NULL", "5", "2460000.5", "'yesterday'", "'2024-12-19t10:30:00z'",
    ]
    private static let addresses = [
        "''", "'javascript:alert(1)'", "'data:x'", "'//evil.example'", "'ftp://x'", "'http://'", "'https://'",
        "'a.png'",
        "'/'",
    ]
    private static let blanks = ["''", "'  '", "NULL"]

    static let bad: [String: [String: [String]]] = [
        "users": [
            "id": blanks + ["'user-001'"],
            "email": [
                "''", "'a'", "'a@b'", "'@b.co'", "'a@b@c.co'", "'a b@c.co'", "'AVA.lindqvist@EXAMPLE.com'", "NULL",
            ], "name": blanks, "role": ["'Admin'", "'owner'", "''", "NULL"], "avatar": addresses, "joined_at": times,
            "uploads": ["-1", "NULL", "1.5", "'x'"], "views": ["-1", "NULL", "'x'", "0.5"],
        ],
        "images": [
            "id": blanks + ["'image-001'"], "title": blanks, "alt_text": ["NULL"], "url": addresses + ["NULL"],
            "thumbnail": addresses + ["NULL"], "uploader_id": ["'nobody'", "NULL"], "uploaded_at": times,
            "privacy": ["'secret'", "'Public'", "''", "NULL"], "views": ["-1", "NULL"],
            "is_ai_generated": ["2", "-1", "NULL", "'true'"], "width": ["0", "-1", "NULL", "1.5"],
            "height": ["0", "-1", "NULL"], "size": ["0", "-1", "NULL"],
            "format": ["'jpeg'", "'JPG'", "'EXE'", "''", "NULL"],
        ],
        "tags": [
            "id": ["1", "'x'"], "name": blanks + ["'NATURE'"], "count": ["-1", "NULL", "'x'"],
            "trending": ["2", "NULL", "'yes'"],
        ],
        "albums": [
            "id": blanks + ["'album-001'"], "title": blanks, "cover_image_id": ["'nothing'"],
            "created_by": ["'nobody'", "NULL"], "privacy": ["'x'", "NULL"], "image_count": ["-1", "NULL"],
        ],
        "image_tags": ["image_id": ["'nothing'", "NULL"], "tag_id": ["999", "NULL", "1"]],
        "album_images": [
            "album_id": ["'nothing'", "NULL"], "image_id": ["'nothing'", "NULL", "'image-004'"],
            "position": ["-1", "NULL", "0", "'x'"],
        ],
        "user_likes": [
            "user_id": ["'nobody'", "NULL", "'user-004'"], "image_id": ["'nothing'", "NULL", "'image-003'"],
            "liked_at": times,
        ],
        "ai_generation_meta": [
            "image_id": ["'nothing'", "NULL", "'image-003'"], "model": blanks, "prompt": blanks, "seed": ["-1", "'x'"],
            "steps": ["0", "-1"], "guidance_scale": ["-0.1", "'x'"], "sampler": ["''", "' '"], "generated_at": times,
        ],
        "analytics": [
            "id": ["1"], "category": ["'x'", "''", "NULL"], "metric": ["''", "'Total'", "'a b'", "'1a'", "NULL"],
            "value": ["NULL", "'x'"], "unit": blanks, "recorded_at": times,
        ],
    ]

    @Test(arguments: good.keys.sorted())
    func everyBadValueIsRefused(_ table: String) {
        let gallery = CloneGallery()
        let trial = ValueTrial(
            table: table, good: Self.good[table] ?? [], bad: Self.bad[table] ?? [:],
            count: Int(gallery.sql("SELECT count(*) FROM \(table)")) ?? -1)
        #expect(trial.tries > 4)
        #expect(gallery.sql(trial.script) == "")
    }

    @Test func defaultsMakeAUserOfANameAndAnAddress() {
        let gallery = CloneGallery()
        let row = gallery.sql(
            "INSERT INTO users (id, email, name) VALUES ('d', 'd@d.de', 'D'); "
                + "SELECT role, avatar IS NULL, joined_at > '2024-12-19T10:30:00Z', uploads, views FROM users WHERE id = 'd'"
        )
        #expect(row == "visitor|1|1|0|0")
    }
}
