-- Identities on the network. A profile is handed to one line at most in its life: line_id is set once and never cleared.
CREATE TABLE sim_profiles (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    iccid TEXT NOT NULL UNIQUE,
    imsi TEXT NOT NULL UNIQUE,
    matching_id TEXT NOT NULL UNIQUE,
    -- K and OPc under the master key, bound to the IMSI.
    sealed_k BYTEA NOT NULL,
    sealed_opc BYTEA NOT NULL,
    state TEXT NOT NULL,
    line_id TEXT UNIQUE,
    source TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    CHECK (state <> 'available' OR line_id IS NULL)
);

CREATE INDEX sim_profiles_available ON sim_profiles (brand_id, state, iccid);

-- Subscriptions of accounts to the network.
CREATE TABLE lines (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    order_id TEXT,
    order_item BIGINT NOT NULL,
    name TEXT,
    state TEXT NOT NULL,
    -- Open suspensions, sorted, separated by commas; their begin and end are in line_transitions.
    suspensions TEXT NOT NULL,
    revision BIGINT NOT NULL,
    preferred_area_code TEXT,
    sim_profile_id TEXT UNIQUE REFERENCES sim_profiles (id),
    msisdn TEXT,
    activation_code TEXT,
    created_at BIGINT NOT NULL,
    activated_at BIGINT,
    ended_at BIGINT,
    -- One order item makes one line, however often it is fulfilled.
    UNIQUE (order_id, order_item)
);

-- A number serves one living line; lines that have ended keep theirs for the record.
CREATE UNIQUE INDEX lines_msisdn ON lines (msisdn) WHERE ended_at IS NULL;

CREATE INDEX lines_account ON lines (account_id, id);

-- Every change of a line's state: who, when, why. Never changed.
CREATE TABLE line_transitions (
    line_id TEXT NOT NULL REFERENCES lines (id),
    sequence BIGINT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    reason TEXT,
    actor TEXT NOT NULL,
    note TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (line_id, sequence)
);

-- Numbers that this operator may hand out. until: the end of a hold or of a quarantine.
CREATE TABLE phone_numbers (
    msisdn TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    area_code TEXT NOT NULL,
    state TEXT NOT NULL,
    line_id TEXT REFERENCES lines (id),
    held_by TEXT REFERENCES accounts (id),
    until BIGINT,
    source TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK ((state = 'assigned') = (line_id IS NOT NULL)),
    CHECK ((state IN ('held', 'quarantined')) = (until IS NOT NULL))
);

CREATE INDEX phone_numbers_available ON phone_numbers (brand_id, state, area_code, msisdn);

CREATE INDEX phone_numbers_until ON phone_numbers (brand_id, state, until);

CREATE UNIQUE INDEX phone_numbers_line ON phone_numbers (line_id);

-- Which line had which number when, for ever.
CREATE TABLE number_assignments (
    msisdn TEXT NOT NULL REFERENCES phone_numbers (msisdn),
    line_id TEXT NOT NULL REFERENCES lines (id),
    assigned_at BIGINT NOT NULL,
    released_at BIGINT,
    PRIMARY KEY (msisdn, line_id)
);

CREATE UNIQUE INDEX number_assignments_open ON number_assignments (msisdn) WHERE released_at IS NULL;

-- What the home subscriber server reads: one row for each line that the own network serves.
CREATE TABLE subscribers (
    imsi TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    line_id TEXT NOT NULL UNIQUE REFERENCES lines (id),
    msisdn TEXT NOT NULL,
    sealed_k BYTEA NOT NULL,
    sealed_opc BYTEA NOT NULL,
    -- Authentication management field, 16 bits (3GPP TS 33.102 annex H).
    amf BIGINT NOT NULL,
    -- The newest sequence number given out, 48 bits; it only grows (3GPP TS 33.102 annex C).
    sequence_number BIGINT NOT NULL,
    apn TEXT NOT NULL,
    qci BIGINT NOT NULL,
    allocation_retention_priority BIGINT NOT NULL,
    uplink_bits_per_second BIGINT NOT NULL,
    downlink_bits_per_second BIGINT NOT NULL,
    -- active, barred (suspended) or ended.
    state TEXT NOT NULL,
    -- The line's revision that this row follows: an older one never undoes a newer one.
    line_revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX subscribers_msisdn ON subscribers (msisdn) WHERE state <> 'ended';
