-- Every statement can be run again, so that a store can be migrated anew whose migration was killed.

-- The kinds of engine that the plan asks for. Before there was a choice all was decoded by TorchScript.
ALTER TABLE runs ADD COLUMN IF NOT EXISTS engines VARCHAR ARRAY DEFAULT ARRAY['torchscript'] NOT NULL;
-- The kind of engine that was asked for.
ALTER TABLE points ADD COLUMN IF NOT EXISTS engine_asked VARCHAR(16) DEFAULT 'torchscript' NOT NULL;
-- The kind that decoded a measured point, and where that is another, why.
ALTER TABLE points ADD COLUMN IF NOT EXISTS engine_used VARCHAR(16);
ALTER TABLE points ADD COLUMN IF NOT EXISTS engine_reason VARCHAR;
UPDATE points SET engine_used = 'torchscript' WHERE outcome = 'measured' AND engine_used IS NULL;
