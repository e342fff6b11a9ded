-- Migration: trends/002_add_priority.sql
-- Description: Priority of trending topics

-- What migrate_v1_to_v2() did. Old rows get the default, and writers that do not know the column go on working.
ALTER TABLE trending_topics ADD COLUMN priority INTEGER DEFAULT 0;

CREATE INDEX idx_trending_topics_priority ON trending_topics (priority DESC);

-- ROLLBACK:
-- DROP INDEX idx_trending_topics_priority;
-- ALTER TABLE trending_topics DROP COLUMN priority;
