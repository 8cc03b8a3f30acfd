-- Units bought, given or allowed. What became of them is in the group's charging journal.
CREATE TABLE buckets (
    id TEXT PRIMARY KEY,
    group_id TEXT NOT NULL REFERENCES groups (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    unit TEXT NOT NULL,
    granted BIGINT,
    priority BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    expires_at BIGINT,
    service_id TEXT NOT NULL,
    order_id TEXT,
    -- The bucket that these units were first granted in, before they went along with their owner into another group.
    origin_id TEXT REFERENCES buckets (id),
    created_at BIGINT NOT NULL,
    CHECK (granted >= 0)
);

CREATE INDEX buckets_group ON buckets (group_id, id);

CREATE INDEX buckets_order ON buckets (order_id);

CREATE INDEX buckets_origin ON buckets (origin_id);

-- One row for each decision about a group. The state of a group is the fold over its rows in the order of sequence: 1, 2, 3, …
-- The two unique keys keep two nodes from deciding for a group at once, and a request from being decided twice.
-- No foreign keys: a row costs one insert and nothing else; rows are written only for groups that were just read.
CREATE TABLE charging_journal (
    group_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    session_id TEXT,
    request_number BIGINT,
    body BYTEA NOT NULL,
    PRIMARY KEY (group_id, sequence)
);

CREATE UNIQUE INDEX charging_journal_request ON charging_journal (session_id, request_number) WHERE session_id IS NOT NULL;

-- The fold up to a sequence, so that a group is rebuilt from here. May be dropped: the journal is the truth.
CREATE TABLE charging_checkpoints (
    group_id TEXT PRIMARY KEY,
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    body BYTEA NOT NULL
);

-- Usage as reported, rolled up by hour with each checkpoint; what came after it is in the journal. apn and country are empty when unknown.
CREATE TABLE usage_hours (
    line_id TEXT NOT NULL,
    hour BIGINT NOT NULL,
    apn TEXT NOT NULL,
    country TEXT NOT NULL,
    group_id TEXT NOT NULL,
    octets_in BIGINT NOT NULL,
    octets_out BIGINT NOT NULL,
    octets BIGINT NOT NULL,
    seconds BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    overage_octets BIGINT NOT NULL,
    PRIMARY KEY (line_id, hour, apn, country, group_id)
);

CREATE INDEX usage_hours_group ON usage_hours (group_id);

-- An owner's offer to share the group's data with whoever holds the code. Only its SHA-256 is kept; it is used once.
CREATE TABLE group_invitations (
    code_hash BYTEA PRIMARY KEY,
    group_id TEXT NOT NULL REFERENCES groups (id),
    monthly_cap BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_by TEXT REFERENCES accounts (id),
    used_at BIGINT
);

CREATE INDEX group_invitations_group ON group_invitations (group_id);
