-- Diameter peers as their nodes last said. One that was lost stays, so that operators see it, until it is back or a week has passed.
CREATE TABLE network_peers (
    -- The Origin-Host of the node that it is connected to.
    node TEXT NOT NULL,
    name TEXT NOT NULL,
    realm TEXT NOT NULL,
    address TEXT NOT NULL,
    transport TEXT NOT NULL,
    applications TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    lost_at BIGINT,
    lost_reason TEXT,
    -- When operators were last told that it is lost.
    told_at BIGINT,
    -- Since the connection was opened; in a minute, by what came since the report before.
    requests BIGINT NOT NULL,
    requests_per_minute BIGINT NOT NULL,
    -- JSON: answers by result code.
    results TEXT NOT NULL,
    -- Of the last minute or two; NULL when nothing was answered in it.
    median_microseconds BIGINT,
    p99_microseconds BIGINT,
    PRIMARY KEY (node, name)
);

-- What the console lists as live, newest first. Gateways count their requests from 0 or from 1.
CREATE INDEX charging_journal_opened ON charging_journal (at) WHERE request_number <= 1;

CREATE INDEX policy_sessions_started ON policy_sessions (started_at) WHERE ended_at IS NULL;

CREATE INDEX locations_updated ON locations (updated_at) WHERE purged_at IS NULL;
