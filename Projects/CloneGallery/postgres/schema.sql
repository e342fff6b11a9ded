-- The schema, written by `martlet dump`. Changes belong into migrations.

SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET search_path = '';
SET check_function_bodies = false;
SET client_min_messages = warning;

CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;

CREATE OR REPLACE FUNCTION public.correct_count_of_album()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    UPDATE albums SET image_count = actual.images
    FROM (SELECT count(*) AS images FROM album_images WHERE album_id = NEW.id) AS actual
    WHERE id = NEW.id AND image_count <> actual.images;
    RETURN NULL;
END;
$function$;

CREATE OR REPLACE FUNCTION public.correct_count_of_tag()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    UPDATE tags SET count = actual.images
    FROM (SELECT count(*) AS images FROM image_tags WHERE tag_id = NEW.id) AS actual
    WHERE id = NEW.id AND count <> actual.images;
    RETURN NULL;
END;
$function$;

CREATE OR REPLACE FUNCTION public.correct_uploads_of_user()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    UPDATE users SET uploads = actual.images
    FROM (SELECT count(*) AS images FROM images WHERE uploader_id = NEW.id) AS actual
    WHERE id = NEW.id AND uploads <> actual.images;
    RETURN NULL;
END;
$function$;

CREATE OR REPLACE FUNCTION public.count_images_of_albums()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM 1 FROM albums WHERE id IN (OLD.album_id, NEW.album_id) ORDER BY id FOR NO KEY UPDATE;
    UPDATE albums SET image_count = (SELECT count(*) FROM album_images WHERE album_id = albums.id)
    WHERE id IN (OLD.album_id, NEW.album_id);
    RETURN NULL;
END;
$function$;

CREATE OR REPLACE FUNCTION public.count_images_of_tags()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM 1 FROM tags WHERE id IN (OLD.tag_id, NEW.tag_id) ORDER BY id FOR NO KEY UPDATE;
    UPDATE tags SET count = (SELECT count(*) FROM image_tags WHERE tag_id = tags.id)
    WHERE id IN (OLD.tag_id, NEW.tag_id);
    RETURN NULL;
END;
$function$;

CREATE OR REPLACE FUNCTION public.count_uploads_of_users()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM 1 FROM users WHERE id IN (OLD.uploader_id, NEW.uploader_id) ORDER BY id FOR NO KEY UPDATE;
    UPDATE users SET uploads = (SELECT count(*) FROM images WHERE uploader_id = users.id)
    WHERE id IN (OLD.uploader_id, NEW.uploader_id);
    RETURN NULL;
END;
$function$;

CREATE OR REPLACE FUNCTION public.flag_image_as_generated()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    UPDATE images SET is_ai_generated = true WHERE id = NEW.image_id AND NOT is_ai_generated;
    RETURN NULL;
END;
$function$;

CREATE OR REPLACE FUNCTION public.keep_ai_flag()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF EXISTS (SELECT 1 FROM ai_generation_meta WHERE image_id = OLD.id) THEN
        RAISE check_violation
            USING MESSAGE = 'image has AI generation metadata: delete its ai_generation_meta row first';
    END IF;
    RETURN NEW;
END;
$function$;

CREATE TABLE public.ai_generation_meta (
    image_id text NOT NULL,
    model text NOT NULL,
    prompt text NOT NULL,
    negative_prompt text,
    seed bigint,
    steps bigint,
    guidance_scale double precision,
    sampler text,
    generated_at timestamp with time zone NOT NULL DEFAULT date_trunc('second'::text, now()),
    CONSTRAINT ai_generation_meta_pkey PRIMARY KEY (image_id),
    CONSTRAINT ai_generation_meta_generated_at_check CHECK (generated_at = date_trunc('second'::text, generated_at)),
    CONSTRAINT ai_generation_meta_guidance_scale_check CHECK (guidance_scale >= (0)::double precision),
    CONSTRAINT ai_generation_meta_model_check CHECK (TRIM(BOTH FROM model) <> ''::text),
    CONSTRAINT ai_generation_meta_prompt_check CHECK (TRIM(BOTH FROM prompt) <> ''::text),
    CONSTRAINT ai_generation_meta_sampler_check CHECK (TRIM(BOTH FROM sampler) <> ''::text),
    CONSTRAINT ai_generation_meta_seed_check CHECK (seed >= 0),
    CONSTRAINT ai_generation_meta_steps_check CHECK (steps > 0)
);

CREATE TABLE public.album_images (
    album_id text NOT NULL,
    image_id text NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT album_images_pkey PRIMARY KEY (album_id, image_id),
    CONSTRAINT album_images_album_id_position_key UNIQUE (album_id, "position") DEFERRABLE,
    CONSTRAINT album_images_position_check CHECK ("position" >= 0)
);
CREATE INDEX idx_album_images_image ON public.album_images (image_id);

CREATE TABLE public.albums (
    id text NOT NULL,
    title text NOT NULL,
    description text,
    cover_image_id text,
    created_by text NOT NULL,
    privacy text NOT NULL DEFAULT 'private'::text,
    image_count bigint NOT NULL DEFAULT 0,
    CONSTRAINT albums_pkey PRIMARY KEY (id),
    CONSTRAINT albums_id_check CHECK (TRIM(BOTH FROM id) <> ''::text),
    CONSTRAINT albums_image_count_check CHECK (image_count >= 0),
    CONSTRAINT albums_privacy_check CHECK (privacy = ANY (ARRAY['public'::text, 'private'::text])),
    CONSTRAINT albums_title_check CHECK (TRIM(BOTH FROM title) <> ''::text)
);
CREATE INDEX idx_albums_cover_image ON public.albums (cover_image_id);
CREATE INDEX idx_albums_created_by ON public.albums (created_by);
CREATE INDEX idx_albums_title ON public.albums (lower(title), id);

CREATE TABLE public.analytics (
    id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
    category text NOT NULL,
    metric text NOT NULL,
    value double precision NOT NULL,
    unit text NOT NULL DEFAULT 'count'::text,
    recorded_at timestamp with time zone NOT NULL DEFAULT date_trunc('second'::text, now()),
    CONSTRAINT analytics_pkey PRIMARY KEY (id),
    CONSTRAINT analytics_metric_recorded_at_key UNIQUE (metric, recorded_at),
    CONSTRAINT analytics_category_check CHECK (category = ANY (ARRAY['application'::text, 'performance'::text, 'usage'::text])),
    CONSTRAINT analytics_metric_check CHECK ((metric ~ '^[a-z]'::text) AND (metric !~ '[^a-z0-9_]'::text)),
    CONSTRAINT analytics_recorded_at_check CHECK (recorded_at = date_trunc('second'::text, recorded_at)),
    CONSTRAINT analytics_unit_check CHECK (TRIM(BOTH FROM unit) <> ''::text)
);
CREATE INDEX idx_analytics_category ON public.analytics (category, metric, recorded_at);

CREATE TABLE public.image_tags (
    image_id text NOT NULL,
    tag_id bigint NOT NULL,
    CONSTRAINT image_tags_pkey PRIMARY KEY (image_id, tag_id)
);
CREATE INDEX idx_image_tags_tag ON public.image_tags (tag_id);

CREATE TABLE public.images (
    id text NOT NULL,
    title text NOT NULL,
    caption text,
    alt_text text NOT NULL DEFAULT ''::text,
    url text NOT NULL,
    thumbnail text NOT NULL,
    uploader_id text NOT NULL,
    uploaded_at timestamp with time zone NOT NULL DEFAULT date_trunc('second'::text, now()),
    privacy text NOT NULL DEFAULT 'private'::text,
    views bigint NOT NULL DEFAULT 0,
    is_ai_generated boolean NOT NULL DEFAULT false,
    width bigint NOT NULL,
    height bigint NOT NULL,
    size bigint NOT NULL,
    format text NOT NULL,
    CONSTRAINT images_pkey PRIMARY KEY (id),
    CONSTRAINT images_format_check CHECK (format = ANY (ARRAY['JPEG'::text, 'PNG'::text, 'GIF'::text, 'WEBP'::text, 'AVIF'::text, 'HEIC'::text, 'TIFF'::text, 'SVG'::text])),
    CONSTRAINT images_height_check CHECK (height > 0),
    CONSTRAINT images_id_check CHECK (TRIM(BOTH FROM id) <> ''::text),
    CONSTRAINT images_privacy_check CHECK (privacy = ANY (ARRAY['public'::text, 'private'::text])),
    CONSTRAINT images_size_check CHECK (size > 0),
    CONSTRAINT images_thumbnail_check CHECK ((thumbnail ~~ 'https://_%'::text) OR (thumbnail ~~ 'http://_%'::text) OR (thumbnail ~ '^/[^/]'::text)),
    CONSTRAINT images_title_check CHECK (TRIM(BOTH FROM title) <> ''::text),
    CONSTRAINT images_uploaded_at_check CHECK (uploaded_at = date_trunc('second'::text, uploaded_at)),
    CONSTRAINT images_url_check CHECK ((url ~~ 'https://_%'::text) OR (url ~~ 'http://_%'::text) OR (url ~ '^/[^/]'::text)),
    CONSTRAINT images_views_check CHECK (views >= 0),
    CONSTRAINT images_width_check CHECK (width > 0)
);
CREATE INDEX idx_images_ai_recent ON public.images (uploaded_at DESC, id DESC) WHERE (is_ai_generated);
CREATE INDEX idx_images_public_recent ON public.images (uploaded_at DESC, id DESC) WHERE (privacy = 'public'::text);
CREATE INDEX idx_images_public_views ON public.images (views DESC, id) WHERE (privacy = 'public'::text);
CREATE INDEX idx_images_uploaded_at ON public.images (uploaded_at DESC, id DESC);
CREATE INDEX idx_images_uploader ON public.images (uploader_id, uploaded_at DESC, id DESC);

CREATE TABLE public.migrations (
    id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
    version text NOT NULL,
    description text NOT NULL DEFAULT ''::text,
    kind text NOT NULL DEFAULT 'recorded'::text,
    state text NOT NULL DEFAULT 'applied'::text,
    success boolean NOT NULL DEFAULT true,
    checksum text,
    token_checksum text,
    up_sql text,
    down_sql text,
    statements_total bigint NOT NULL DEFAULT 0,
    statements_applied bigint NOT NULL DEFAULT 0,
    applied_at timestamp with time zone DEFAULT now(),
    applied_by text NOT NULL DEFAULT ''::text,
    execution_ms bigint NOT NULL DEFAULT 0,
    error text,
    plan_id text,
    forecast text,
    progress text,
    schema_fingerprint text,
    adopted_from text,
    adopted_version text,
    adopted_checksum text,
    adopted_variant text,
    adopted_verdict text,
    previous_hash text,
    CONSTRAINT migrations_pkey PRIMARY KEY (id),
    CONSTRAINT migrations_version_key UNIQUE (version)
);

CREATE TABLE public.migrations_log (
    id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
    at timestamp with time zone NOT NULL,
    run_id text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    result text NOT NULL,
    execution_ms bigint NOT NULL DEFAULT 0,
    run_by text NOT NULL DEFAULT ''::text,
    detail text,
    CONSTRAINT migrations_log_pkey PRIMARY KEY (id)
);

CREATE TABLE public.seeders (
    name text NOT NULL,
    checksum text NOT NULL DEFAULT ''::text,
    rows bigint NOT NULL DEFAULT 0,
    applied_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT seeders_pkey PRIMARY KEY (name)
);

CREATE TABLE public.tags (
    id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
    name public.citext NOT NULL,
    count bigint NOT NULL DEFAULT 0,
    trending boolean NOT NULL DEFAULT false,
    CONSTRAINT tags_pkey PRIMARY KEY (id),
    CONSTRAINT tags_name_key UNIQUE (name),
    CONSTRAINT tags_count_check CHECK (count >= 0),
    CONSTRAINT tags_name_check CHECK (TRIM(BOTH FROM name) <> ''::text)
);
CREATE INDEX idx_tags_count ON public.tags (count DESC, name);
CREATE INDEX idx_tags_trending ON public.tags (count DESC, name) WHERE (trending);

CREATE TABLE public.user_likes (
    user_id text NOT NULL,
    image_id text NOT NULL,
    liked_at timestamp with time zone NOT NULL DEFAULT date_trunc('second'::text, now()),
    CONSTRAINT user_likes_pkey PRIMARY KEY (user_id, image_id),
    CONSTRAINT user_likes_liked_at_check CHECK (liked_at = date_trunc('second'::text, liked_at))
);
CREATE INDEX idx_user_likes_image ON public.user_likes (image_id);
CREATE INDEX idx_user_likes_user_time ON public.user_likes (user_id, liked_at DESC, image_id);

CREATE TABLE public.users (
    id text NOT NULL,
    email public.citext NOT NULL,
    name text NOT NULL,
    role text NOT NULL DEFAULT 'visitor'::text,
    avatar text,
    joined_at timestamp with time zone NOT NULL DEFAULT date_trunc('second'::text, now()),
    uploads bigint NOT NULL DEFAULT 0,
    views bigint NOT NULL DEFAULT 0,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_avatar_check CHECK ((avatar ~~ 'https://_%'::text) OR (avatar ~~ 'http://_%'::text) OR (avatar ~ '^/[^/]'::text)),
    CONSTRAINT users_email_check CHECK ((email OPERATOR(public.~~) '_%@_%._%'::public.citext) AND (email OPERATOR(public.!~~) '%@%@%'::public.citext) AND (email OPERATOR(public.!~~) '% %'::public.citext)),
    CONSTRAINT users_id_check CHECK (TRIM(BOTH FROM id) <> ''::text),
    CONSTRAINT users_joined_at_check CHECK (joined_at = date_trunc('second'::text, joined_at)),
    CONSTRAINT users_name_check CHECK (TRIM(BOTH FROM name) <> ''::text),
    CONSTRAINT users_role_check CHECK (role = ANY (ARRAY['admin'::text, 'editor'::text, 'visitor'::text])),
    CONSTRAINT users_uploads_check CHECK (uploads >= 0),
    CONSTRAINT users_views_check CHECK (views >= 0)
);
CREATE INDEX idx_users_role ON public.users (role, name);

ALTER TABLE public.ai_generation_meta
    ADD CONSTRAINT ai_generation_meta_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.images (id) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE public.album_images
    ADD CONSTRAINT album_images_album_id_fkey FOREIGN KEY (album_id) REFERENCES public.albums (id) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE public.album_images
    ADD CONSTRAINT album_images_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.images (id) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE public.albums
    ADD CONSTRAINT albums_cover_image_id_fkey FOREIGN KEY (cover_image_id) REFERENCES public.images (id) ON UPDATE CASCADE ON DELETE SET NULL;

ALTER TABLE public.albums
    ADD CONSTRAINT albums_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE public.image_tags
    ADD CONSTRAINT image_tags_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.images (id) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE public.image_tags
    ADD CONSTRAINT image_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES public.tags (id) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE public.images
    ADD CONSTRAINT images_uploader_id_fkey FOREIGN KEY (uploader_id) REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE public.user_likes
    ADD CONSTRAINT user_likes_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.images (id) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE public.user_likes
    ADD CONSTRAINT user_likes_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE;

CREATE TRIGGER ai_generation_meta_insert AFTER INSERT ON public.ai_generation_meta FOR EACH ROW EXECUTE FUNCTION public.flag_image_as_generated();

CREATE TRIGGER ai_generation_meta_update AFTER UPDATE OF image_id ON public.ai_generation_meta FOR EACH ROW EXECUTE FUNCTION public.flag_image_as_generated();

CREATE TRIGGER album_images_delete AFTER DELETE ON public.album_images FOR EACH ROW EXECUTE FUNCTION public.count_images_of_albums();

CREATE TRIGGER album_images_insert AFTER INSERT ON public.album_images FOR EACH ROW EXECUTE FUNCTION public.count_images_of_albums();

CREATE TRIGGER album_images_update AFTER UPDATE ON public.album_images FOR EACH ROW EXECUTE FUNCTION public.count_images_of_albums();

CREATE TRIGGER albums_insert_image_count AFTER INSERT ON public.albums FOR EACH ROW EXECUTE FUNCTION public.correct_count_of_album();

CREATE TRIGGER albums_update_image_count AFTER UPDATE OF image_count ON public.albums FOR EACH ROW EXECUTE FUNCTION public.correct_count_of_album();

CREATE TRIGGER image_tags_delete AFTER DELETE ON public.image_tags FOR EACH ROW EXECUTE FUNCTION public.count_images_of_tags();

CREATE TRIGGER image_tags_insert AFTER INSERT ON public.image_tags FOR EACH ROW EXECUTE FUNCTION public.count_images_of_tags();

CREATE TRIGGER image_tags_update AFTER UPDATE ON public.image_tags FOR EACH ROW EXECUTE FUNCTION public.count_images_of_tags();

CREATE TRIGGER images_delete AFTER DELETE ON public.images FOR EACH ROW EXECUTE FUNCTION public.count_uploads_of_users();

CREATE TRIGGER images_insert AFTER INSERT ON public.images FOR EACH ROW EXECUTE FUNCTION public.count_uploads_of_users();

CREATE TRIGGER images_keep_ai_flag BEFORE UPDATE OF is_ai_generated ON public.images FOR EACH ROW WHEN ((NOT new.is_ai_generated)) EXECUTE FUNCTION public.keep_ai_flag();

CREATE TRIGGER images_update_uploader AFTER UPDATE OF uploader_id ON public.images FOR EACH ROW EXECUTE FUNCTION public.count_uploads_of_users();

CREATE TRIGGER tags_insert_count AFTER INSERT ON public.tags FOR EACH ROW EXECUTE FUNCTION public.correct_count_of_tag();

CREATE TRIGGER tags_update_count AFTER UPDATE OF count ON public.tags FOR EACH ROW EXECUTE FUNCTION public.correct_count_of_tag();

CREATE TRIGGER users_insert_uploads AFTER INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION public.correct_uploads_of_user();

CREATE TRIGGER users_update_uploads AFTER UPDATE OF uploads ON public.users FOR EACH ROW EXECUTE FUNCTION public.correct_uploads_of_user();

-- What Martlet keeps: which migrations this schema has.

INSERT INTO "public"."migrations" (version, description, kind, checksum, token_checksum, statements_total, statements_applied) VALUES
('001', 'Initial schema', 'snapshot', 'v1:sha256:cbb9e8af860fbb7d034e889d6365d3be099b86fd49e340aee3e176976e198eb9', 'v1:sha256:c3cc0f18259dc559d40fb4c2fdcdc4b01ba581a2db62075ca74e2e762d07adcd', 10, 10),
('002', 'Add indexes', 'snapshot', 'v1:sha256:faf38e21b4d6f16a0eb5843394675b5394823c714e7c17b94f977251ad731612', 'v1:sha256:2c28e9ff6b03e430d18a3a408bc095c2d9caac64e4d84dbbcb6567060fac86e3', 16, 16),
('003', 'Add triggers', 'snapshot', 'v1:sha256:809692859cdc5ff3bba5e3f1b78081486e743d1affdebd7724c4a670c2309ac5', 'v1:sha256:7c769b9a64da3f182722709dda93c5495db668f11c0af32927ab0d2b9e755ff1', 29, 29);
