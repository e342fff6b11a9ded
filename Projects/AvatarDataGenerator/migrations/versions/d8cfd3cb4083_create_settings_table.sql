-- Revision: d8cfd3cb4083
-- Parent: 25698f3f906f
-- Description: create_settings_table
-- Date: 2026-01-30 11:33:28
-- Changes:
--   - Created `settings` table for application configuration
--   - Added unique index on `settings.key`
--   - Inserted default bio prompts for Facebook, Instagram, X, and TikTok
-- Data Migration: Yes - populates default bio prompts
-- Safety:
--   - No destructive operations
--   - Fully reversible; the way back drops the `settings` table with its prompts, also those that were changed

CREATE TABLE settings (
    id         SERIAL,
    key        VARCHAR(255) NOT NULL,
    value      TEXT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
    updated_at TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
    PRIMARY KEY (id),
    UNIQUE (key)
);

CREATE UNIQUE INDEX ix_settings_key ON settings (key);

COMMENT ON TABLE settings IS
    'Stores application settings as key-value pairs, primarily used for bio prompts for different social media platforms.';
COMMENT ON COLUMN settings.id IS 'Setting unique identifier';
COMMENT ON COLUMN settings.key IS 'Setting key/name';
COMMENT ON COLUMN settings.value IS 'Setting value (can store long text)';
COMMENT ON COLUMN settings.created_at IS 'Timestamp of setting creation';
COMMENT ON COLUMN settings.updated_at IS 'Timestamp of last update';

-- The application appends the persona and the language to these.
INSERT INTO settings (key, value) VALUES
(
    'bio_prompt_facebook',
    'Write the "About" text of a Facebook profile for the persona described below, in the first person.

- Two to four sentences, 300 characters at most.
- Warm and plain, as one writes for family, friends and neighbours.
- Mention where the person lives or comes from, what they do, and one thing outside of work they care about.
- No hashtags, no links, no contact details; at most one emoji.
- Invent no employer, school or brand that exists, and nothing the description contradicts.

Answer with the text alone, in the language that is asked for.'
),
(
    'bio_prompt_instagram',
    'Write the bio of an Instagram profile for the persona described below.

- 150 characters at most, counting spaces and emoji.
- Two to four short lines, each one idea: what they do, what they love, where they are, a wink.
- One or two emoji that fit the person; at most one hashtag, and only if the person would use one.
- No links, no contact details, no quotation marks around the text.
- Keep to what the description says of age, place and tone.

Answer with the text alone, in the language that is asked for.'
),
(
    'bio_prompt_x',
    'Write the bio of an X (Twitter) profile for the persona described below.

- 160 characters at most, counting spaces.
- One or two sentences, or short phrases separated by a dot or a bar; sharp, with an opinion or dry humour.
- Say what the person posts about, so that a stranger knows whether to follow.
- No hashtags, no links, no contact details; an emoji only if the person would be strange without one.
- No claim to be an official, a company or a well-known person.

Answer with the text alone, in the language that is asked for.'
),
(
    'bio_prompt_tiktok',
    'Write the bio of a TikTok profile for the persona described below.

- 80 characters at most, counting spaces and emoji.
- One line, or two very short ones; casual, in the words of the person''s age and scene.
- Say what their videos show, rather than who they are.
- One or two emoji are welcome; no hashtags, no links, no contact details.
- Nothing that asks for likes or followers.

Answer with the text alone, in the language that is asked for.'
);

-- ROLLBACK:
-- DROP TABLE settings;
