-- Every statement can be run again, so that a store can be migrated anew whose migration was killed.

-- Kept at the top of lists.
ALTER TABLE runs ADD COLUMN IF NOT EXISTS pinned BOOLEAN DEFAULT FALSE NOT NULL;
-- Shown nowhere; everything is kept, so that a deletion can be taken back.
ALTER TABLE runs ADD COLUMN IF NOT EXISTS deleted BOOLEAN DEFAULT FALSE NOT NULL;
-- Of a run that came in a run file: the store that it was measured into, its number there, and the file. Null where it was measured here.
ALTER TABLE runs ADD COLUMN IF NOT EXISTS origin_store UUID;
ALTER TABLE runs ADD COLUMN IF NOT EXISTS origin_run BIGINT;
ALTER TABLE runs ADD COLUMN IF NOT EXISTS origin_file VARCHAR;
