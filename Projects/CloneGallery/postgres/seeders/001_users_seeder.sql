-- Seeder: 001_users_seeder.sql
-- Description: One admin, two editors, two visitors

-- uploads is left out here, as the other counters are below: the triggers of migration 003 count.
INSERT INTO users (id, email, name, role, avatar, joined_at, views) VALUES
('user-001', 'ava.lindqvist@example.com', 'Ava Lindqvist', 'admin',   'https://images.example.com/avatars/ava.webp',   '2024-01-15T08:00:00Z', 1284),
('user-002', 'marco.rossi@example.com',   'Marco Rossi',   'editor',  'https://images.example.com/avatars/marco.webp', '2024-02-03T14:20:00Z',  932),
('user-003', 'yuki.tanaka@example.com',   'Yuki Tanaka',   'editor',  'https://images.example.com/avatars/yuki.webp',  '2024-03-21T02:45:30Z',  768),
('user-004', 'nadia.haddad@example.com',  'Nadia Haddad',  'visitor', 'https://images.example.com/avatars/nadia.webp', '2024-06-09T19:05:12Z',  143),
('user-005', 'tom.okafor@example.com',    'Tom Okafor',    'visitor', NULL,                                            '2024-09-30T11:11:11Z',   27)
ON CONFLICT DO NOTHING;
