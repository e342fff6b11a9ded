-- Migration: metrics/001_initial_schema.sql
-- Description: Videos and their metrics by platform

-- Conventions: see trends/001_initial_schema.sql.

-- Snapshots: one row for a video on a platform at a time. The video need not be known here.
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

CREATE INDEX idx_video_metrics_video_id ON video_metrics (video_id);
CREATE INDEX idx_video_metrics_platform ON video_metrics (platform);
CREATE INDEX idx_video_metrics_timestamp ON video_metrics (timestamp DESC);
CREATE INDEX idx_video_metrics_engagement ON video_metrics (engagement_rate DESC);
CREATE INDEX idx_video_metadata_status ON video_metadata (status);
CREATE INDEX idx_video_metadata_topic ON video_metadata (topic);
CREATE INDEX idx_video_metadata_created ON video_metadata (created_at DESC);

-- The most recent metrics of each video on each platform, with what is known of the video; also of one that has no
-- metadata yet. Times are compared as times, whatever their form; of two equal ones the later row counts.
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

-- ROLLBACK:
-- DROP VIEW latest_video_metrics;
-- DROP TABLE video_metadata;
-- DROP TABLE video_metrics;
