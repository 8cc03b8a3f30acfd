-- Octets used by the lines of a brand in an hour (counted from 1970), added up in the transaction that charges them. The shards keep
-- nodes from waiting for each other; a brand's hour is the sum over its shards.
CREATE TABLE usage_totals (
    brand_id TEXT NOT NULL REFERENCES brands (id),
    hour BIGINT NOT NULL,
    shard BIGINT NOT NULL,
    octets BIGINT NOT NULL,
    PRIMARY KEY (brand_id, hour, shard)
);

INSERT INTO usage_totals (brand_id, hour, shard, octets)
    SELECT lines.brand_id, usage_hours.hour, 0, CAST(SUM(usage_hours.octets) AS BIGINT)
    FROM usage_hours JOIN lines ON lines.id = usage_hours.line_id GROUP BY lines.brand_id, usage_hours.hour;

-- What the console counts and lists: each by brand and time, state or name, so that no list reads a whole table.
CREATE INDEX accounts_brand ON accounts (brand_id, id);

CREATE INDEX accounts_created ON accounts (brand_id, created_at);

CREATE INDEX accounts_email ON accounts (brand_id, email);

CREATE INDEX orders_brand ON orders (brand_id, id);

CREATE INDEX orders_state ON orders (brand_id, state, id);

CREATE INDEX orders_placed ON orders (brand_id, placed_at);

CREATE INDEX orders_paid ON orders (brand_id, paid_at) WHERE paid_at IS NOT NULL;

CREATE INDEX lines_brand ON lines (brand_id, id);

CREATE INDEX lines_state ON lines (brand_id, state, id);

CREATE INDEX lines_activated ON lines (brand_id, activated_at) WHERE activated_at IS NOT NULL;

CREATE INDEX phone_numbers_listed ON phone_numbers (brand_id, state, msisdn);

CREATE INDEX ledger_transactions_time ON ledger_transactions (brand_id, at);

CREATE INDEX rewards_time ON rewards (brand_id, created_at);

CREATE INDEX audit_events_brand ON audit_events (brand_id, id);

CREATE INDEX audit_events_actor ON audit_events (actor, id);

CREATE INDEX audit_events_subject ON audit_events (subject, id);

CREATE INDEX audit_events_action ON audit_events (action, id);

CREATE INDEX audit_events_time ON audit_events (at);

CREATE INDEX jobs_listed ON jobs (state, id);
