-- Migration: 001_initial_schema.sql
-- Description: Initial schema
-- Created: 2024-12-19

-- Conventions
--   * Tables are STRICT: a column holds its declared type and nothing else.
--   * Booleans are INTEGER 0 or 1.
--   * Times are UTC text of one form only, 2024-12-19T10:30:00Z, so that text order is time order. Each CHECK puts the
--     value through strftime() and wants it back unchanged: an offset or a missing Z is refused, and with '+0 days',
--     which makes SQLite do the arithmetic, 30 February too.
--   * Addresses are http(s) or start with a single slash: no javascript:, no data:, no //other-host.
--   * tags.count, albums.image_count and users.uploads are derived; migration 003 keeps them true.

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

CREATE TABLE tags (
    id       INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL COLLATE NOCASE UNIQUE CHECK (trim(name) <> ''),
    count    INTEGER NOT NULL DEFAULT 0 CHECK (count >= 0),
    trending INTEGER NOT NULL DEFAULT 0 CHECK (trending IN (0, 1))
) STRICT;

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

-- Junction tables are nothing but their key, so the key is the table (WITHOUT ROWID).

CREATE TABLE image_tags (
    image_id TEXT    NOT NULL REFERENCES images (id) ON UPDATE CASCADE ON DELETE CASCADE,
    tag_id   INTEGER NOT NULL REFERENCES tags (id) ON UPDATE CASCADE ON DELETE CASCADE,
    PRIMARY KEY (image_id, tag_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE album_images (
    album_id TEXT    NOT NULL REFERENCES albums (id) ON UPDATE CASCADE ON DELETE CASCADE,
    image_id TEXT    NOT NULL REFERENCES images (id) ON UPDATE CASCADE ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    PRIMARY KEY (album_id, image_id),
    -- One image per place; queries/album_move_image.sql reorders.
    UNIQUE (album_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_likes (
    user_id  TEXT NOT NULL REFERENCES users (id) ON UPDATE CASCADE ON DELETE CASCADE,
    image_id TEXT NOT NULL REFERENCES images (id) ON UPDATE CASCADE ON DELETE CASCADE,
    liked_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
                  CHECK (liked_at IS strftime('%Y-%m-%dT%H:%M:%SZ', liked_at, '+0 days')),
    -- One like per user and image.
    PRIMARY KEY (user_id, image_id)
) STRICT, WITHOUT ROWID;

-- How a generated image was made; at most one row per image.
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

-- ROLLBACK:
-- DROP TABLE analytics;
-- DROP TABLE ai_generation_meta;
-- DROP TABLE user_likes;
-- DROP TABLE album_images;
-- DROP TABLE image_tags;
-- DROP TABLE albums;
-- DROP TABLE tags;
-- DROP TABLE images;
-- DROP TABLE users;
