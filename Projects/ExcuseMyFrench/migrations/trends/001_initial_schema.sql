-- Migration: trends/001_initial_schema.sql
-- Description: Trending topics and search history

-- Conventions of the three databases
--   * Tables are STRICT: a column holds its declared type and nothing else.
--   * Times are UTC text that SQLite understands and that begins with the date. The default has the form of
--     CURRENT_TIMESTAMP, 2025-06-01 10:30:00; keep to one form, so that text order is time order.
--   * JSON is text that is valid JSON.

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
) STRICT;

CREATE TABLE search_history (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    query        TEXT    NOT NULL CHECK (trim(query) <> ''),
    source       TEXT    NOT NULL CHECK (trim(source) <> ''),
    result_count INTEGER NOT NULL DEFAULT 0 CHECK (result_count >= 0),
    timestamp    TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
                         CHECK (timestamp LIKE '____-__-__%' AND julianday(timestamp) IS NOT NULL)
) STRICT;

CREATE INDEX idx_trending_topics_timestamp ON trending_topics (timestamp DESC);
CREATE INDEX idx_trending_topics_used_flag ON trending_topics (used_flag);
CREATE INDEX idx_trending_topics_source ON trending_topics (source);
CREATE INDEX idx_trending_topics_relevance ON trending_topics (relevance_score DESC);
-- Unused topics, the most recent first, without sorting.
CREATE INDEX idx_trending_topics_unused_recent ON trending_topics (used_flag, timestamp DESC);

-- The condition ends the recursion where triggers may fire themselves: CURRENT_TIMESTAMP stands still in a statement.
CREATE TRIGGER update_trending_topics_timestamp AFTER UPDATE ON trending_topics
WHEN NEW.updated_at <> CURRENT_TIMESTAMP
BEGIN
    UPDATE trending_topics SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

-- ROLLBACK:
-- DROP TABLE search_history;
-- DROP TABLE trending_topics;
