-- Migration: 002_add_indexes.sql
-- Description: Add indexes
-- Created: 2024-12-19

-- Primary keys and UNIQUE constraints carry their own index; what follows adds the rest.

-- Foreign keys, the other direction of each junction table included. An index that starts with the key serves it, so
-- the composite ones also answer a query: a user's images newest first, a user's likes newest first.
CREATE INDEX idx_images_uploader ON images (uploader_id, uploaded_at DESC, id DESC);
CREATE INDEX idx_albums_cover_image ON albums (cover_image_id);
CREATE INDEX idx_albums_created_by ON albums (created_by);
CREATE INDEX idx_image_tags_tag ON image_tags (tag_id);
CREATE INDEX idx_album_images_image ON album_images (image_id);
CREATE INDEX idx_user_likes_image ON user_likes (image_id);
CREATE INDEX idx_user_likes_user_time ON user_likes (user_id, liked_at DESC, image_id);

-- Pages of images, newest first. The id makes the order total, so that a page can start exactly after the last one.
CREATE INDEX idx_images_uploaded_at ON images (uploaded_at DESC, id DESC);
-- The same for visitors, who see public images only: the index holds nothing else.
CREATE INDEX idx_images_public_recent ON images (uploaded_at DESC, id DESC) WHERE privacy = 'public';
CREATE INDEX idx_images_public_views ON images (views DESC, id) WHERE privacy = 'public';
-- Few images are generated, so a full index on the flag would be mostly false.
CREATE INDEX idx_images_ai_recent ON images (uploaded_at DESC, id DESC) WHERE is_ai_generated;

CREATE INDEX idx_users_role ON users (role, name);
CREATE INDEX idx_albums_title ON albums (lower(title), id);

CREATE INDEX idx_tags_count ON tags (count DESC, name);
CREATE INDEX idx_tags_trending ON tags (count DESC, name) WHERE trending;

CREATE INDEX idx_analytics_category ON analytics (category, metric, recorded_at);

-- ROLLBACK:
-- DROP INDEX idx_analytics_category;
-- DROP INDEX idx_tags_trending;
-- DROP INDEX idx_tags_count;
-- DROP INDEX idx_albums_title;
-- DROP INDEX idx_users_role;
-- DROP INDEX idx_images_ai_recent;
-- DROP INDEX idx_images_public_views;
-- DROP INDEX idx_images_public_recent;
-- DROP INDEX idx_images_uploaded_at;
-- DROP INDEX idx_user_likes_user_time;
-- DROP INDEX idx_user_likes_image;
-- DROP INDEX idx_album_images_image;
-- DROP INDEX idx_image_tags_tag;
-- DROP INDEX idx_albums_created_by;
-- DROP INDEX idx_albums_cover_image;
-- DROP INDEX idx_images_uploader;
