-- Every statement can be run again, so that a store can be migrated anew whose migration was killed.

-- A run of others, imported from a file. It has no plan and no samples, so it stands apart from runs.
CREATE TABLE IF NOT EXISTS foreign_runs (
    id BIGINT PRIMARY KEY,
    title VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    file_sha256 CHAR(64) NOT NULL,
    format VARCHAR(32) NOT NULL,
    -- Which columns and rows of the file were taken.
    mapping VARCHAR NOT NULL,
    imported_at TIMESTAMP(9) WITH TIME ZONE NOT NULL,
    -- One JSON object of strings, in the order in which they are shown.
    conditions VARCHAR NOT NULL,
    notes VARCHAR ARRAY NOT NULL,
    point_count INTEGER NOT NULL,
    -- A deleted one keeps its row, so that its number is never given again and the rescue file can be told.
    deleted BOOLEAN NOT NULL,
    -- store.changes as it was when the row last changed.
    change_number BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS foreign_runs_by_change ON foreign_runs (change_number);

CREATE TABLE IF NOT EXISTS foreign_points (
    run_id BIGINT NOT NULL REFERENCES foreign_runs (id),
    -- Its place among the run's points, from 0.
    number INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    series VARCHAR NOT NULL,
    -- Sequences of all replicas; null where the file does not tell.
    batch INTEGER,
    replicas INTEGER NOT NULL,
    -- Where it stands in the file, from 1.
    row_number INTEGER NOT NULL,
    notes VARCHAR ARRAY NOT NULL,
    PRIMARY KEY (run_id, number)
);

CREATE TABLE IF NOT EXISTS foreign_metrics (
    run_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    metric VARCHAR(64) NOT NULL,
    "VALUE" DOUBLE PRECISION,
    n INTEGER,
    -- The 95 % interval that the file has.
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    repeats INTEGER,
    source VARCHAR,
    unavailable VARCHAR,
    PRIMARY KEY (run_id, number, metric),
    FOREIGN KEY (run_id, number) REFERENCES foreign_points (run_id, number),
    CHECK (("VALUE" IS NULL) = (n IS NULL)),
    CHECK (("VALUE" IS NULL) <> (unavailable IS NULL))
);
