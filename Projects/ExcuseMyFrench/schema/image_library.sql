-- The schema, written by `martlet dump`. Changes belong into migrations.

CREATE TABLE collection_images (
    collection_id INTEGER NOT NULL REFERENCES image_collections (id) ON DELETE CASCADE,
    image_id      INTEGER NOT NULL REFERENCES image_library (id) ON DELETE CASCADE,
    sort_order    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (collection_id, image_id)
) STRICT;
CREATE INDEX idx_collection_images_image_id ON collection_images (image_id);

CREATE TABLE image_collections (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL UNIQUE CHECK (trim(name) <> ''),
    description TEXT,
    -- NULL for a collection of both.
    character   TEXT    CHECK (character IN ('butcher', 'nutsy')),
    created_at  TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                        CHECK (created_at LIKE '____-__-__%' AND julianday(created_at) IS NOT NULL)
) STRICT;

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
CREATE INDEX idx_image_library_char_emotion ON image_library (character, emotion);
CREATE INDEX idx_image_library_character ON image_library (character);
CREATE INDEX idx_image_library_emotion ON image_library (emotion);
CREATE INDEX idx_image_library_pose ON image_library (pose);
CREATE INDEX idx_image_library_quality ON image_library (quality_score DESC);
CREATE INDEX idx_image_library_source ON image_library (source);

CREATE TABLE image_usage (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    image_id     INTEGER NOT NULL REFERENCES image_library (id) ON DELETE CASCADE,
    video_id     TEXT    NOT NULL CHECK (trim(video_id) <> ''),
    scene_number INTEGER CHECK (scene_number >= 0),
    timestamp    TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                         CHECK (timestamp LIKE '____-__-__%' AND julianday(timestamp) IS NOT NULL)
) STRICT;
CREATE INDEX idx_image_usage_image_id ON image_usage (image_id);
CREATE INDEX idx_image_usage_video_id ON image_usage (video_id);

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

-- What Martlet keeps: its tables, and which migrations this schema has.

CREATE TABLE "martlet_migrations" (
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

CREATE TABLE "martlet_log" (
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

CREATE TABLE "martlet_seeds" (
    name TEXT PRIMARY KEY NOT NULL,
    checksum TEXT NOT NULL DEFAULT '',
    rows INTEGER NOT NULL DEFAULT 0,
    applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);

INSERT INTO "martlet_migrations" (version, description, kind, checksum, token_checksum, statements_total, statements_applied) VALUES
('001', 'Images of the characters, their use and their collections', 'snapshot', 'v1:sha256:09cc8b80af4e8a44bb0499b18b40cc9c389087016724d2485b10e537002f8dfc', 'v1:sha256:2c886db0c2253b00c0c000387e2ecaa21f3accc7577a19b53e2b853baeba54ea', 13, 13),
('002', 'Index the images of collections', 'snapshot', 'v1:sha256:55f8610e5228c072643b95b25e63d1feef823c17a5d157b87aa08344426e5070', 'v1:sha256:6cf32690d3dea2740086b37c1560bfaaf5b29240e00a48ae1eacb06371d03330', 1, 1);
