/* one /* two ; */ still one; DROP TABLE nothing; */
CREATE TABLE a (x int /* /* */ ; */, y text DEFAULT '/* no comment');
-- /* not open
CREATE TABLE b (x int);
