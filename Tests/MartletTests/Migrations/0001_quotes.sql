-- Quotes, backslashes and whatever else a literal of Swift might stumble over.
CREATE TABLE notes (body TEXT NOT NULL);
INSERT INTO notes (body) VALUES ('a "quoted" \(interpolation) \n #""" """# ''x'' é漢🎈	é');

-- ROLLBACK:
-- DROP TABLE notes;
