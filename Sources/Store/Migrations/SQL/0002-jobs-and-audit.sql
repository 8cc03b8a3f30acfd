-- Outside effects that wait to be done. run_at is when the job is due; while it runs, when its lease ends and another worker
-- may take it over; null once it is done or dead. attempts counts the runs begun, and names the lease.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    run_at BIGINT,
    attempts BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    UNIQUE (kind, key)
);

CREATE INDEX jobs_due ON jobs (run_at);

CREATE INDEX jobs_state ON jobs (state, finished_at);

-- Who did what to what, written in the transaction that did it. Append-only.
CREATE TABLE audit_events (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    brand_id TEXT,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);

-- The order of the events for good: a sequence without gaps, and the SHA-256 of the previous hash and the event. Append-only.
CREATE TABLE audit_seals (
    sequence BIGINT PRIMARY KEY,
    event_id BIGINT NOT NULL UNIQUE,
    hash BYTEA NOT NULL
);

-- Events not sealed yet.
CREATE TABLE audit_unsealed (
    event_id BIGINT PRIMARY KEY
);

-- The newest seal, so that a chain cut short is seen. Its row is the sealer's lock.
CREATE TABLE audit_head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    sequence BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
