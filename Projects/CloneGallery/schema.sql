-- The schema, written by `martlet dump`. Changes belong into migrations.

CREATE TABLE ai_generation_meta (
    image_id        TEXT    NOT NULL PRIMARY KEY REFERENCES images (id) ON UPDATE CASCADE ON DELETE CASCADE,
    model           TEXT    NOT NULL CHECK (trim(model) <> ''),
    prompt          TEXT    NOT NULL CHECK (trim(prompt) <> ''),
    negative_prompt TEXT,
    seed            INTEGER CHECK (seed >= 0),
    steps           INTEGER CHECK (steps > 0),
    guidance_scale  REAL    CHECK (guidance_scale >= 0),
    sampler         TEXT    CHECK (trim(sampler) <> ''),
    generated_at    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
                            CHECK (generated_at IS strftime('%Y-%m-%dT%H:%M:%SZ', generated_at, '+0 days'))
) STRICT;

CREATE TABLE album_images (
    album_id TEXT    NOT NULL REFERENCES albums (id) ON UPDATE CASCADE ON DELETE CASCADE,
    image_id TEXT    NOT NULL REFERENCES images (id) ON UPDATE CASCADE ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    PRIMARY KEY (album_id, image_id),
    -- One image per place; queries/album_move_image.sql reorders.
    UNIQUE (album_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_album_images_image ON album_images (image_id);

CREATE TABLE albums (
    id             TEXT    NOT NULL PRIMARY KEY CHECK (trim(id) <> ''),
    title          TEXT    NOT NULL CHECK (trim(title) <> ''),
    description    TEXT,
    -- An album outlives its cover.
    cover_image_id TEXT    REFERENCES images (id) ON UPDATE CASCADE ON DELETE SET NULL,
    created_by     TEXT    NOT NULL REFERENCES users (id) ON UPDATE CASCADE ON DELETE CASCADE,
    privacy        TEXT    NOT NULL DEFAULT 'private' CHECK (privacy IN ('public', 'private')),
    image_count    INTEGER NOT NULL DEFAULT 0 CHECK (image_count >= 0)
) STRICT;
CREATE INDEX idx_albums_cover_image ON albums (cover_image_id);
CREATE INDEX idx_albums_created_by ON albums (created_by);
CREATE INDEX idx_albums_title ON albums (title COLLATE NOCASE, id);

CREATE TABLE analytics (
    id          INTEGER PRIMARY KEY,
    category    TEXT    NOT NULL CHECK (category IN ('application', 'performance', 'usage')),
    metric      TEXT    NOT NULL CHECK (metric GLOB '[a-z]*' AND metric NOT GLOB '*[^a-z0-9_]*'),
    value       REAL    NOT NULL,
    unit        TEXT    NOT NULL DEFAULT 'count' CHECK (trim(unit) <> ''),
    recorded_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
                        CHECK (recorded_at IS strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at, '+0 days')),
    UNIQUE (metric, recorded_at)
) STRICT;
CREATE INDEX idx_analytics_category ON analytics (category, metric, recorded_at);

CREATE TABLE image_tags (
    image_id TEXT    NOT NULL REFERENCES images (id) ON UPDATE CASCADE ON DELETE CASCADE,
    tag_id   INTEGER NOT NULL REFERENCES tags (id) ON UPDATE CASCADE ON DELETE CASCADE,
    PRIMARY KEY (image_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_image_tags_tag ON image_tags (tag_id);

CREATE TABLE images (
    id              TEXT    NOT NULL PRIMARY KEY CHECK (trim(id) <> ''),
    title           TEXT    NOT NULL CHECK (trim(title) <> ''),
    caption         TEXT,
    -- Empty means decorative, as in HTML.
    alt_text        TEXT    NOT NULL DEFAULT '',
    url             TEXT    NOT NULL
                            CHECK (url GLOB 'https://?*' OR url GLOB 'http://?*' OR url GLOB '/[^/]*'),
    thumbnail       TEXT    NOT NULL
                            CHECK (thumbnail GLOB 'https://?*' OR thumbnail GLOB 'http://?*'
                                   OR thumbnail GLOB '/[^/]*'),
    uploader_id     TEXT    NOT NULL REFERENCES users (id) ON UPDATE CASCADE ON DELETE CASCADE,
    uploaded_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
                            CHECK (uploaded_at IS strftime('%Y-%m-%dT%H:%M:%SZ', uploaded_at, '+0 days')),
    -- Private unless its owner says otherwise: nothing is published by accident.
    privacy         TEXT    NOT NULL DEFAULT 'private' CHECK (privacy IN ('public', 'private')),
    views           INTEGER NOT NULL DEFAULT 0 CHECK (views >= 0),
    is_ai_generated INTEGER NOT NULL DEFAULT 0 CHECK (is_ai_generated IN (0, 1)),
    -- Pixels, and bytes.
    width           INTEGER NOT NULL CHECK (width > 0),
    height          INTEGER NOT NULL CHECK (height > 0),
    size            INTEGER NOT NULL CHECK (size > 0),
    format          TEXT    NOT NULL
                            CHECK (format IN ('JPEG', 'PNG', 'GIF', 'WEBP', 'AVIF', 'HEIC', 'TIFF', 'SVG'))
) STRICT;
CREATE INDEX idx_images_ai_recent ON images (uploaded_at DESC, id DESC) WHERE is_ai_generated = 1;
CREATE INDEX idx_images_public_recent ON images (uploaded_at DESC, id DESC) WHERE privacy = 'public';
CREATE INDEX idx_images_public_views ON images (views DESC, id) WHERE privacy = 'public';
CREATE INDEX idx_images_uploaded_at ON images (uploaded_at DESC, id DESC);
CREATE INDEX idx_images_uploader ON images (uploader_id, uploaded_at DESC, id DESC);

CREATE TABLE tags (
    id       INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL COLLATE NOCASE UNIQUE CHECK (trim(name) <> ''),
    count    INTEGER NOT NULL DEFAULT 0 CHECK (count >= 0),
    trending INTEGER NOT NULL DEFAULT 0 CHECK (trending IN (0, 1))
) STRICT;
CREATE INDEX idx_tags_count ON tags (count DESC, name);
CREATE INDEX idx_tags_trending ON tags (count DESC, name) WHERE trending = 1;

CREATE TABLE user_likes (
    user_id  TEXT NOT NULL REFERENCES users (id) ON UPDATE CASCADE ON DELETE CASCADE,
    image_id TEXT NOT NULL REFERENCES images (id) ON UPDATE CASCADE ON DELETE CASCADE,
    liked_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
                  CHECK (liked_at IS strftime('%Y-%m-%dT%H:%M:%SZ', liked_at, '+0 days')),
    -- One like per user and image.
    PRIMARY KEY (user_id, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_user_likes_image ON user_likes (image_id);
CREATE INDEX idx_user_likes_user_time ON user_likes (user_id, liked_at DESC, image_id);

CREATE TABLE users (
    id        TEXT    NOT NULL PRIMARY KEY CHECK (trim(id) <> ''),
    -- One account per address, in capitals or not.
    email     TEXT    NOT NULL COLLATE NOCASE UNIQUE
                      CHECK (email LIKE '_%@_%._%' AND email NOT LIKE '%@%@%' AND email NOT LIKE '% %'),
    name      TEXT    NOT NULL CHECK (trim(name) <> ''),
    role      TEXT    NOT NULL DEFAULT 'visitor' CHECK (role IN ('admin', 'editor', 'visitor')),
    avatar    TEXT    CHECK (avatar GLOB 'https://?*' OR avatar GLOB 'http://?*' OR avatar GLOB '/[^/]*'),
    joined_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
                      CHECK (joined_at IS strftime('%Y-%m-%dT%H:%M:%SZ', joined_at, '+0 days')),
    uploads   INTEGER NOT NULL DEFAULT 0 CHECK (uploads >= 0),
    views     INTEGER NOT NULL DEFAULT 0 CHECK (views >= 0)
) STRICT;
CREATE INDEX idx_users_role ON users (role, name);

CREATE TRIGGER ai_generation_meta_insert AFTER INSERT ON ai_generation_meta
BEGIN
    UPDATE images SET is_ai_generated = 1 WHERE id = NEW.image_id AND is_ai_generated = 0;
END;

CREATE TRIGGER ai_generation_meta_update AFTER UPDATE OF image_id ON ai_generation_meta
BEGIN
    UPDATE images SET is_ai_generated = 1 WHERE id = NEW.image_id AND is_ai_generated = 0;
END;

CREATE TRIGGER album_images_delete AFTER DELETE ON album_images
BEGIN
    UPDATE albums SET image_count = image_count - 1 WHERE id = OLD.album_id;
END;

CREATE TRIGGER album_images_insert AFTER INSERT ON album_images
BEGIN
    UPDATE albums SET image_count = image_count + 1 WHERE id = NEW.album_id;
END;

CREATE TRIGGER album_images_update AFTER UPDATE ON album_images
BEGIN
    UPDATE albums SET image_count = image_count WHERE id IN (OLD.album_id, NEW.album_id);
END;

CREATE TRIGGER albums_insert_image_count AFTER INSERT ON albums
WHEN NEW.image_count <> (SELECT count(*) FROM album_images WHERE album_id = NEW.id)
BEGIN
    UPDATE albums SET image_count = (SELECT count(*) FROM album_images WHERE album_id = NEW.id) WHERE id = NEW.id;
END;

CREATE TRIGGER albums_update_image_count AFTER UPDATE OF image_count ON albums
WHEN NEW.image_count <> (SELECT count(*) FROM album_images WHERE album_id = NEW.id)
BEGIN
    UPDATE albums SET image_count = (SELECT count(*) FROM album_images WHERE album_id = NEW.id) WHERE id = NEW.id;
END;

CREATE TRIGGER image_tags_delete AFTER DELETE ON image_tags
BEGIN
    UPDATE tags SET count = count - 1 WHERE id = OLD.tag_id;
END;

CREATE TRIGGER image_tags_insert AFTER INSERT ON image_tags
BEGIN
    UPDATE tags SET count = count + 1 WHERE id = NEW.tag_id;
END;

CREATE TRIGGER image_tags_update AFTER UPDATE ON image_tags
BEGIN
    UPDATE tags SET count = count WHERE id IN (OLD.tag_id, NEW.tag_id);
END;

CREATE TRIGGER images_delete AFTER DELETE ON images
BEGIN
    UPDATE users SET uploads = uploads - 1 WHERE id = OLD.uploader_id;
END;

CREATE TRIGGER images_insert AFTER INSERT ON images
BEGIN
    UPDATE users SET uploads = uploads + 1 WHERE id = NEW.uploader_id;
END;

CREATE TRIGGER images_keep_ai_flag BEFORE UPDATE OF is_ai_generated ON images
WHEN NEW.is_ai_generated = 0 AND EXISTS (SELECT 1 FROM ai_generation_meta WHERE image_id = OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'image has AI generation metadata: delete its ai_generation_meta row first');
END;

CREATE TRIGGER images_update_uploader AFTER UPDATE OF uploader_id ON images
BEGIN
    UPDATE users SET uploads = uploads WHERE id IN (OLD.uploader_id, NEW.uploader_id);
END;

CREATE TRIGGER tags_insert_count AFTER INSERT ON tags
WHEN NEW.count <> (SELECT count(*) FROM image_tags WHERE tag_id = NEW.id)
BEGIN
    UPDATE tags SET count = (SELECT count(*) FROM image_tags WHERE tag_id = NEW.id) WHERE id = NEW.id;
END;

CREATE TRIGGER tags_update_count AFTER UPDATE OF count ON tags
WHEN NEW.count <> (SELECT count(*) FROM image_tags WHERE tag_id = NEW.id)
BEGIN
    UPDATE tags SET count = (SELECT count(*) FROM image_tags WHERE tag_id = NEW.id) WHERE id = NEW.id;
END;

CREATE TRIGGER users_insert_uploads AFTER INSERT ON users
WHEN NEW.uploads <> (SELECT count(*) FROM images WHERE uploader_id = NEW.id)
BEGIN
    UPDATE users SET uploads = (SELECT count(*) FROM images WHERE uploader_id = NEW.id) WHERE id = NEW.id;
END;

CREATE TRIGGER users_update_uploads AFTER UPDATE OF uploads ON users
WHEN NEW.uploads <> (SELECT count(*) FROM images WHERE uploader_id = NEW.id)
BEGIN
    UPDATE users SET uploads = (SELECT count(*) FROM images WHERE uploader_id = NEW.id) WHERE id = NEW.id;
END;

-- What Martlet keeps: its tables, and which migrations this schema has.

CREATE TABLE "migrations" (
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT 'recorded',
    state TEXT NOT NULL DEFAULT 'applied',
    success INTEGER NOT NULL DEFAULT 1,
    checksum TEXT,
    token_checksum TEXT,
    up_sql TEXT,
    down_sql TEXT,
    statements_total INTEGER NOT NULL DEFAULT 0,
    statements_applied INTEGER NOT NULL DEFAULT 0,
    applied_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    applied_by TEXT NOT NULL DEFAULT '',
    execution_ms INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    plan_id TEXT,
    forecast TEXT,
    progress TEXT,
    schema_fingerprint TEXT,
    adopted_from TEXT,
    adopted_version TEXT,
    adopted_checksum TEXT,
    adopted_variant TEXT,
    adopted_verdict TEXT,
    previous_hash TEXT
);

CREATE TABLE "migrations_log" (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    run_id TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    result TEXT NOT NULL,
    execution_ms INTEGER NOT NULL DEFAULT 0,
    run_by TEXT NOT NULL DEFAULT '',
    detail TEXT
);

CREATE TABLE "seeders" (
    name TEXT PRIMARY KEY NOT NULL,
    checksum TEXT NOT NULL DEFAULT '',
    rows INTEGER NOT NULL DEFAULT 0,
    applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);

INSERT INTO "migrations" (version, description, kind, checksum, token_checksum, statements_total, statements_applied) VALUES
('001', 'Initial schema', 'snapshot', 'v1:sha256:b37bf048730eca570c80022a6be7bc1cbf6e8b8d0d67de55535213671b4c8e76', 'v1:sha256:76ce2dc90491ddb82b4ab196167e7b3f8e35363ddbf20a2e0019e8664f070a83', 9, 9),
('002', 'Add indexes', 'snapshot', 'v1:sha256:f9567d1eb9c67ac52f736d581f22a24773f676c77c651506d52243d7901ca3e3', 'v1:sha256:898f2efbebdc50d95933943862a3e0e4fac8e480b5430b5264f4235682fe9122', 16, 16),
('003', 'Add triggers', 'snapshot', 'v1:sha256:c4f5569f84dc1944ed6cdd14f975dd567d619f9e90da6c2a715fb342d1b182fd', 'v1:sha256:a5c4be6486bd109419e0d948ae8cf997d0a4619164b837e7e252ff1f71fe2fbe', 21, 21);
