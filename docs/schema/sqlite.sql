-- Made from the migrations. To write it anew: GORSE_WRITE_SCHEMA=1 swift test --filter MigrationTests

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    group_id TEXT NOT NULL REFERENCES groups (id),
    email TEXT,
    email_verified INTEGER NOT NULL,
    display_name TEXT,
    language TEXT NOT NULL,
    country TEXT,
    role TEXT NOT NULL,
    founder_since INTEGER,
    tokens_valid_since INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX accounts_brand ON accounts (brand_id, id);

CREATE INDEX accounts_created ON accounts (brand_id, created_at);

CREATE INDEX accounts_email ON accounts (brand_id, email);

CREATE INDEX accounts_group ON accounts (group_id);

CREATE UNIQUE INDEX accounts_verified_email ON accounts (brand_id, email) WHERE email_verified = 1;

CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    secret_digest BLOB NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;

CREATE INDEX api_keys_account ON api_keys (account_id, created_at);

CREATE TABLE audit_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    brand_id TEXT,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX audit_events_action ON audit_events (action, id);

CREATE INDEX audit_events_actor ON audit_events (actor, id);

CREATE INDEX audit_events_brand ON audit_events (brand_id, id);

CREATE INDEX audit_events_subject ON audit_events (subject, id);

CREATE INDEX audit_events_time ON audit_events (at);

CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;

CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;

CREATE TABLE audit_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE audit_seals (
    sequence INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL UNIQUE,
    hash BLOB NOT NULL
) STRICT;

CREATE TRIGGER audit_seals_no_delete BEFORE DELETE ON audit_seals BEGIN SELECT RAISE(ABORT, 'audit_seals is append-only'); END;

CREATE TRIGGER audit_seals_no_update BEFORE UPDATE ON audit_seals BEGIN SELECT RAISE(ABORT, 'audit_seals is append-only'); END;

CREATE TABLE audit_unsealed (
    event_id INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE beta_links (
    digest BLOB PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES beta_requests (id) ON DELETE CASCADE,
    admin_id TEXT NOT NULL REFERENCES accounts (id),
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX beta_links_admin ON beta_links (admin_id);

CREATE INDEX beta_links_request ON beta_links (request_id);

CREATE TABLE beta_requests (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    state TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    reason TEXT,
    order_id TEXT REFERENCES orders (id)
) STRICT;

CREATE INDEX beta_requests_account ON beta_requests (account_id, id);

CREATE INDEX beta_requests_brand ON beta_requests (brand_id, state, id);

CREATE UNIQUE INDEX beta_requests_open ON beta_requests (account_id) WHERE state = 'pending';

CREATE TABLE brand_hosts (
    host TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id)
) STRICT;

CREATE INDEX brand_hosts_brand ON brand_hosts (brand_id);

CREATE TABLE brand_settings (
    brand_id TEXT NOT NULL REFERENCES brands (id),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    accent_light TEXT,
    accent_dark TEXT,
    support_email TEXT,
    legal TEXT,
    logo BLOB,
    changed_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL, texts TEXT,
    PRIMARY KEY (brand_id, version)
) STRICT;

CREATE TRIGGER brand_settings_no_delete BEFORE DELETE ON brand_settings BEGIN SELECT RAISE(ABORT, 'brand_settings is append-only'); END;

CREATE TRIGGER brand_settings_no_update BEFORE UPDATE ON brand_settings BEGIN SELECT RAISE(ABORT, 'brand_settings is append-only'); END;

CREATE TABLE brands (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE buckets (
    id TEXT PRIMARY KEY,
    group_id TEXT NOT NULL REFERENCES groups (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    unit TEXT NOT NULL,
    granted INTEGER,
    priority INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    expires_at INTEGER,
    service_id TEXT NOT NULL,
    order_id TEXT,
    origin_id TEXT REFERENCES buckets (id),
    created_at INTEGER NOT NULL,
    CHECK (granted >= 0)
) STRICT;

CREATE INDEX buckets_group ON buckets (group_id, id);

CREATE INDEX buckets_order ON buckets (order_id);

CREATE INDEX buckets_origin ON buckets (origin_id);

CREATE TRIGGER buckets_no_delete BEFORE DELETE ON buckets BEGIN SELECT RAISE(ABORT, 'buckets is append-only'); END;

CREATE TRIGGER buckets_no_update BEFORE UPDATE ON buckets BEGIN SELECT RAISE(ABORT, 'buckets is append-only'); END;

CREATE TABLE catalog_versions (
    version INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    note TEXT NOT NULL,
    published_by TEXT NOT NULL,
    published_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER catalog_versions_no_delete BEFORE DELETE ON catalog_versions BEGIN SELECT RAISE(ABORT, 'catalog_versions is append-only'); END;

CREATE TRIGGER catalog_versions_no_update BEFORE UPDATE ON catalog_versions BEGIN SELECT RAISE(ABORT, 'catalog_versions is append-only'); END;

CREATE TABLE charging_checkpoints (
    group_id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE charging_journal (
    group_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    session_id TEXT,
    request_number INTEGER,
    body BLOB NOT NULL,
    PRIMARY KEY (group_id, sequence)
) STRICT;

CREATE INDEX charging_journal_opened ON charging_journal (at) WHERE request_number <= 1;

CREATE UNIQUE INDEX charging_journal_request ON charging_journal (session_id, request_number) WHERE session_id IS NOT NULL;

CREATE TRIGGER charging_journal_no_delete BEFORE DELETE ON charging_journal BEGIN SELECT RAISE(ABORT, 'charging_journal is append-only'); END;

CREATE TRIGGER charging_journal_no_update BEFORE UPDATE ON charging_journal BEGIN SELECT RAISE(ABORT, 'charging_journal is append-only'); END;

CREATE TABLE departed_identities (
    brand_id TEXT NOT NULL REFERENCES brands (id),
    digest BLOB NOT NULL,
    departed_at INTEGER NOT NULL,
    PRIMARY KEY (brand_id, digest)
) STRICT;

CREATE TABLE disputes (
    payment_id TEXT PRIMARY KEY REFERENCES payments (id),
    brand_id TEXT NOT NULL REFERENCES brands (id),
    state TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;

CREATE TABLE email_codes (
    digest BLOB PRIMARY KEY,
    purpose TEXT NOT NULL,
    email TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE INDEX email_codes_email ON email_codes (email, created_at);

CREATE INDEX email_codes_expiry ON email_codes (expires_at);

CREATE TABLE group_invitations (
    code_hash BLOB PRIMARY KEY,
    group_id TEXT NOT NULL REFERENCES groups (id),
    monthly_cap INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_by TEXT REFERENCES accounts (id),
    used_at INTEGER
) STRICT;

CREATE INDEX group_invitations_group ON group_invitations (group_id);

CREATE TABLE groups (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    owner_account_id TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX groups_owner ON groups (owner_account_id);

CREATE TABLE idempotency_keys (
    id TEXT PRIMARY KEY,
    request_hash BLOB NOT NULL,
    claim TEXT NOT NULL,
    claimed_at INTEGER NOT NULL,
    answer BLOB
) STRICT;

CREATE INDEX idempotency_keys_claimed ON idempotency_keys (claimed_at);

CREATE TABLE identities (
    brand_id TEXT NOT NULL REFERENCES brands (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (brand_id, issuer, subject)
) STRICT;

CREATE INDEX identities_account ON identities (account_id);

CREATE TABLE invoice_lines (
    invoice_id TEXT NOT NULL REFERENCES invoices (id),
    position INTEGER NOT NULL,
    service_id TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price INTEGER NOT NULL,
    amount INTEGER NOT NULL, tax INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (invoice_id, position)
) STRICT;

CREATE TRIGGER invoice_lines_no_delete BEFORE DELETE ON invoice_lines BEGIN SELECT RAISE(ABORT, 'invoice_lines is append-only'); END;

CREATE TRIGGER invoice_lines_no_update BEFORE UPDATE ON invoice_lines BEGIN SELECT RAISE(ABORT, 'invoice_lines is append-only'); END;

CREATE TABLE invoices (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    cause_id TEXT NOT NULL UNIQUE,
    total INTEGER NOT NULL,
    currency TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    UNIQUE (brand_id, number)
) STRICT;

CREATE INDEX invoices_account ON invoices (account_id, id);

CREATE TRIGGER invoices_no_delete BEFORE DELETE ON invoices BEGIN SELECT RAISE(ABORT, 'invoices is append-only'); END;

CREATE TRIGGER invoices_no_update BEFORE UPDATE ON invoices BEGIN SELECT RAISE(ABORT, 'invoices is append-only'); END;

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    run_at INTEGER,
    attempts INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    UNIQUE (kind, key)
) STRICT;

CREATE INDEX jobs_due ON jobs (run_at);

CREATE INDEX jobs_listed ON jobs (state, id);

CREATE INDEX jobs_state ON jobs (state, finished_at);

CREATE TABLE ledger_entries (
    transaction_id TEXT NOT NULL REFERENCES ledger_transactions (id),
    position INTEGER NOT NULL,
    brand_id TEXT NOT NULL,
    account TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (transaction_id, position)
) STRICT;

CREATE INDEX ledger_entries_account ON ledger_entries (brand_id, currency, account, amount);

CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries BEGIN SELECT RAISE(ABORT, 'ledger_entries is append-only'); END;

CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries BEGIN SELECT RAISE(ABORT, 'ledger_entries is append-only'); END;

CREATE TABLE ledger_transactions (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    reference TEXT NOT NULL UNIQUE,
    order_id TEXT REFERENCES orders (id),
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX ledger_transactions_order ON ledger_transactions (order_id);

CREATE INDEX ledger_transactions_time ON ledger_transactions (brand_id, at);

CREATE TRIGGER ledger_transactions_no_delete BEFORE DELETE ON ledger_transactions BEGIN SELECT RAISE(ABORT, 'ledger_transactions is append-only'); END;

CREATE TRIGGER ledger_transactions_no_update BEFORE UPDATE ON ledger_transactions BEGIN SELECT RAISE(ABORT, 'ledger_transactions is append-only'); END;

CREATE TABLE line_transitions (
    line_id TEXT NOT NULL REFERENCES lines (id),
    sequence INTEGER NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    reason TEXT,
    actor TEXT NOT NULL,
    note TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (line_id, sequence)
) STRICT;

CREATE TRIGGER line_transitions_no_delete BEFORE DELETE ON line_transitions BEGIN SELECT RAISE(ABORT, 'line_transitions is append-only'); END;

CREATE TRIGGER line_transitions_no_update BEFORE UPDATE ON line_transitions BEGIN SELECT RAISE(ABORT, 'line_transitions is append-only'); END;

CREATE TABLE lines (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    order_id TEXT,
    order_item INTEGER NOT NULL,
    name TEXT,
    state TEXT NOT NULL,
    suspensions TEXT NOT NULL,
    revision INTEGER NOT NULL,
    preferred_area_code TEXT,
    sim_profile_id TEXT UNIQUE REFERENCES sim_profiles (id),
    msisdn TEXT,
    activation_code TEXT,
    created_at INTEGER NOT NULL,
    activated_at INTEGER,
    ended_at INTEGER,
    UNIQUE (order_id, order_item)
) STRICT;

CREATE INDEX lines_account ON lines (account_id, id);

CREATE INDEX lines_activated ON lines (brand_id, activated_at) WHERE activated_at IS NOT NULL;

CREATE INDEX lines_brand ON lines (brand_id, id);

CREATE UNIQUE INDEX lines_msisdn ON lines (msisdn) WHERE ended_at IS NULL;

CREATE INDEX lines_state ON lines (brand_id, state, id);

CREATE TABLE local_refresh_tokens (
    digest BLOB PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES local_users (id),
    sign_in_method TEXT NOT NULL,
    authenticated_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX local_refresh_tokens_expiry ON local_refresh_tokens (expires_at);

CREATE INDEX local_refresh_tokens_user ON local_refresh_tokens (user_id, created_at);

CREATE TABLE local_users (
    id TEXT PRIMARY KEY,
    email TEXT UNIQUE,
    email_verified INTEGER NOT NULL,
    password_hash TEXT,
    password_changed_at INTEGER,
    display_name TEXT,
    photo_url TEXT,
    phone_number TEXT UNIQUE,
    disabled INTEGER NOT NULL,
    custom_claims TEXT,
    valid_since INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_sign_in_at INTEGER,
    last_refresh_at INTEGER
) STRICT;

CREATE TABLE locations (
    imsi TEXT PRIMARY KEY REFERENCES subscribers (imsi),
    mme_host TEXT NOT NULL,
    mme_realm TEXT NOT NULL,
    visited_plmn TEXT NOT NULL,
    revision INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    purged_at INTEGER,
    gateway_host TEXT,
    gateway_realm TEXT
, told TEXT) STRICT;

CREATE INDEX locations_updated ON locations (updated_at) WHERE purged_at IS NULL;

CREATE TABLE mails (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT REFERENCES accounts (id),
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    sent_by TEXT
) STRICT;

CREATE INDEX mails_account ON mails (account_id);

CREATE INDEX mails_recipient ON mails (recipient);

CREATE TABLE network_peers (
    node TEXT NOT NULL,
    name TEXT NOT NULL,
    realm TEXT NOT NULL,
    address TEXT NOT NULL,
    transport TEXT NOT NULL,
    applications TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    lost_at INTEGER,
    lost_reason TEXT,
    told_at INTEGER,
    requests INTEGER NOT NULL,
    requests_per_minute INTEGER NOT NULL,
    results TEXT NOT NULL,
    median_microseconds INTEGER,
    p99_microseconds INTEGER,
    PRIMARY KEY (node, name)
) STRICT;

CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    newest_migration INTEGER NOT NULL,
    catalog_version INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    requests_per_minute INTEGER NOT NULL,
    charges_per_minute INTEGER NOT NULL
) STRICT;

CREATE TABLE notifications (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    read_at INTEGER
) STRICT;

CREATE INDEX notifications_account ON notifications (account_id, id);

CREATE TABLE number_assignments (
    msisdn TEXT NOT NULL REFERENCES phone_numbers (msisdn),
    line_id TEXT NOT NULL REFERENCES lines (id),
    assigned_at INTEGER NOT NULL,
    released_at INTEGER,
    PRIMARY KEY (msisdn, line_id)
) STRICT;

CREATE INDEX number_assignments_line ON number_assignments (line_id);

CREATE UNIQUE INDEX number_assignments_open ON number_assignments (msisdn) WHERE released_at IS NULL;

CREATE TABLE order_changes (
    order_id TEXT NOT NULL REFERENCES orders (id),
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (order_id, sequence)
) STRICT;

CREATE TRIGGER order_changes_no_delete BEFORE DELETE ON order_changes BEGIN SELECT RAISE(ABORT, 'order_changes is append-only'); END;

CREATE TRIGGER order_changes_no_update BEFORE UPDATE ON order_changes BEGIN SELECT RAISE(ABORT, 'order_changes is append-only'); END;

CREATE TABLE order_grants (
    order_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    PRIMARY KEY (order_id, position, unit, kind),
    FOREIGN KEY (order_id, position) REFERENCES order_items (order_id, position)
) STRICT;

CREATE TRIGGER order_grants_no_delete BEFORE DELETE ON order_grants BEGIN SELECT RAISE(ABORT, 'order_grants is append-only'); END;

CREATE TRIGGER order_grants_no_update BEFORE UPDATE ON order_grants BEGIN SELECT RAISE(ABORT, 'order_grants is append-only'); END;

CREATE TABLE order_items (
    order_id TEXT NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL,
    service_id TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 20),
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    unit_reward_base INTEGER NOT NULL,
    fulfilment TEXT NOT NULL,
    octets INTEGER,
    validity_days INTEGER,
    priority INTEGER,
    creates_line INTEGER,
    validity_seconds INTEGER,
    period_months INTEGER, unit_tax INTEGER, tax_name TEXT, tax_basis_points INTEGER, seconds INTEGER, messages INTEGER,
    PRIMARY KEY (order_id, position)
) STRICT;

CREATE TRIGGER order_items_no_delete BEFORE DELETE ON order_items BEGIN SELECT RAISE(ABORT, 'order_items is append-only'); END;

CREATE TRIGGER order_items_no_update BEFORE UPDATE ON order_items BEGIN SELECT RAISE(ABORT, 'order_items is append-only'); END;

CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    idempotency_key TEXT NOT NULL,
    state TEXT NOT NULL,
    currency TEXT NOT NULL,
    total INTEGER NOT NULL CHECK (total >= 0),
    refunded INTEGER NOT NULL CHECK (refunded >= 0 AND refunded <= total),
    reward_base INTEGER NOT NULL,
    renews_subscription_id TEXT,
    placed_at INTEGER NOT NULL,
    paid_at INTEGER,
    fulfilled_at INTEGER,
    UNIQUE (account_id, idempotency_key)
) STRICT;

CREATE INDEX orders_account ON orders (account_id, id);

CREATE INDEX orders_brand ON orders (brand_id, id);

CREATE INDEX orders_paid ON orders (brand_id, paid_at) WHERE paid_at IS NOT NULL;

CREATE INDEX orders_placed ON orders (brand_id, placed_at);

CREATE INDEX orders_state ON orders (brand_id, state, id);

CREATE TABLE payment_events (
    provider TEXT NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    payment_id TEXT,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (provider, event_id)
) STRICT;

CREATE TRIGGER payment_events_no_delete BEFORE DELETE ON payment_events BEGIN SELECT RAISE(ABORT, 'payment_events is append-only'); END;

CREATE TRIGGER payment_events_no_update BEFORE UPDATE ON payment_events BEGIN SELECT RAISE(ABORT, 'payment_events is append-only'); END;

CREATE TABLE payment_methods (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    provider TEXT NOT NULL,
    token TEXT NOT NULL,
    card_brand TEXT NOT NULL,
    last4 TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    expiry_year INTEGER NOT NULL,
    expiry_month INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    saved_at INTEGER,
    removed_at INTEGER
) STRICT;

CREATE INDEX payment_methods_account ON payment_methods (account_id, id);

CREATE TABLE payments (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    payment_method_id TEXT NOT NULL REFERENCES payment_methods (id),
    provider TEXT NOT NULL,
    state TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    fee INTEGER NOT NULL,
    provider_reference TEXT,
    decline_code TEXT,
    off_session INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    settled_at INTEGER
) STRICT;

CREATE UNIQUE INDEX payments_alive ON payments (order_id)
    WHERE state IN ('processing', 'requires_action', 'succeeded', 'disputed', 'charged_back');

CREATE INDEX payments_method ON payments (payment_method_id, id);

CREATE INDEX payments_order ON payments (order_id, id);

CREATE UNIQUE INDEX payments_reference ON payments (provider, provider_reference) WHERE provider_reference IS NOT NULL;

CREATE TABLE phone_numbers (
    msisdn TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    area_code TEXT NOT NULL,
    state TEXT NOT NULL,
    line_id TEXT REFERENCES lines (id),
    held_by TEXT REFERENCES accounts (id),
    until INTEGER,
    source TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    CHECK ((state = 'assigned') = (line_id IS NOT NULL)),
    CHECK ((state IN ('held', 'quarantined')) = (until IS NOT NULL))
) STRICT;

CREATE INDEX phone_numbers_available ON phone_numbers (brand_id, state, area_code, msisdn);

CREATE UNIQUE INDEX phone_numbers_line ON phone_numbers (line_id);

CREATE INDEX phone_numbers_listed ON phone_numbers (brand_id, state, msisdn);

CREATE INDEX phone_numbers_until ON phone_numbers (brand_id, state, until);

CREATE TABLE policy_sessions (
    session_id TEXT PRIMARY KEY,
    line_id TEXT NOT NULL REFERENCES lines (id),
    gateway_host TEXT NOT NULL,
    gateway_realm TEXT NOT NULL,
    apn TEXT,
    serving_network TEXT,
    started_at INTEGER NOT NULL,
    request_number INTEGER NOT NULL,
    answer TEXT NOT NULL,
    decision TEXT NOT NULL,
    rules TEXT NOT NULL,
    revision INTEGER NOT NULL,
    told_revision INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    retry_at INTEGER,
    ended_at INTEGER
) STRICT;

CREATE INDEX policy_sessions_ended ON policy_sessions (ended_at) WHERE ended_at IS NOT NULL;

CREATE INDEX policy_sessions_line ON policy_sessions (line_id) WHERE ended_at IS NULL;

CREATE INDEX policy_sessions_started ON policy_sessions (started_at) WHERE ended_at IS NULL;

CREATE INDEX policy_sessions_untold ON policy_sessions (gateway_host) WHERE told_revision < revision AND ended_at IS NULL;

CREATE TABLE policy_usage (
    line_id TEXT NOT NULL REFERENCES lines (id),
    month_start INTEGER NOT NULL,
    octets INTEGER NOT NULL,
    PRIMARY KEY (line_id, month_start)
) STRICT;

CREATE TABLE refund_items (
    refund_id TEXT NOT NULL REFERENCES refunds (id),
    position INTEGER NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    amount INTEGER NOT NULL,
    PRIMARY KEY (refund_id, position)
) STRICT;

CREATE TRIGGER refund_items_no_delete BEFORE DELETE ON refund_items BEGIN SELECT RAISE(ABORT, 'refund_items is append-only'); END;

CREATE TRIGGER refund_items_no_update BEFORE UPDATE ON refund_items BEGIN SELECT RAISE(ABORT, 'refund_items is append-only'); END;

CREATE TABLE refunds (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    payment_id TEXT NOT NULL REFERENCES payments (id),
    idempotency_key TEXT NOT NULL,
    state TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    settled_at INTEGER,
    UNIQUE (order_id, idempotency_key)
) STRICT;

CREATE INDEX refunds_order ON refunds (order_id);

CREATE TABLE reward_reversals (
    reward_id TEXT NOT NULL REFERENCES rewards (id),
    cause_id TEXT NOT NULL,
    gwei INTEGER NOT NULL,
    wei INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (reward_id, cause_id)
) STRICT;

CREATE TRIGGER reward_reversals_no_delete BEFORE DELETE ON reward_reversals BEGIN SELECT RAISE(ABORT, 'reward_reversals is append-only'); END;

CREATE TRIGGER reward_reversals_no_update BEFORE UPDATE ON reward_reversals BEGIN SELECT RAISE(ABORT, 'reward_reversals is append-only'); END;

CREATE TABLE reward_supply (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    gwei INTEGER NOT NULL,
    wei INTEGER NOT NULL
) STRICT;

CREATE TABLE rewards (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    order_id TEXT REFERENCES orders (id),
    nominal_gwei INTEGER NOT NULL,
    nominal_wei INTEGER NOT NULL,
    granted_gwei INTEGER NOT NULL,
    granted_wei INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX rewards_account ON rewards (account_id, id);

CREATE INDEX rewards_time ON rewards (brand_id, created_at);

CREATE TRIGGER rewards_no_delete BEFORE DELETE ON rewards BEGIN SELECT RAISE(ABORT, 'rewards is append-only'); END;

CREATE TRIGGER rewards_no_update BEFORE UPDATE ON rewards BEGIN SELECT RAISE(ABORT, 'rewards is append-only'); END;

CREATE TABLE roaming_rules (
    brand_id TEXT NOT NULL REFERENCES brands (id),
    line_id TEXT REFERENCES lines (id),
    area TEXT NOT NULL,
    is_allowed INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX roaming_rules_brand ON roaming_rules (brand_id, area) WHERE line_id IS NULL;

CREATE UNIQUE INDEX roaming_rules_line ON roaming_rules (line_id, area) WHERE line_id IS NOT NULL;

CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    secret_digest BLOB NOT NULL UNIQUE,
    user_agent TEXT NOT NULL,
    authenticated_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    idle_until INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_account ON sessions (account_id, created_at);

CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE shipment_changes (
    shipment_id TEXT NOT NULL REFERENCES shipments (id),
    state TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (shipment_id, state)
) STRICT;

CREATE TRIGGER shipment_changes_no_delete BEFORE DELETE ON shipment_changes BEGIN SELECT RAISE(ABORT, 'shipment_changes is append-only'); END;

CREATE TRIGGER shipment_changes_no_update BEFORE UPDATE ON shipment_changes BEGIN SELECT RAISE(ABORT, 'shipment_changes is append-only'); END;

CREATE TABLE shipments (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    service_id TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at INTEGER
, carrier TEXT, tracking_number TEXT) STRICT;

CREATE INDEX shipments_order ON shipments (order_id);

CREATE INDEX shipments_state ON shipments (brand_id, state, id);

CREATE TABLE shipping_addresses (
    order_id TEXT PRIMARY KEY REFERENCES orders (id),
    recipient TEXT NOT NULL,
    line1 TEXT NOT NULL,
    line2 TEXT,
    city TEXT NOT NULL,
    region TEXT,
    postal_code TEXT,
    country TEXT NOT NULL
) STRICT;

CREATE TABLE sign_in_failures (
    digest BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT;

CREATE INDEX sign_in_failures_age ON sign_in_failures (last_at);

CREATE TABLE signing_keys (
    id TEXT PRIMARY KEY,
    sealed_key BLOB NOT NULL,
    certificate TEXT NOT NULL,
    signs_from INTEGER NOT NULL,
    signs_until INTEGER NOT NULL,
    published_until INTEGER NOT NULL
) STRICT;

CREATE TABLE sim_profiles (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    iccid TEXT NOT NULL UNIQUE,
    imsi TEXT NOT NULL UNIQUE,
    matching_id TEXT NOT NULL UNIQUE,
    sealed_k BLOB NOT NULL,
    sealed_opc BLOB NOT NULL,
    state TEXT NOT NULL,
    line_id TEXT UNIQUE,
    source TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    CHECK (state <> 'available' OR line_id IS NULL)
) STRICT;

CREATE INDEX sim_profiles_available ON sim_profiles (brand_id, state, iccid);

CREATE TRIGGER sim_profiles_keep_their_line BEFORE UPDATE OF line_id ON sim_profiles WHEN OLD.line_id IS NOT NULL AND NEW.line_id IS NOT OLD.line_id BEGIN SELECT RAISE(ABORT, 'a SIM profile keeps its line'); END;

CREATE TABLE subscribers (
    imsi TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    line_id TEXT NOT NULL UNIQUE REFERENCES lines (id),
    msisdn TEXT NOT NULL,
    sealed_k BLOB NOT NULL,
    sealed_opc BLOB NOT NULL,
    amf INTEGER NOT NULL,
    sequence_number INTEGER NOT NULL,
    apn TEXT NOT NULL,
    qci INTEGER NOT NULL,
    allocation_retention_priority INTEGER NOT NULL,
    uplink_bits_per_second INTEGER NOT NULL,
    downlink_bits_per_second INTEGER NOT NULL,
    state TEXT NOT NULL,
    line_revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
, has_own_quality INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE UNIQUE INDEX subscribers_msisdn ON subscribers (msisdn) WHERE state <> 'ended';

CREATE TRIGGER subscribers_sequence_number_grows BEFORE UPDATE OF sequence_number ON subscribers WHEN NEW.sequence_number < OLD.sequence_number BEGIN SELECT RAISE(ABORT, 'sequence_number only grows'); END;

CREATE TABLE subscription_periods (
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    period INTEGER NOT NULL,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    earned INTEGER NOT NULL,
    closed_at INTEGER,
    PRIMARY KEY (subscription_id, period)
) STRICT;

CREATE INDEX subscription_periods_open ON subscription_periods (subscription_id, period) WHERE closed_at IS NULL;

CREATE UNIQUE INDEX subscription_periods_order ON subscription_periods (order_id, position);

CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    service_id TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    price INTEGER NOT NULL,
    currency TEXT NOT NULL,
    reward_base INTEGER NOT NULL,
    validity_seconds INTEGER,
    period_months INTEGER,
    anchor_at INTEGER NOT NULL,
    period INTEGER NOT NULL,
    period_ends_at INTEGER NOT NULL,
    cancel_requested_at INTEGER,
    renewal_attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

CREATE INDEX subscriptions_account ON subscriptions (account_id, id);

CREATE UNIQUE INDEX subscriptions_running ON subscriptions (account_id, service_id) WHERE ended_at IS NULL;

CREATE TABLE test_card_events (
    id TEXT PRIMARY KEY,
    payment_reference TEXT NOT NULL REFERENCES test_card_payments (reference),
    kind TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    acknowledged_at INTEGER
) STRICT;

CREATE INDEX test_card_events_due ON test_card_events (due_at) WHERE acknowledged_at IS NULL;

CREATE TABLE test_card_methods (
    token TEXT PRIMARY KEY,
    behaviour TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE test_card_payments (
    idempotency_key TEXT PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL REFERENCES test_card_methods (token),
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    decline_code TEXT,
    refunded INTEGER NOT NULL CHECK (refunded >= 0 AND refunded <= amount),
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX test_card_payments_token ON test_card_payments (token);

CREATE TABLE test_card_refunds (
    idempotency_key TEXT PRIMARY KEY,
    payment_reference TEXT NOT NULL REFERENCES test_card_payments (reference),
    amount INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE token_entries (
    transaction_id TEXT NOT NULL REFERENCES token_transactions (id),
    position INTEGER NOT NULL,
    ledger_account TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (id),
    gwei INTEGER NOT NULL,
    wei INTEGER NOT NULL CHECK (wei BETWEEN 0 AND 999999999),
    PRIMARY KEY (transaction_id, position)
) STRICT;

CREATE INDEX token_entries_account ON token_entries (account_id, gwei, wei);

CREATE TRIGGER token_entries_no_delete BEFORE DELETE ON token_entries BEGIN SELECT RAISE(ABORT, 'token_entries is append-only'); END;

CREATE TRIGGER token_entries_no_update BEFORE UPDATE ON token_entries BEGIN SELECT RAISE(ABORT, 'token_entries is append-only'); END;

CREATE TABLE token_transactions (
    id TEXT PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER token_transactions_no_delete BEFORE DELETE ON token_transactions BEGIN SELECT RAISE(ABORT, 'token_transactions is append-only'); END;

CREATE TRIGGER token_transactions_no_update BEFORE UPDATE ON token_transactions BEGIN SELECT RAISE(ABORT, 'token_transactions is append-only'); END;

CREATE TABLE usage_hours (
    line_id TEXT NOT NULL,
    hour INTEGER NOT NULL,
    apn TEXT NOT NULL,
    country TEXT NOT NULL,
    group_id TEXT NOT NULL,
    octets_in INTEGER NOT NULL,
    octets_out INTEGER NOT NULL,
    octets INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    overage_octets INTEGER NOT NULL,
    PRIMARY KEY (line_id, hour, apn, country, group_id)
) STRICT;

CREATE INDEX usage_hours_group ON usage_hours (group_id);

CREATE TABLE usage_totals (
    brand_id TEXT NOT NULL REFERENCES brands (id),
    hour INTEGER NOT NULL,
    shard INTEGER NOT NULL,
    octets INTEGER NOT NULL,
    PRIMARY KEY (brand_id, hour, shard)
) STRICT;

CREATE TABLE wallets (
    nonce TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    address TEXT NOT NULL,
    message TEXT NOT NULL,
    signature BLOB NOT NULL,
    linked_at INTEGER NOT NULL,
    unlinked_at INTEGER
) STRICT;

CREATE UNIQUE INDEX wallets_account ON wallets (account_id) WHERE unlinked_at IS NULL;

CREATE UNIQUE INDEX wallets_address ON wallets (address) WHERE unlinked_at IS NULL;
