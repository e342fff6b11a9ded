-- What takes the space: pages and bytes of every table and index, the largest first.
-- Needs a SQLite built with dbstat; the sqlite3 client of Debian is.
SELECT name, count(*) AS pages, sum(pgsize) AS bytes, sum(unused) AS unused_bytes
FROM dbstat
GROUP BY name
ORDER BY bytes DESC;
