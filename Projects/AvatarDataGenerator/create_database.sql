-- Makes the role and its database, through psql as a role that may: psql -U postgres -d postgres -f create_database.sql
-- Run again, it does nothing. -v role=… and -v database=… give other names. The role gets no password; where the server
-- asks for one, \password avatar_data_gen sets it.
\if :{?role}
\else
    \set role avatar_data_gen
\endif
\if :{?database}
\else
    \set database avatar_data_generator
\endif

SELECT format('CREATE ROLE %I LOGIN', :'role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec

-- Who gives a database to a role has to be a member of it; a superuser is a member of all.
SELECT format('GRANT %I TO CURRENT_USER', :'role')
WHERE NOT pg_has_role(:'role', 'MEMBER')
    AND NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

-- The application's times have no time zone: now() has to mean UTC to every client.
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'role'),
    format('ALTER DATABASE %I SET timezone TO ''UTC''', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
