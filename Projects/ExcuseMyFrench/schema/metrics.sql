-- The schema, written by `martlet dump`. Changes belong into migrations.

CREATE TABLE video_metadata (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    video_id         TEXT    NOT NULL UNIQUE CHECK (trim(video_id) <> ''),
    title            TEXT    NOT NULL CHECK (trim(title) <> ''),
    description      TEXT,
    topic            TEXT,
    script_path      TEXT,
    audio_path       TEXT,
    video_path       TEXT,
    duration_seconds REAL    CHECK (duration_seconds >= 0.0),
    created_at       TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                             CHECK (created_at LIKE '____-__-__%' AND julianday(created_at) IS NOT NULL),
    posted_at        TEXT    CHECK (posted_at IS NULL
                                    OR posted_at LIKE '____-__-__%' AND julianday(posted_at) IS NOT NULL),
    status           TEXT    NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'rendered', 'posted', 'archived'))
) STRICT;
CREATE INDEX idx_video_metadata_created ON video_metadata (created_at DESC);
CREATE INDEX idx_video_metadata_status ON video_metadata (status);
CREATE INDEX idx_video_metadata_topic ON video_metadata (topic);

CREATE TABLE video_metrics (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    video_id           TEXT    NOT NULL CHECK (trim(video_id) <> ''),
    -- 'instagram', 'tiktok', 'youtube', …: platforms come and go.
    platform           TEXT    NOT NULL CHECK (trim(platform) <> ''),
    views              INTEGER NOT NULL DEFAULT 0 CHECK (views >= 0),
    likes              INTEGER NOT NULL DEFAULT 0 CHECK (likes >= 0),
    comments           INTEGER NOT NULL DEFAULT 0 CHECK (comments >= 0),
    shares             INTEGER NOT NULL DEFAULT 0 CHECK (shares >= 0),
    -- Instagram has them; 0 elsewhere.
    saves              INTEGER NOT NULL DEFAULT 0 CHECK (saves >= 0),
    watch_time_seconds REAL    NOT NULL DEFAULT 0.0 CHECK (watch_time_seconds >= 0.0),
    engagement_rate    REAL    NOT NULL DEFAULT 0.0 CHECK (engagement_rate BETWEEN 0.0 AND 1.0),
    timestamp          TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                               CHECK (timestamp LIKE '____-__-__%' AND julianday(timestamp) IS NOT NULL),
    created_at         TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                               CHECK (created_at LIKE '____-__-__%' AND julianday(created_at) IS NOT NULL),
    UNIQUE (video_id, platform, timestamp)
) STRICT;
CREATE INDEX idx_video_metrics_engagement ON video_metrics (engagement_rate DESC);
CREATE INDEX idx_video_metrics_platform ON video_metrics (platform);
CREATE INDEX idx_video_metrics_timestamp ON video_metrics (timestamp DESC);
CREATE INDEX idx_video_metrics_video_id ON video_metrics (video_id);

CREATE VIEW latest_video_metrics AS
WITH ranked AS (
    SELECT *, row_number() OVER (PARTITION BY video_id, platform ORDER BY julianday(timestamp) DESC, id DESC) AS age
    FROM video_metrics
)
SELECT
    latest.video_id, metadata.title, metadata.topic, metadata.status, metadata.posted_at, metadata.duration_seconds,
    latest.platform, latest.views, latest.likes, latest.comments, latest.shares, latest.saves,
    latest.watch_time_seconds, latest.engagement_rate, latest.timestamp
FROM ranked AS latest
LEFT JOIN video_metadata AS metadata ON metadata.video_id = latest.video_id
WHERE latest.age = 1;

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
('001', 'Videos and their metrics by platform', 'snapshot', 'v1:sha256:932355993eeaffd9b7e05116ea667700794bf1c96047a7cad41293f2ce601eb1', 'v1:sha256:105e33a3c1c7a6232666281930af5644e65b3a9042b5b4e909e1074bea8be992', 10, 10);
