CREATE TABLE kinds (id int PRIMARY KEY, name text, note text);
COPY kinds (id, name, note) FROM stdin;
1	martlet	; it's $$ not; a statement
2	\N	DROP TABLE kinds; /* nor this
3	tab\tbed	"quoted" \\ and back
\.
CREATE INDEX kinds_name ON kinds (name);
COPY kinds FROM STDIN WITH (FORMAT csv);
4,"a;b","-- no comment"
\.
