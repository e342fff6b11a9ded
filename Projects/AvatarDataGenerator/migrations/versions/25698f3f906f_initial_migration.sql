-- Revision: 25698f3f906f
-- Description: initial_migration
-- Date: 2026-01-30 09:31:15
-- Changes:
--   - Created `users` table with authentication fields
--   - Added unique index on `users.email`
-- Safety:
--   - No destructive operations
--   - Fully reversible; the way back drops the `users` table with its rows
--   - A database that has the `users` table already is stamped with this revision

-- Times are without a time zone, as the application's are: its database has the time zone UTC (create_database.sql).
CREATE TABLE users (
    id            SERIAL,
    email         VARCHAR(255) NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    created_at    TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    last_login    TIMESTAMP WITHOUT TIME ZONE,
    is_active     BOOLEAN NOT NULL DEFAULT true,
    PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_users_email ON users (email);

COMMENT ON TABLE users IS 'Stores user authentication and profile information.';
COMMENT ON COLUMN users.id IS 'User unique identifier';
COMMENT ON COLUMN users.email IS 'User email address for login';
COMMENT ON COLUMN users.password_hash IS 'Bcrypt hashed password';
COMMENT ON COLUMN users.created_at IS 'Timestamp of user creation';
COMMENT ON COLUMN users.last_login IS 'Timestamp of last successful login';
COMMENT ON COLUMN users.is_active IS 'Account active status flag';

-- ROLLBACK:
-- DROP TABLE users;
