PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "martlet_migrations" (
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
    applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    applied_by TEXT NOT NULL DEFAULT '',
    execution_ms INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    plan_id TEXT,
    schema_fingerprint TEXT,
    previous_hash TEXT
);
INSERT INTO martlet_migrations VALUES(1,'001','Create users','migration','applied',1,'v1:sha256:989aea03c05b935e902b520fb6ba1bb7d1111bb6f51a185569318ab1944977ff','v1:sha256:c905f88b73eb2150b35cf9dd98113606904564992590fbcc44ec0a2ea8e1977e',replace('-- Description: Create users\nCREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nINSERT INTO users (name) VALUES (''Ava''), (''Ben'');\n\n','\n',char(10)),replace('DROP TABLE users;\n','\n',char(10)),2,2,'2026-11-23T02:49:10.830Z','postgres@ci',0,NULL,'p1:277816f6c8275804',NULL,'');
INSERT INTO martlet_migrations VALUES(2,'002','Create posts','migration','applied',1,'v1:sha256:b87cb085aae7f2a40a7f9a07dc79c345e81c925079d0ab7f5b4efbd488e84386','v1:sha256:be3a4a0095488c14569a72bee960903a39ad38abc99b37ad52f011b7ae5be36a',replace('-- Description: Create posts\nCREATE TABLE posts (\n    id INTEGER PRIMARY KEY,\n    author INTEGER NOT NULL REFERENCES users (id)\n);\nCREATE INDEX posts_author ON posts (author);\n\n','\n',char(10)),replace('DROP TABLE posts;\n','\n',char(10)),2,2,'2026-11-23T02:49:10.830Z','postgres@ci',0,NULL,'p1:277816f6c8275804',NULL,'d0fdf3d0179c936d381b8f41a5f9f7ca17545459d0eb4b5bef6f93a56a4cda07');
INSERT INTO martlet_migrations VALUES(3,'003','age','migration','applied',1,'v1:sha256:e77936dc909fc6ba4c239d98d62154259a2df598afd833ca4d61108705c9f319','v1:sha256:e596433bbb3e4aa7a9474d878e9eaab5dc35515c078ec4ffb1c3a0fceeffd1c1',replace('ALTER TABLE users ADD COLUMN age integer;\n\n','\n',char(10)),replace('ALTER TABLE users DROP COLUMN age;\n','\n',char(10)),1,1,'2026-11-23T02:49:11.066Z','postgres@ci',0,NULL,'p1:7296cce96483218b',NULL,'d1262f91928cd216e120aefd7a8b8dc10f2d5e234a1b732c98cbe27e358d05e6');
INSERT INTO martlet_migrations VALUES(4,'004','gone','migration','failed',0,'v1:sha256:2c30fb628c681c89fc41021ca326f3dbd78018678ec9352d71287890929463bc','v1:sha256:22e837143efecd806255f2055a420bec41f1015eed08562a1683daff034c9c75',NULL,NULL,1,0,'2026-11-23T02:49:11.157Z','postgres@ci',0,'no such table: nowhere',NULL,NULL,NULL);
CREATE TABLE IF NOT EXISTS "martlet_log" (
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
INSERT INTO martlet_log VALUES(1,'2026-11-23T02:49:10.830Z','u74allono61n','apply','001','done',0,'postgres@ci',NULL);
INSERT INTO martlet_log VALUES(2,'2026-11-23T02:49:10.830Z','u74allono61n','apply','002','done',0,'postgres@ci',NULL);
INSERT INTO martlet_log VALUES(3,'2026-11-23T02:49:11.066Z','361glhddszau4','apply','003','done',0,'postgres@ci',NULL);
INSERT INTO martlet_log VALUES(4,'2026-11-23T02:49:11.157Z','x2re5cfumv35','apply','004','failed',0,'postgres@ci','no such table: nowhere');
CREATE TABLE IF NOT EXISTS "martlet_seeds" (
    name TEXT PRIMARY KEY NOT NULL,
    checksum TEXT NOT NULL DEFAULT '',
    rows INTEGER NOT NULL DEFAULT 0,
    applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age integer);
INSERT INTO users VALUES(1,'Ava',NULL);
INSERT INTO users VALUES(2,'Ben',NULL);
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    author INTEGER NOT NULL REFERENCES users (id)
);
CREATE INDEX posts_author ON posts (author);
COMMIT;
