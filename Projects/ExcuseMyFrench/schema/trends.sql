-- The schema, written by `martlet dump`. Changes belong into migrations.

CREATE TABLE search_history (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    query        TEXT    NOT NULL CHECK (trim(query) <> ''),
    source       TEXT    NOT NULL CHECK (trim(source) <> ''),
    result_count INTEGER NOT NULL DEFAULT 0 CHECK (result_count >= 0),
    timestamp    TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                         CHECK (timestamp LIKE '____-__-__%' AND julianday(timestamp) IS NOT NULL)
) STRICT;

CREATE TABLE trending_topics (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    topic           TEXT    NOT NULL CHECK (trim(topic) <> ''),
    -- 'google_trends', 'twitter', 'reddit', …: sources come and go.
    source          TEXT    NOT NULL CHECK (trim(source) <> ''),
    timestamp       TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                            CHECK (timestamp LIKE '____-__-__%' AND julianday(timestamp) IS NOT NULL),
    relevance_score REAL    NOT NULL DEFAULT 0.0 CHECK (relevance_score BETWEEN 0.0 AND 1.0),
    used_flag       INTEGER NOT NULL DEFAULT 0 CHECK (used_flag IN (0, 1)),
    category        TEXT,
    metadata        TEXT    CHECK (metadata IS NULL OR json_valid(metadata)),
    created_at      TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                            CHECK (created_at LIKE '____-__-__%' AND julianday(created_at) IS NOT NULL),
    updated_at      TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                            CHECK (updated_at LIKE '____-__-__%' AND julianday(updated_at) IS NOT NULL)
, priority INTEGER DEFAULT 0) STRICT;
CREATE INDEX idx_trending_topics_priority ON trending_topics (priority DESC);
CREATE INDEX idx_trending_topics_relevance ON trending_topics (relevance_score DESC);
CREATE INDEX idx_trending_topics_source ON trending_topics (source);
CREATE INDEX idx_trending_topics_timestamp ON trending_topics (timestamp DESC);
CREATE INDEX idx_trending_topics_unused_recent ON trending_topics (used_flag, timestamp DESC);
CREATE INDEX idx_trending_topics_used_flag ON trending_topics (used_flag);

CREATE TRIGGER update_trending_topics_timestamp AFTER UPDATE ON trending_topics
WHEN NEW.updated_at <> CURRENT_TIMESTAMP
BEGIN
    UPDATE trending_topics SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
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
('001', 'Trending topics and search history', 'snapshot', 'v1:sha256:bd472714635eb0f5d1d487b84c8c9a81299872d65d6715b6be65d39230ed8a02', 'v1:sha256:40c4d24689a10b2977fc74ed5cf2fef8e8d11108a4605171f455962b9bace139', 8, 8),
('002', 'Priority of trending topics', 'snapshot', 'v1:sha256:6cdd145aefeeff5daf295cb5506009f87c8205b7116b1f862ae1cf5debe5e44b', 'v1:sha256:c8b01fe857f1bf2abcd2addb36da2fd8ad4d6652e258435c139bff0e9207ee25', 2, 2);
