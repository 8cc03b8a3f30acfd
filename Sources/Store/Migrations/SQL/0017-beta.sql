-- Who asked to join the beta programme, and what was decided. A request is decided once and then stays as it is; whoever asks again has
-- another row.
CREATE TABLE beta_requests (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    state TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    reason TEXT,
    order_id TEXT REFERENCES orders (id)
);

-- Of a person one request is open at a time.
CREATE UNIQUE INDEX beta_requests_open ON beta_requests (account_id) WHERE state = 'pending';

CREATE INDEX beta_requests_account ON beta_requests (account_id, id);

CREATE INDEX beta_requests_brand ON beta_requests (brand_id, state, id);

-- The links that were mailed to admins, by the digest of their secret. They go when the request is decided.
CREATE TABLE beta_links (
    digest BYTEA PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES beta_requests (id) ON DELETE CASCADE,
    admin_id TEXT NOT NULL REFERENCES accounts (id),
    expires_at BIGINT NOT NULL
);

CREATE INDEX beta_links_request ON beta_links (request_id);

CREATE INDEX beta_links_admin ON beta_links (admin_id);
