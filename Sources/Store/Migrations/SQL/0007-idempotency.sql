-- A request that carried an Idempotency-Key, and its answer once there is one. Kept for a day.
-- id: digest of the caller and the key. claim: which run is at work. answer: sealed status, headers and body.
CREATE TABLE idempotency_keys (
    id TEXT PRIMARY KEY,
    request_hash BYTEA NOT NULL,
    claim TEXT NOT NULL,
    claimed_at BIGINT NOT NULL,
    answer BYTEA
);

CREATE INDEX idempotency_keys_claimed ON idempotency_keys (claimed_at);
