-- H2 commits after each statement; every one of them can be run again, so that a store can be migrated anew whose migration
-- was killed. Repeats of version 1 become windows in version 3, which takes more than SQL.

-- A point is one row of each table with its bytes beside it, and reads as one. Larger ones are kept apart.
SET MAX_LENGTH_INPLACE_LOB 131072;

-- What this store is, and how many changes it has had. The rescue file names both: it belongs to this store, and must not
-- know of later changes.
CREATE TABLE IF NOT EXISTS store (
    id UUID NOT NULL,
    changes BIGINT NOT NULL
);
INSERT INTO store (id, changes) SELECT RANDOM_UUID(), 0 WHERE NOT EXISTS (SELECT 1 FROM store);

ALTER TABLE runs ADD COLUMN IF NOT EXISTS note VARCHAR DEFAULT '' NOT NULL;
-- store.changes as it was when the row last changed; the same in points.
ALTER TABLE runs ADD COLUMN IF NOT EXISTS change_number BIGINT DEFAULT 0 NOT NULL;
CREATE INDEX IF NOT EXISTS runs_by_change ON runs (change_number);

CREATE TABLE IF NOT EXISTS tags (
    run_id BIGINT NOT NULL REFERENCES runs (id),
    tag VARCHAR NOT NULL,
    PRIMARY KEY (run_id, tag)
);

-- run_texts.conditions are the settled ones.
ALTER TABLE run_texts ADD COLUMN IF NOT EXISTS momentary_conditions VARCHAR DEFAULT '{}' NOT NULL;
-- Result of the self-test as JSON, where one was made.
ALTER TABLE run_texts ADD COLUMN IF NOT EXISTS self_test VARCHAR;

ALTER TABLE points ADD COLUMN IF NOT EXISTS change_number BIGINT DEFAULT 0 NOT NULL;
CREATE INDEX IF NOT EXISTS points_by_change ON points (change_number);
ALTER TABLE points ADD COLUMN IF NOT EXISTS warm_up_steady BOOLEAN;
-- A reading is either bytes or watts, from how many samples, with its 95 % interval over
-- so many repeats and its source where it has them; or
-- why there is no value.
ALTER TABLE points ADD COLUMN IF NOT EXISTS peak_memory_low DOUBLE PRECISION;
ALTER TABLE points ADD COLUMN IF NOT EXISTS peak_memory_high DOUBLE PRECISION;
ALTER TABLE points ADD COLUMN IF NOT EXISTS peak_memory_repeats INTEGER;
ALTER TABLE points ADD COLUMN IF NOT EXISTS peak_memory_source VARCHAR;
ALTER TABLE points ADD COLUMN IF NOT EXISTS idle_watts DOUBLE PRECISION;
ALTER TABLE points ADD COLUMN IF NOT EXISTS idle_watts_n INTEGER;
ALTER TABLE points ADD COLUMN IF NOT EXISTS idle_watts_low DOUBLE PRECISION;
ALTER TABLE points ADD COLUMN IF NOT EXISTS idle_watts_high DOUBLE PRECISION;
ALTER TABLE points ADD COLUMN IF NOT EXISTS idle_watts_repeats INTEGER;
ALTER TABLE points ADD COLUMN IF NOT EXISTS idle_watts_source VARCHAR;
ALTER TABLE points ADD COLUMN IF NOT EXISTS idle_watts_unavailable VARCHAR;
-- 'agreed', with numbers; 'differed' or 'not checked', with the detail.
ALTER TABLE points ADD COLUMN IF NOT EXISTS answers VARCHAR(16);
ALTER TABLE points ADD COLUMN IF NOT EXISTS answers_sequences INTEGER;
ALTER TABLE points ADD COLUMN IF NOT EXISTS answers_tokens INTEGER;
ALTER TABLE points ADD COLUMN IF NOT EXISTS answers_near_ties INTEGER;
ALTER TABLE points ADD COLUMN IF NOT EXISTS answers_detail VARCHAR;
ALTER TABLE points ADD COLUMN IF NOT EXISTS foreign_processes VARCHAR ARRAY;
ALTER TABLE points ADD COLUMN IF NOT EXISTS neighbours_unknown VARCHAR;
ALTER TABLE points ADD COLUMN IF NOT EXISTS worker_errors VARCHAR ARRAY;
ALTER TABLE points ADD COLUMN IF NOT EXISTS not_cooled VARCHAR;
-- Quantities without a trace: a JSON object, key to reason.
ALTER TABLE points ADD COLUMN IF NOT EXISTS telemetry_unavailable VARCHAR;
-- The version of the formulas by which metrics, verdict and findings were computed when the point was stored. They are for
-- queries: whoever reads a run computes them anew from the samples.
ALTER TABLE points ADD COLUMN IF NOT EXISTS metrics_version INTEGER;
ALTER TABLE points ADD COLUMN IF NOT EXISTS verdict VARCHAR(16);

-- A window of a measured point: its raw times.
CREATE TABLE IF NOT EXISTS windows (
    run_id BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    -- Its place among the point's windows, from 0.
    number INTEGER NOT NULL,
    -- Of the monotonic clock of the point, whose 0 is the start of its first window.
    start_nanos BIGINT NOT NULL,
    end_nanos BIGINT NOT NULL,
    ended_by VARCHAR(16) NOT NULL,
    batches_with_other_tokens INTEGER NOT NULL,
    batch_count INTEGER NOT NULL,
    -- Every time of every batch, packed as docs/store.md states.
    batches BLOB NOT NULL,
    -- The decode steps as a compressed HdrHistogram, in nanoseconds; for readers that want no raw times.
    step_histogram BLOB NOT NULL,
    PRIMARY KEY (run_id, ordinal, number),
    FOREIGN KEY (run_id, ordinal) REFERENCES points (run_id, ordinal)
);

-- What the device reported while a point was measured.
CREATE TABLE IF NOT EXISTS traces (
    run_id BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    number INTEGER NOT NULL,
    quantity VARCHAR(64) NOT NULL,
    -- The call or file that the values come from.
    source VARCHAR NOT NULL,
    sample_count INTEGER NOT NULL,
    -- Times and values, packed as docs/store.md states.
    samples BLOB NOT NULL,
    PRIMARY KEY (run_id, ordinal, number),
    FOREIGN KEY (run_id, ordinal) REFERENCES points (run_id, ordinal)
);

-- What was noticed about a point, the gravest first. For queries, as points.metrics_version says.
CREATE TABLE IF NOT EXISTS findings (
    run_id BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    number INTEGER NOT NULL,
    cause VARCHAR(32) NOT NULL,
    gravity VARCHAR(16) NOT NULL,
    evidence VARCHAR NOT NULL,
    PRIMARY KEY (run_id, ordinal, number),
    FOREIGN KEY (run_id, ordinal) REFERENCES points (run_id, ordinal)
);

-- The numbers of a measured point. For queries, as points.metrics_version says.
CREATE TABLE IF NOT EXISTS metrics (
    run_id BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    metric VARCHAR(64) NOT NULL,
    "VALUE" DOUBLE PRECISION,
    n INTEGER,
    -- The 95 % interval of the mean over so many repeats.
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    repeats INTEGER,
    source VARCHAR,
    unavailable VARCHAR,
    PRIMARY KEY (run_id, ordinal, metric),
    FOREIGN KEY (run_id, ordinal) REFERENCES points (run_id, ordinal),
    CHECK (("VALUE" IS NULL) = (n IS NULL)),
    CHECK (("VALUE" IS NULL) <> (unavailable IS NULL))
);
