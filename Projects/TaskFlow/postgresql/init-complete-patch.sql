-- What is newer than init-complete.sql, for databases that were made from it: psql -d taskflow_db < this file.
-- Written by "db-migrate.sh patch". It is temporary: "db-migrate.sh complete" takes it in.
\set ON_ERROR_STOP on
