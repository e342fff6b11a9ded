-- Café: accents, 漢字 and an emoji 🐦 in a comment
CREATE TABLE birds (
    name text NOT NULL, -- a comment behind a column
    note text
);
INSERT INTO birds VALUES ('martlet', 'one line
and another; with a semicolon'), ('Zaunkönig', NULL);
