--
-- PostgreSQL database dump
--

\restrict Ab3

SET client_encoding = 'UTF8';
CREATE TABLE public.dumped (x int);

\unrestrict Ab3
