-- Description: With a mark and the line ends of Windows
INSERT INTO notes (body) VALUES ('two');
