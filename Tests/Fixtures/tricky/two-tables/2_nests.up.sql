CREATE TABLE nests (name text);
CREATE INDEX nests_name ON nests (name);
