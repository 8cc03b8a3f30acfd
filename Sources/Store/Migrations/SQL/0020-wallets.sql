-- Ethereum accounts that members have linked, each with the message that was signed for it. A nonce counts once.
CREATE TABLE wallets (
    nonce TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    address TEXT NOT NULL,
    message TEXT NOT NULL,
    signature BYTEA NOT NULL,
    linked_at BIGINT NOT NULL,
    unlinked_at BIGINT
);

CREATE UNIQUE INDEX wallets_account ON wallets (account_id) WHERE unlinked_at IS NULL;

CREATE UNIQUE INDEX wallets_address ON wallets (address) WHERE unlinked_at IS NULL;
