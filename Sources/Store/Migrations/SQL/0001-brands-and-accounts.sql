-- A brand sells under its own name, prices and look. The default brand is DOTM.
CREATE TABLE brands (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- A request's brand comes from its host name.
CREATE TABLE brand_hosts (
    host TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id)
);

INSERT INTO brands (id, name, created_at) VALUES ('brd_dotm', 'DOTM', 0);

-- Accounts that share data. Every account starts in a group of its own; the group is the unit that charging keeps in order.
CREATE TABLE groups (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    owner_account_id TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- A person. email, name and country are null once the account is deleted. ID tokens of sign-ins before tokens_valid_since are refused.
CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    group_id TEXT NOT NULL REFERENCES groups (id),
    email TEXT,
    email_verified BIGINT NOT NULL,
    display_name TEXT,
    language TEXT NOT NULL,
    country TEXT,
    role TEXT NOT NULL,
    founder_since BIGINT,
    tokens_valid_since BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT
);

-- An address that nobody has proved may stand at several accounts; a proved one belongs to one.
CREATE UNIQUE INDEX accounts_verified_email ON accounts (brand_id, email) WHERE email_verified = 1;

CREATE INDEX accounts_group ON accounts (group_id);

-- Who an identity provider says a person is: its issuer and subject, proved by an ID token. A person may join several brands.
CREATE TABLE identities (
    brand_id TEXT NOT NULL REFERENCES brands (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (brand_id, issuer, subject)
);

CREATE INDEX identities_account ON identities (account_id);
