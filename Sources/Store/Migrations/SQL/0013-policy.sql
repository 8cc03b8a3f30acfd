-- Sessions that gateways opened over Gx, and what they were told. answer, decision and rules are JSON of Policy's types.
CREATE TABLE policy_sessions (
    session_id TEXT PRIMARY KEY,
    line_id TEXT NOT NULL REFERENCES lines (id),
    gateway_host TEXT NOT NULL,
    gateway_realm TEXT NOT NULL,
    apn TEXT,
    serving_network TEXT,
    started_at BIGINT NOT NULL,
    -- The newest request that was answered: a repetition of it gets the same answer.
    request_number BIGINT NOT NULL,
    answer TEXT NOT NULL,
    decision TEXT NOT NULL,
    rules TEXT NOT NULL,
    -- Grows with everything that may change what the line has. While told_revision is behind, a node that reaches the gateway tells it,
    -- from retry_at on.
    revision BIGINT NOT NULL,
    told_revision BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    retry_at BIGINT,
    ended_at BIGINT
);

CREATE INDEX policy_sessions_line ON policy_sessions (line_id) WHERE ended_at IS NULL;

CREATE INDEX policy_sessions_untold ON policy_sessions (gateway_host) WHERE told_revision < revision AND ended_at IS NULL;

CREATE INDEX policy_sessions_ended ON policy_sessions (ended_at) WHERE ended_at IS NOT NULL;

-- Octets that gateways reported for a line in a calendar month, against its fair use.
CREATE TABLE policy_usage (
    line_id TEXT NOT NULL REFERENCES lines (id),
    month_start BIGINT NOT NULL,
    octets BIGINT NOT NULL,
    PRIMARY KEY (line_id, month_start)
);
