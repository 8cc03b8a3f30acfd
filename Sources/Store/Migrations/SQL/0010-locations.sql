-- Which MME serves a subscriber, since it last said so. Rows of ended subscribers go when their MME has been told.
CREATE TABLE locations (
    imsi TEXT PRIMARY KEY REFERENCES subscribers (imsi),
    mme_host TEXT NOT NULL,
    mme_realm TEXT NOT NULL,
    visited_plmn TEXT NOT NULL,
    -- Grows with every update: a message about an older one is known by it.
    revision BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- The MME has forgotten the subscriber.
    purged_at BIGINT,
    -- The packet gateway that the MME chose.
    gateway_host TEXT,
    gateway_realm TEXT
);

-- Where lines may be served: a rule of the line comes before one of its brand. area: a network (MCC and MNC), a country, or * for everywhere.
CREATE TABLE roaming_rules (
    brand_id TEXT NOT NULL REFERENCES brands (id),
    line_id TEXT REFERENCES lines (id),
    area TEXT NOT NULL,
    is_allowed BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX roaming_rules_brand ON roaming_rules (brand_id, area) WHERE line_id IS NULL;

CREATE UNIQUE INDEX roaming_rules_line ON roaming_rules (line_id, area) WHERE line_id IS NOT NULL;
