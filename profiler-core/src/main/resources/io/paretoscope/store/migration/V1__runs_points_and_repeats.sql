-- H2 commits after each statement; IF NOT EXISTS lets a store begin anew that was killed on the way through.

-- A run: what was to be measured and under what. The texts of a run stand apart in run_texts, so that the list of runs
-- need not read them.
CREATE TABLE IF NOT EXISTS runs (
    id BIGINT GENERATED ALWAYS AS IDENTITY (NO CACHE) PRIMARY KEY,
    started_at TIMESTAMP(9) WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP(9) WITH TIME ZONE,
    status VARCHAR(16) NOT NULL CHECK (status IN ('running', 'completed', 'stopped', 'failed')),
    message VARCHAR NOT NULL,
    plan_hash CHAR(64) NOT NULL,
    -- As the list of runs names them: model labels, device, precision, number of points.
    models VARCHAR ARRAY NOT NULL,
    device VARCHAR NOT NULL,
    "PRECISION" VARCHAR(16) NOT NULL,
    points_planned INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS run_texts (
    run_id BIGINT PRIMARY KEY REFERENCES runs (id),
    -- JSON; SHA-256 of the plan's text is runs.plan_hash.
    plan VARCHAR NOT NULL,
    -- One JSON object of strings, in the order in which they are shown.
    conditions VARCHAR NOT NULL
);

-- A finished point, in whatever way it ended.
CREATE TABLE IF NOT EXISTS points (
    run_id BIGINT NOT NULL REFERENCES runs (id),
    -- Its place in the plan, from 0.
    ordinal INTEGER NOT NULL,
    model VARCHAR NOT NULL,
    weights VARCHAR NOT NULL,
    device VARCHAR NOT NULL,
    "PRECISION" VARCHAR(16) NOT NULL,
    batch INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    estimated_weight_bytes BIGINT NOT NULL,
    estimated_kv_cache_bytes BIGINT NOT NULL,
    estimated_activation_bytes BIGINT NOT NULL,
    estimated_reserve_bytes BIGINT NOT NULL,
    finished_at TIMESTAMP(9) WITH TIME ZONE NOT NULL,
    outcome VARCHAR(16) NOT NULL CHECK (outcome IN ('measured', 'failed', 'skipped')),
    -- Why it failed or was skipped.
    reason VARCHAR,
    load_nanos BIGINT,
    warm_up_nanos BIGINT,
    warm_up_runs INTEGER,
    -- Either bytes and from how many samples, or why there is no value.
    peak_memory_bytes DOUBLE PRECISION,
    peak_memory_n INTEGER,
    peak_memory_unavailable VARCHAR,
    PRIMARY KEY (run_id, ordinal),
    CHECK ((outcome = 'measured') = (reason IS NULL)),
    CHECK ((outcome = 'measured')
        = (load_nanos IS NOT NULL AND warm_up_nanos IS NOT NULL AND warm_up_runs IS NOT NULL)),
    CHECK ((peak_memory_bytes IS NULL) = (peak_memory_n IS NULL)),
    CHECK (outcome <> 'measured' OR (peak_memory_bytes IS NULL) <> (peak_memory_unavailable IS NULL))
);

-- The counts in the list of runs come from this index alone.
CREATE INDEX IF NOT EXISTS points_by_outcome ON points (run_id, outcome);

-- A measured run of a measured point: its raw times. Metrics are computed from these on reading.
CREATE TABLE IF NOT EXISTS repeats (
    run_id BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    -- Its place among the point's measured runs, from 0.
    number INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    prefill_nanos BIGINT NOT NULL,
    -- Each decode step, in order.
    step_nanos BIGINT ARRAY NOT NULL,
    total_nanos BIGINT NOT NULL,
    PRIMARY KEY (run_id, ordinal, number),
    FOREIGN KEY (run_id, ordinal) REFERENCES points (run_id, ordinal)
);
