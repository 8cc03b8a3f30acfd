-- A browser that is signed in. The cookie's secret is kept as its SHA-256 alone.
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    secret_digest BYTEA NOT NULL UNIQUE,
    user_agent TEXT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sessions_account ON sessions (account_id, created_at);

CREATE INDEX sessions_expiry ON sessions (expires_at);

-- A program's key, kept as its SHA-256 alone. scopes are words parted by one space.
CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    secret_digest BYTEA NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    revoked_at BIGINT
);

CREATE INDEX api_keys_account ON api_keys (account_id, created_at);

-- Identities of deleted accounts, as the SHA-256 of issuer and subject: sign-ins from before the deletion stay refused,
-- and joining again brings no second welcome.
CREATE TABLE departed_identities (
    brand_id TEXT NOT NULL REFERENCES brands (id),
    digest BYTEA NOT NULL,
    departed_at BIGINT NOT NULL,
    PRIMARY KEY (brand_id, digest)
);

-- The outbox: every mail that the platform writes. The body is emptied once a mailer has taken it to the outside.
CREATE TABLE mails (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT REFERENCES accounts (id),
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    sent_by TEXT
);

CREATE INDEX mails_account ON mails (account_id);

-- What the platform tells a person on its pages and in its apps.
CREATE TABLE notifications (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    read_at BIGINT
);

CREATE INDEX notifications_account ON notifications (account_id, id);

-- The people of the local identity provider: what Firebase would keep, where Firebase is not used. One directory for all brands.
CREATE TABLE local_users (
    id TEXT PRIMARY KEY,
    email TEXT UNIQUE,
    email_verified BIGINT NOT NULL,
    password_hash TEXT,
    password_changed_at BIGINT,
    display_name TEXT,
    photo_url TEXT,
    phone_number TEXT UNIQUE,
    disabled BIGINT NOT NULL,
    custom_claims TEXT,
    valid_since BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_sign_in_at BIGINT,
    last_refresh_at BIGINT
);

-- With what a signed-in client renews its ID token. Kept as SHA-256.
CREATE TABLE local_refresh_tokens (
    digest BYTEA PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES local_users (id),
    sign_in_method TEXT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX local_refresh_tokens_user ON local_refresh_tokens (user_id, created_at);

CREATE INDEX local_refresh_tokens_expiry ON local_refresh_tokens (expires_at);

-- The one-time codes behind the links of mails. Kept as SHA-256.
CREATE TABLE email_codes (
    digest BYTEA PRIMARY KEY,
    purpose TEXT NOT NULL,
    email TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE INDEX email_codes_email ON email_codes (email, created_at);

CREATE INDEX email_codes_expiry ON email_codes (expires_at);

-- The keys that sign ID tokens, newest last. A key signs for a while, and is published until what it signed has expired.
CREATE TABLE signing_keys (
    id TEXT PRIMARY KEY,
    sealed_key BYTEA NOT NULL,
    certificate TEXT NOT NULL,
    signs_from BIGINT NOT NULL,
    signs_until BIGINT NOT NULL,
    published_until BIGINT NOT NULL
);

-- Failed sign-ins, by the SHA-256 of who was tried and from where.
CREATE TABLE sign_in_failures (
    digest BYTEA PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);

CREATE INDEX sign_in_failures_age ON sign_in_failures (last_at);
