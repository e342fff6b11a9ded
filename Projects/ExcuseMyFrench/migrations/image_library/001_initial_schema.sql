-- Migration: image_library/001_initial_schema.sql
-- Description: Images of the characters, their use and their collections

-- Conventions: see trends/001_initial_schema.sql.

CREATE TABLE image_library (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    character         TEXT    NOT NULL CHECK (character IN ('butcher', 'nutsy')),
    -- 'happy', 'sad', 'angry', …
    emotion           TEXT    NOT NULL CHECK (trim(emotion) <> ''),
    -- 'sitting', 'standing', 'jumping', …
    pose              TEXT    NOT NULL CHECK (trim(pose) <> ''),
    file_path         TEXT    NOT NULL UNIQUE CHECK (trim(file_path) <> ''),
    source            TEXT    NOT NULL CHECK (source IN ('generated', 'photo', 'dreambooth', 'stable_diffusion')),
    file_size_bytes   INTEGER CHECK (file_size_bytes >= 0),
    width             INTEGER CHECK (width > 0),
    height            INTEGER CHECK (height > 0),
    format            TEXT    CHECK (format IN ('png', 'jpg', 'webp')),
    generation_prompt TEXT,
    generation_model  TEXT,
    -- NULL as long as nobody has judged it.
    quality_score     REAL    CHECK (quality_score BETWEEN 0.0 AND 1.0),
    usage_count       INTEGER NOT NULL DEFAULT 0 CHECK (usage_count >= 0),
    tags              TEXT    CHECK (tags IS NULL OR json_valid(tags) AND json_type(tags) = 'array'),
    metadata          TEXT    CHECK (metadata IS NULL OR json_valid(metadata)),
    timestamp         TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                              CHECK (timestamp LIKE '____-__-__%' AND julianday(timestamp) IS NOT NULL),
    created_at        TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                              CHECK (created_at LIKE '____-__-__%' AND julianday(created_at) IS NOT NULL),
    last_used_at      TEXT    CHECK (last_used_at IS NULL
                                     OR last_used_at LIKE '____-__-__%' AND julianday(last_used_at) IS NOT NULL)
) STRICT;

CREATE TABLE image_usage (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    image_id     INTEGER NOT NULL REFERENCES image_library (id) ON DELETE CASCADE,
    video_id     TEXT    NOT NULL CHECK (trim(video_id) <> ''),
    scene_number INTEGER CHECK (scene_number >= 0),
    timestamp    TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                         CHECK (timestamp LIKE '____-__-__%' AND julianday(timestamp) IS NOT NULL)
) STRICT;

CREATE TABLE image_collections (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL UNIQUE CHECK (trim(name) <> ''),
    description TEXT,
    -- NULL for a collection of both.
    character   TEXT    CHECK (character IN ('butcher', 'nutsy')),
    created_at  TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                        CHECK (created_at LIKE '____-__-__%' AND julianday(created_at) IS NOT NULL)
) STRICT;

CREATE TABLE collection_images (
    collection_id INTEGER NOT NULL REFERENCES image_collections (id) ON DELETE CASCADE,
    image_id      INTEGER NOT NULL REFERENCES image_library (id) ON DELETE CASCADE,
    sort_order    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (collection_id, image_id)
) STRICT;

CREATE INDEX idx_image_library_character ON image_library (character);
CREATE INDEX idx_image_library_emotion ON image_library (emotion);
CREATE INDEX idx_image_library_pose ON image_library (pose);
CREATE INDEX idx_image_library_source ON image_library (source);
CREATE INDEX idx_image_library_quality ON image_library (quality_score DESC);
CREATE INDEX idx_image_library_char_emotion ON image_library (character, emotion);
CREATE INDEX idx_image_usage_image_id ON image_usage (image_id);
CREATE INDEX idx_image_usage_video_id ON image_usage (video_id);

-- A use that is recorded late does not turn last_used_at back.
CREATE TRIGGER update_image_usage_stats AFTER INSERT ON image_usage
BEGIN
    UPDATE image_library
    SET usage_count = usage_count + 1,
        last_used_at = CASE
            WHEN julianday(last_used_at) >= julianday(NEW.timestamp) THEN last_used_at
            ELSE NEW.timestamp
        END
    WHERE id = NEW.image_id;
END;

-- ROLLBACK:
-- DROP TABLE collection_images;
-- DROP TABLE image_collections;
-- DROP TABLE image_usage;
-- DROP TABLE image_library;
