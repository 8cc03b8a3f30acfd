-- Every look that a brand has had; the newest counts. Append-only. Colours are #rrggbb, null for the standard ones.
CREATE TABLE brand_settings (
    brand_id TEXT NOT NULL REFERENCES brands (id),
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    accent_light TEXT,
    accent_dark TEXT,
    support_email TEXT,
    legal TEXT,
    logo BYTEA,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (brand_id, version)
);

CREATE INDEX brand_hosts_brand ON brand_hosts (brand_id);

-- Every catalogue that was published, as its YAML; the newest counts, on all nodes. Append-only.
CREATE TABLE catalog_versions (
    version BIGINT PRIMARY KEY,
    text TEXT NOT NULL,
    note TEXT NOT NULL,
    published_by TEXT NOT NULL,
    published_at BIGINT NOT NULL
);

-- Serving processes, as each says of itself every few seconds. A row that has grown old is a node that is gone.
CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    newest_migration BIGINT NOT NULL,
    catalog_version BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    requests_per_minute BIGINT NOT NULL,
    charges_per_minute BIGINT NOT NULL
);
