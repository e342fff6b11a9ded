-- Migration: image_library/002_index_collection_images.sql
-- Description: Index the images of collections

-- The key of collection_images begins with the collection. Without this index each image that is deleted costs a read
-- of the whole table, to find the collections it is in; martlet check says so.
CREATE INDEX idx_collection_images_image_id ON collection_images (image_id);

-- ROLLBACK:
-- DROP INDEX idx_collection_images_image_id;
