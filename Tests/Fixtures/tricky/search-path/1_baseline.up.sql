SET statement_timeout = 0;
SET check_function_bodies = false;
SET row_security = off;
SELECT pg_catalog.set_config('search_path', '', false);
SET default_tablespace = '';
CREATE TABLE public.baseline (x int);
ALTER TABLE public.baseline OWNER TO postgres;
INSERT INTO public.baseline VALUES (1);
