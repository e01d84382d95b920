-- Every statement can be run again, so that a store can be migrated anew whose migration was killed.

-- How many replicas of the point's model and batch ran at once, and how they shared the device.
ALTER TABLE points ADD COLUMN IF NOT EXISTS replicas INTEGER DEFAULT 1 NOT NULL;
ALTER TABLE points ADD COLUMN IF NOT EXISTS replica_mode VARCHAR(16) DEFAULT 'streams' NOT NULL;
ALTER TABLE points ADD COLUMN IF NOT EXISTS mps_thread_percentage INTEGER;
-- Replicas of other models or batches beside them, as model:bBATCHxREPLICAS.
ALTER TABLE points ADD COLUMN IF NOT EXISTS companions VARCHAR ARRAY DEFAULT ARRAY[] NOT NULL;
-- Where each replica of a measured point ran: a JSON array; empty for points from before there were replicas, which had one.
-- windows.number counts windows repeat by repeat, and within a repeat replica by replica.
ALTER TABLE points ADD COLUMN IF NOT EXISTS replica_places VARCHAR DEFAULT '[]' NOT NULL;
ALTER TABLE points ADD COLUMN IF NOT EXISTS memory_before_bytes DOUBLE PRECISION;
ALTER TABLE points ADD COLUMN IF NOT EXISTS memory_before_n INTEGER;
ALTER TABLE points ADD COLUMN IF NOT EXISTS memory_before_low DOUBLE PRECISION;
ALTER TABLE points ADD COLUMN IF NOT EXISTS memory_before_high DOUBLE PRECISION;
ALTER TABLE points ADD COLUMN IF NOT EXISTS memory_before_repeats INTEGER;
ALTER TABLE points ADD COLUMN IF NOT EXISTS memory_before_source VARCHAR;
ALTER TABLE points ADD COLUMN IF NOT EXISTS memory_before_unavailable VARCHAR;
UPDATE points SET memory_before_unavailable = 'measured before it was kept'
    WHERE outcome = 'measured' AND memory_before_bytes IS NULL AND memory_before_unavailable IS NULL;
