-- Made from the migrations. To write it anew: GORSE_WRITE_SCHEMA=1 swift test --filter MigrationTests

CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23514'; END $function$;

CREATE OR REPLACE FUNCTION refuse_older_sequence_number()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RAISE EXCEPTION 'sequence_number only grows' USING ERRCODE = '23514'; END $function$;

CREATE OR REPLACE FUNCTION refuse_other_line()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RAISE EXCEPTION 'a SIM profile keeps its line' USING ERRCODE = '23514'; END $function$;

CREATE TABLE accounts (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    group_id text COLLATE "C" NOT NULL,
    email text COLLATE "C",
    email_verified bigint NOT NULL,
    display_name text COLLATE "C",
    language text COLLATE "C" NOT NULL,
    country text COLLATE "C",
    role text COLLATE "C" NOT NULL,
    founder_since bigint,
    tokens_valid_since bigint NOT NULL,
    created_at bigint NOT NULL,
    deleted_at bigint,
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT accounts_group_id_fkey FOREIGN KEY (group_id) REFERENCES groups(id)
);

CREATE INDEX accounts_brand ON accounts USING btree (brand_id, id);

CREATE INDEX accounts_created ON accounts USING btree (brand_id, created_at);

CREATE INDEX accounts_email ON accounts USING btree (brand_id, email);

CREATE INDEX accounts_group ON accounts USING btree (group_id);

CREATE UNIQUE INDEX accounts_verified_email ON accounts USING btree (brand_id, email) WHERE (email_verified = 1);

CREATE TABLE api_keys (
    id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    secret_digest bytea NOT NULL,
    hint text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    scopes text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    last_used_at bigint,
    revoked_at bigint,
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_secret_digest_key UNIQUE (secret_digest),
    CONSTRAINT api_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);

CREATE INDEX api_keys_account ON api_keys USING btree (account_id, created_at);

CREATE TABLE audit_events (
    id bigint NOT NULL,
    at bigint NOT NULL,
    brand_id text COLLATE "C",
    actor text COLLATE "C" NOT NULL,
    action text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    detail text COLLATE "C" NOT NULL,
    CONSTRAINT audit_events_pkey PRIMARY KEY (id)
);

CREATE INDEX audit_events_action ON audit_events USING btree (action, id);

CREATE INDEX audit_events_actor ON audit_events USING btree (actor, id);

CREATE INDEX audit_events_brand ON audit_events USING btree (brand_id, id);

CREATE INDEX audit_events_subject ON audit_events USING btree (subject, id);

CREATE INDEX audit_events_time ON audit_events USING btree (at);

CREATE TRIGGER audit_events_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE audit_head (
    id bigint NOT NULL,
    sequence bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_head_pkey PRIMARY KEY (id),
    CONSTRAINT audit_head_id_check CHECK ((id = 1))
);

CREATE TABLE audit_seals (
    sequence bigint NOT NULL,
    event_id bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_seals_pkey PRIMARY KEY (sequence),
    CONSTRAINT audit_seals_event_id_key UNIQUE (event_id)
);

CREATE TRIGGER audit_seals_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE audit_unsealed (
    event_id bigint NOT NULL,
    CONSTRAINT audit_unsealed_pkey PRIMARY KEY (event_id)
);

CREATE TABLE beta_links (
    digest bytea NOT NULL,
    request_id text COLLATE "C" NOT NULL,
    admin_id text COLLATE "C" NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT beta_links_pkey PRIMARY KEY (digest),
    CONSTRAINT beta_links_admin_id_fkey FOREIGN KEY (admin_id) REFERENCES accounts(id),
    CONSTRAINT beta_links_request_id_fkey FOREIGN KEY (request_id) REFERENCES beta_requests(id) ON DELETE CASCADE
);

CREATE INDEX beta_links_admin ON beta_links USING btree (admin_id);

CREATE INDEX beta_links_request ON beta_links USING btree (request_id);

CREATE TABLE beta_requests (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    requested_at bigint NOT NULL,
    decided_at bigint,
    decided_by text COLLATE "C",
    reason text COLLATE "C",
    order_id text COLLATE "C",
    CONSTRAINT beta_requests_pkey PRIMARY KEY (id),
    CONSTRAINT beta_requests_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
    CONSTRAINT beta_requests_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT beta_requests_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id)
);

CREATE INDEX beta_requests_account ON beta_requests USING btree (account_id, id);

CREATE INDEX beta_requests_brand ON beta_requests USING btree (brand_id, state, id);

CREATE UNIQUE INDEX beta_requests_open ON beta_requests USING btree (account_id) WHERE (state = 'pending'::text);

CREATE TABLE brand_hosts (
    host text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    CONSTRAINT brand_hosts_pkey PRIMARY KEY (host),
    CONSTRAINT brand_hosts_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id)
);

CREATE INDEX brand_hosts_brand ON brand_hosts USING btree (brand_id);

CREATE TABLE brand_settings (
    brand_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    accent_light text COLLATE "C",
    accent_dark text COLLATE "C",
    support_email text COLLATE "C",
    legal text COLLATE "C",
    logo bytea,
    changed_by text COLLATE "C" NOT NULL,
    changed_at bigint NOT NULL,
    texts text COLLATE "C",
    CONSTRAINT brand_settings_pkey PRIMARY KEY (brand_id, version),
    CONSTRAINT brand_settings_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id)
);

CREATE TRIGGER brand_settings_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON brand_settings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE brands (
    id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT brands_pkey PRIMARY KEY (id)
);

CREATE TABLE buckets (
    id text COLLATE "C" NOT NULL,
    group_id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    granted bigint,
    priority bigint NOT NULL,
    starts_at bigint NOT NULL,
    expires_at bigint,
    service_id text COLLATE "C" NOT NULL,
    order_id text COLLATE "C",
    origin_id text COLLATE "C",
    created_at bigint NOT NULL,
    CONSTRAINT buckets_pkey PRIMARY KEY (id),
    CONSTRAINT buckets_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
    CONSTRAINT buckets_group_id_fkey FOREIGN KEY (group_id) REFERENCES groups(id),
    CONSTRAINT buckets_origin_id_fkey FOREIGN KEY (origin_id) REFERENCES buckets(id),
    CONSTRAINT buckets_granted_check CHECK ((granted >= 0))
);

CREATE INDEX buckets_group ON buckets USING btree (group_id, id);

CREATE INDEX buckets_order ON buckets USING btree (order_id);

CREATE INDEX buckets_origin ON buckets USING btree (origin_id);

CREATE TRIGGER buckets_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON buckets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE catalog_versions (
    version bigint NOT NULL,
    text text COLLATE "C" NOT NULL,
    note text COLLATE "C" NOT NULL,
    published_by text COLLATE "C" NOT NULL,
    published_at bigint NOT NULL,
    CONSTRAINT catalog_versions_pkey PRIMARY KEY (version)
);

CREATE TRIGGER catalog_versions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON catalog_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE charging_checkpoints (
    group_id text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    at bigint NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT charging_checkpoints_pkey PRIMARY KEY (group_id)
);

CREATE TABLE charging_journal (
    group_id text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    at bigint NOT NULL,
    session_id text COLLATE "C",
    request_number bigint,
    body bytea NOT NULL,
    CONSTRAINT charging_journal_pkey PRIMARY KEY (group_id, sequence)
);

CREATE INDEX charging_journal_opened ON charging_journal USING btree (at) WHERE (request_number <= 1);

CREATE UNIQUE INDEX charging_journal_request ON charging_journal USING btree (session_id, request_number) WHERE (session_id IS NOT NULL);

CREATE TRIGGER charging_journal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON charging_journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE departed_identities (
    brand_id text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    departed_at bigint NOT NULL,
    CONSTRAINT departed_identities_pkey PRIMARY KEY (brand_id, digest),
    CONSTRAINT departed_identities_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id)
);

CREATE TABLE disputes (
    payment_id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    opened_at bigint NOT NULL,
    closed_at bigint,
    CONSTRAINT disputes_pkey PRIMARY KEY (payment_id),
    CONSTRAINT disputes_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT disputes_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id)
);

CREATE TABLE email_codes (
    digest bytea NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    email text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint,
    CONSTRAINT email_codes_pkey PRIMARY KEY (digest)
);

CREATE INDEX email_codes_email ON email_codes USING btree (email, created_at);

CREATE INDEX email_codes_expiry ON email_codes USING btree (expires_at);

CREATE TABLE group_invitations (
    code_hash bytea NOT NULL,
    group_id text COLLATE "C" NOT NULL,
    monthly_cap bigint,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_by text COLLATE "C",
    used_at bigint,
    CONSTRAINT group_invitations_pkey PRIMARY KEY (code_hash),
    CONSTRAINT group_invitations_group_id_fkey FOREIGN KEY (group_id) REFERENCES groups(id),
    CONSTRAINT group_invitations_used_by_fkey FOREIGN KEY (used_by) REFERENCES accounts(id)
);

CREATE INDEX group_invitations_group ON group_invitations USING btree (group_id);

CREATE TABLE groups (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    owner_account_id text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT groups_pkey PRIMARY KEY (id),
    CONSTRAINT groups_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id)
);

CREATE INDEX groups_owner ON groups USING btree (owner_account_id);

CREATE TABLE idempotency_keys (
    id text COLLATE "C" NOT NULL,
    request_hash bytea NOT NULL,
    claim text COLLATE "C" NOT NULL,
    claimed_at bigint NOT NULL,
    answer bytea,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (id)
);

CREATE INDEX idempotency_keys_claimed ON idempotency_keys USING btree (claimed_at);

CREATE TABLE identities (
    brand_id text COLLATE "C" NOT NULL,
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT identities_pkey PRIMARY KEY (brand_id, issuer, subject),
    CONSTRAINT identities_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
    CONSTRAINT identities_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id)
);

CREATE INDEX identities_account ON identities USING btree (account_id);

CREATE TABLE invoice_lines (
    invoice_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    service_id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    quantity bigint NOT NULL,
    unit_price bigint NOT NULL,
    amount bigint NOT NULL,
    tax bigint NOT NULL DEFAULT 0,
    CONSTRAINT invoice_lines_pkey PRIMARY KEY (invoice_id, "position"),
    CONSTRAINT invoice_lines_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoices(id)
);

CREATE TRIGGER invoice_lines_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON invoice_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE invoices (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    order_id text COLLATE "C" NOT NULL,
    cause_id text COLLATE "C" NOT NULL,
    total bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    issued_at bigint NOT NULL,
    CONSTRAINT invoices_pkey PRIMARY KEY (id),
    CONSTRAINT invoices_brand_id_number_key UNIQUE (brand_id, number),
    CONSTRAINT invoices_cause_id_key UNIQUE (cause_id),
    CONSTRAINT invoices_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
    CONSTRAINT invoices_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT invoices_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id)
);

CREATE INDEX invoices_account ON invoices USING btree (account_id, id);

CREATE TRIGGER invoices_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON invoices FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE jobs (
    id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    payload text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    run_at bigint,
    attempts bigint NOT NULL,
    max_attempts bigint NOT NULL,
    last_error text COLLATE "C",
    created_at bigint NOT NULL,
    finished_at bigint,
    CONSTRAINT jobs_pkey PRIMARY KEY (id),
    CONSTRAINT jobs_kind_key_key UNIQUE (kind, key)
);

CREATE INDEX jobs_due ON jobs USING btree (run_at);

CREATE INDEX jobs_listed ON jobs USING btree (state, id);

CREATE INDEX jobs_state ON jobs USING btree (state, finished_at);

CREATE TABLE ledger_entries (
    transaction_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    CONSTRAINT ledger_entries_pkey PRIMARY KEY (transaction_id, "position"),
    CONSTRAINT ledger_entries_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES ledger_transactions(id)
);

CREATE INDEX ledger_entries_account ON ledger_entries USING btree (brand_id, currency, account, amount);

CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE ledger_transactions (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    reference text COLLATE "C" NOT NULL,
    order_id text COLLATE "C",
    at bigint NOT NULL,
    CONSTRAINT ledger_transactions_pkey PRIMARY KEY (id),
    CONSTRAINT ledger_transactions_reference_key UNIQUE (reference),
    CONSTRAINT ledger_transactions_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT ledger_transactions_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id)
);

CREATE INDEX ledger_transactions_order ON ledger_transactions USING btree (order_id);

CREATE INDEX ledger_transactions_time ON ledger_transactions USING btree (brand_id, at);

CREATE TRIGGER ledger_transactions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE line_transitions (
    line_id text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    from_state text COLLATE "C",
    to_state text COLLATE "C" NOT NULL,
    reason text COLLATE "C",
    actor text COLLATE "C" NOT NULL,
    note text COLLATE "C",
    at bigint NOT NULL,
    CONSTRAINT line_transitions_pkey PRIMARY KEY (line_id, sequence),
    CONSTRAINT line_transitions_line_id_fkey FOREIGN KEY (line_id) REFERENCES lines(id)
);

CREATE TRIGGER line_transitions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON line_transitions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE lines (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    order_id text COLLATE "C",
    order_item bigint NOT NULL,
    name text COLLATE "C",
    state text COLLATE "C" NOT NULL,
    suspensions text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    preferred_area_code text COLLATE "C",
    sim_profile_id text COLLATE "C",
    msisdn text COLLATE "C",
    activation_code text COLLATE "C",
    created_at bigint NOT NULL,
    activated_at bigint,
    ended_at bigint,
    CONSTRAINT lines_pkey PRIMARY KEY (id),
    CONSTRAINT lines_order_id_order_item_key UNIQUE (order_id, order_item),
    CONSTRAINT lines_sim_profile_id_key UNIQUE (sim_profile_id),
    CONSTRAINT lines_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
    CONSTRAINT lines_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT lines_sim_profile_id_fkey FOREIGN KEY (sim_profile_id) REFERENCES sim_profiles(id)
);

CREATE INDEX lines_account ON lines USING btree (account_id, id);

CREATE INDEX lines_activated ON lines USING btree (brand_id, activated_at) WHERE (activated_at IS NOT NULL);

CREATE INDEX lines_brand ON lines USING btree (brand_id, id);

CREATE UNIQUE INDEX lines_msisdn ON lines USING btree (msisdn) WHERE (ended_at IS NULL);

CREATE INDEX lines_state ON lines USING btree (brand_id, state, id);

CREATE TABLE local_refresh_tokens (
    digest bytea NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    sign_in_method text COLLATE "C" NOT NULL,
    authenticated_at bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT local_refresh_tokens_pkey PRIMARY KEY (digest),
    CONSTRAINT local_refresh_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES local_users(id)
);

CREATE INDEX local_refresh_tokens_expiry ON local_refresh_tokens USING btree (expires_at);

CREATE INDEX local_refresh_tokens_user ON local_refresh_tokens USING btree (user_id, created_at);

CREATE TABLE local_users (
    id text COLLATE "C" NOT NULL,
    email text COLLATE "C",
    email_verified bigint NOT NULL,
    password_hash text COLLATE "C",
    password_changed_at bigint,
    display_name text COLLATE "C",
    photo_url text COLLATE "C",
    phone_number text COLLATE "C",
    disabled bigint NOT NULL,
    custom_claims text COLLATE "C",
    valid_since bigint NOT NULL,
    created_at bigint NOT NULL,
    last_sign_in_at bigint,
    last_refresh_at bigint,
    CONSTRAINT local_users_pkey PRIMARY KEY (id),
    CONSTRAINT local_users_email_key UNIQUE (email),
    CONSTRAINT local_users_phone_number_key UNIQUE (phone_number)
);

CREATE TABLE locations (
    imsi text COLLATE "C" NOT NULL,
    mme_host text COLLATE "C" NOT NULL,
    mme_realm text COLLATE "C" NOT NULL,
    visited_plmn text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    updated_at bigint NOT NULL,
    purged_at bigint,
    gateway_host text COLLATE "C",
    gateway_realm text COLLATE "C",
    told text COLLATE "C",
    CONSTRAINT locations_pkey PRIMARY KEY (imsi),
    CONSTRAINT locations_imsi_fkey FOREIGN KEY (imsi) REFERENCES subscribers(imsi)
);

CREATE INDEX locations_updated ON locations USING btree (updated_at) WHERE (purged_at IS NULL);

CREATE TABLE mails (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C",
    kind text COLLATE "C" NOT NULL,
    recipient text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL,
    html text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    sent_at bigint,
    sent_by text COLLATE "C",
    CONSTRAINT mails_pkey PRIMARY KEY (id),
    CONSTRAINT mails_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
    CONSTRAINT mails_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id)
);

CREATE INDEX mails_account ON mails USING btree (account_id);

CREATE INDEX mails_recipient ON mails USING btree (recipient);

CREATE TABLE network_peers (
    node text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    realm text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    transport text COLLATE "C" NOT NULL,
    applications text COLLATE "C" NOT NULL,
    opened_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    lost_at bigint,
    lost_reason text COLLATE "C",
    told_at bigint,
    requests bigint NOT NULL,
    requests_per_minute bigint NOT NULL,
    results text COLLATE "C" NOT NULL,
    median_microseconds bigint,
    p99_microseconds bigint,
    CONSTRAINT network_peers_pkey PRIMARY KEY (node, name)
);

CREATE TABLE nodes (
    id text COLLATE "C" NOT NULL,
    newest_migration bigint NOT NULL,
    catalog_version bigint NOT NULL,
    started_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    requests_per_minute bigint NOT NULL,
    charges_per_minute bigint NOT NULL,
    CONSTRAINT nodes_pkey PRIMARY KEY (id)
);

CREATE TABLE notifications (
    id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    read_at bigint,
    CONSTRAINT notifications_pkey PRIMARY KEY (id),
    CONSTRAINT notifications_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);

CREATE INDEX notifications_account ON notifications USING btree (account_id, id);

CREATE TABLE number_assignments (
    msisdn text COLLATE "C" NOT NULL,
    line_id text COLLATE "C" NOT NULL,
    assigned_at bigint NOT NULL,
    released_at bigint,
    CONSTRAINT number_assignments_pkey PRIMARY KEY (msisdn, line_id),
    CONSTRAINT number_assignments_line_id_fkey FOREIGN KEY (line_id) REFERENCES lines(id),
    CONSTRAINT number_assignments_msisdn_fkey FOREIGN KEY (msisdn) REFERENCES phone_numbers(msisdn)
);

CREATE INDEX number_assignments_line ON number_assignments USING btree (line_id);

CREATE UNIQUE INDEX number_assignments_open ON number_assignments USING btree (msisdn) WHERE (released_at IS NULL);

CREATE TABLE order_changes (
    order_id text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT order_changes_pkey PRIMARY KEY (order_id, sequence),
    CONSTRAINT order_changes_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id)
);

CREATE TRIGGER order_changes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON order_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE order_grants (
    order_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    unit bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject_id text COLLATE "C" NOT NULL,
    CONSTRAINT order_grants_pkey PRIMARY KEY (order_id, "position", unit, kind),
    CONSTRAINT order_grants_order_id_position_fkey FOREIGN KEY (order_id, "position") REFERENCES order_items(order_id, "position")
);

CREATE TRIGGER order_grants_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON order_grants FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE order_items (
    order_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    service_id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    quantity bigint NOT NULL,
    unit_price bigint NOT NULL,
    unit_reward_base bigint NOT NULL,
    fulfilment text COLLATE "C" NOT NULL,
    octets bigint,
    validity_days bigint,
    priority bigint,
    creates_line bigint,
    validity_seconds bigint,
    period_months bigint,
    unit_tax bigint,
    tax_name text COLLATE "C",
    tax_basis_points bigint,
    seconds bigint,
    messages bigint,
    CONSTRAINT order_items_pkey PRIMARY KEY (order_id, "position"),
    CONSTRAINT order_items_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id),
    CONSTRAINT order_items_quantity_check CHECK (((quantity >= 1) AND (quantity <= 20))),
    CONSTRAINT order_items_unit_price_check CHECK ((unit_price >= 0))
);

CREATE TRIGGER order_items_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON order_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE orders (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    total bigint NOT NULL,
    refunded bigint NOT NULL,
    reward_base bigint NOT NULL,
    renews_subscription_id text COLLATE "C",
    placed_at bigint NOT NULL,
    paid_at bigint,
    fulfilled_at bigint,
    CONSTRAINT orders_pkey PRIMARY KEY (id),
    CONSTRAINT orders_account_id_idempotency_key_key UNIQUE (account_id, idempotency_key),
    CONSTRAINT orders_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
    CONSTRAINT orders_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT orders_check CHECK (((refunded >= 0) AND (refunded <= total))),
    CONSTRAINT orders_total_check CHECK ((total >= 0))
);

CREATE INDEX orders_account ON orders USING btree (account_id, id);

CREATE INDEX orders_brand ON orders USING btree (brand_id, id);

CREATE INDEX orders_paid ON orders USING btree (brand_id, paid_at) WHERE (paid_at IS NOT NULL);

CREATE INDEX orders_placed ON orders USING btree (brand_id, placed_at);

CREATE INDEX orders_state ON orders USING btree (brand_id, state, id);

CREATE TABLE payment_events (
    provider text COLLATE "C" NOT NULL,
    event_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    payment_id text COLLATE "C",
    received_at bigint NOT NULL,
    CONSTRAINT payment_events_pkey PRIMARY KEY (provider, event_id)
);

CREATE TRIGGER payment_events_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON payment_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE payment_methods (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    provider text COLLATE "C" NOT NULL,
    token text COLLATE "C" NOT NULL,
    card_brand text COLLATE "C" NOT NULL,
    last4 text COLLATE "C" NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    expiry_year bigint NOT NULL,
    expiry_month bigint NOT NULL,
    created_at bigint NOT NULL,
    saved_at bigint,
    removed_at bigint,
    CONSTRAINT payment_methods_pkey PRIMARY KEY (id),
    CONSTRAINT payment_methods_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
    CONSTRAINT payment_methods_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id)
);

CREATE INDEX payment_methods_account ON payment_methods USING btree (account_id, id);

CREATE TABLE payments (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    order_id text COLLATE "C" NOT NULL,
    payment_method_id text COLLATE "C" NOT NULL,
    provider text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    fee bigint NOT NULL,
    provider_reference text COLLATE "C",
    decline_code text COLLATE "C",
    off_session bigint NOT NULL,
    created_at bigint NOT NULL,
    settled_at bigint,
    CONSTRAINT payments_pkey PRIMARY KEY (id),
    CONSTRAINT payments_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
    CONSTRAINT payments_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT payments_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id),
    CONSTRAINT payments_payment_method_id_fkey FOREIGN KEY (payment_method_id) REFERENCES payment_methods(id),
    CONSTRAINT payments_amount_check CHECK ((amount > 0))
);

CREATE UNIQUE INDEX payments_alive ON payments USING btree (order_id) WHERE (state = ANY (ARRAY['processing'::text, 'requires_action'::text, 'succeeded'::text, 'disputed'::text, 'charged_back'::text]));

CREATE INDEX payments_method ON payments USING btree (payment_method_id, id);

CREATE INDEX payments_order ON payments USING btree (order_id, id);

CREATE UNIQUE INDEX payments_reference ON payments USING btree (provider, provider_reference) WHERE (provider_reference IS NOT NULL);

CREATE TABLE phone_numbers (
    msisdn text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    area_code text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    line_id text COLLATE "C",
    held_by text COLLATE "C",
    until bigint,
    source text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT phone_numbers_pkey PRIMARY KEY (msisdn),
    CONSTRAINT phone_numbers_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT phone_numbers_held_by_fkey FOREIGN KEY (held_by) REFERENCES accounts(id),
    CONSTRAINT phone_numbers_line_id_fkey FOREIGN KEY (line_id) REFERENCES lines(id),
    CONSTRAINT phone_numbers_check CHECK (((state = 'assigned'::text) = (line_id IS NOT NULL))),
    CONSTRAINT phone_numbers_check1 CHECK (((state = ANY (ARRAY['held'::text, 'quarantined'::text])) = (until IS NOT NULL)))
);

CREATE INDEX phone_numbers_available ON phone_numbers USING btree (brand_id, state, area_code, msisdn);

CREATE UNIQUE INDEX phone_numbers_line ON phone_numbers USING btree (line_id);

CREATE INDEX phone_numbers_listed ON phone_numbers USING btree (brand_id, state, msisdn);

CREATE INDEX phone_numbers_until ON phone_numbers USING btree (brand_id, state, until);

CREATE TABLE policy_sessions (
    session_id text COLLATE "C" NOT NULL,
    line_id text COLLATE "C" NOT NULL,
    gateway_host text COLLATE "C" NOT NULL,
    gateway_realm text COLLATE "C" NOT NULL,
    apn text COLLATE "C",
    serving_network text COLLATE "C",
    started_at bigint NOT NULL,
    request_number bigint NOT NULL,
    answer text COLLATE "C" NOT NULL,
    decision text COLLATE "C" NOT NULL,
    rules text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    told_revision bigint NOT NULL,
    attempts bigint NOT NULL,
    retry_at bigint,
    ended_at bigint,
    CONSTRAINT policy_sessions_pkey PRIMARY KEY (session_id),
    CONSTRAINT policy_sessions_line_id_fkey FOREIGN KEY (line_id) REFERENCES lines(id)
);

CREATE INDEX policy_sessions_ended ON policy_sessions USING btree (ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX policy_sessions_line ON policy_sessions USING btree (line_id) WHERE (ended_at IS NULL);

CREATE INDEX policy_sessions_started ON policy_sessions USING btree (started_at) WHERE (ended_at IS NULL);

CREATE INDEX policy_sessions_untold ON policy_sessions USING btree (gateway_host) WHERE ((told_revision < revision) AND (ended_at IS NULL));

CREATE TABLE policy_usage (
    line_id text COLLATE "C" NOT NULL,
    month_start bigint NOT NULL,
    octets bigint NOT NULL,
    CONSTRAINT policy_usage_pkey PRIMARY KEY (line_id, month_start),
    CONSTRAINT policy_usage_line_id_fkey FOREIGN KEY (line_id) REFERENCES lines(id)
);

CREATE TABLE refund_items (
    refund_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    quantity bigint NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT refund_items_pkey PRIMARY KEY (refund_id, "position"),
    CONSTRAINT refund_items_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES refunds(id),
    CONSTRAINT refund_items_quantity_check CHECK ((quantity > 0))
);

CREATE TRIGGER refund_items_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON refund_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE refunds (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    order_id text COLLATE "C" NOT NULL,
    payment_id text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    settled_at bigint,
    CONSTRAINT refunds_pkey PRIMARY KEY (id),
    CONSTRAINT refunds_order_id_idempotency_key_key UNIQUE (order_id, idempotency_key),
    CONSTRAINT refunds_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT refunds_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id),
    CONSTRAINT refunds_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id),
    CONSTRAINT refunds_amount_check CHECK ((amount > 0))
);

CREATE INDEX refunds_order ON refunds USING btree (order_id);

CREATE TABLE reward_reversals (
    reward_id text COLLATE "C" NOT NULL,
    cause_id text COLLATE "C" NOT NULL,
    gwei bigint NOT NULL,
    wei bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT reward_reversals_pkey PRIMARY KEY (reward_id, cause_id),
    CONSTRAINT reward_reversals_reward_id_fkey FOREIGN KEY (reward_id) REFERENCES rewards(id)
);

CREATE TRIGGER reward_reversals_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON reward_reversals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE reward_supply (
    id bigint NOT NULL,
    gwei bigint NOT NULL,
    wei bigint NOT NULL,
    CONSTRAINT reward_supply_pkey PRIMARY KEY (id),
    CONSTRAINT reward_supply_id_check CHECK ((id = 1))
);

CREATE TABLE rewards (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    reference text COLLATE "C" NOT NULL,
    order_id text COLLATE "C",
    nominal_gwei bigint NOT NULL,
    nominal_wei bigint NOT NULL,
    granted_gwei bigint NOT NULL,
    granted_wei bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT rewards_pkey PRIMARY KEY (id),
    CONSTRAINT rewards_reference_key UNIQUE (reference),
    CONSTRAINT rewards_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
    CONSTRAINT rewards_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT rewards_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id)
);

CREATE INDEX rewards_account ON rewards USING btree (account_id, id);

CREATE INDEX rewards_time ON rewards USING btree (brand_id, created_at);

CREATE TRIGGER rewards_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON rewards FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE roaming_rules (
    brand_id text COLLATE "C" NOT NULL,
    line_id text COLLATE "C",
    area text COLLATE "C" NOT NULL,
    is_allowed bigint NOT NULL,
    changed_at bigint NOT NULL,
    CONSTRAINT roaming_rules_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT roaming_rules_line_id_fkey FOREIGN KEY (line_id) REFERENCES lines(id)
);

CREATE UNIQUE INDEX roaming_rules_brand ON roaming_rules USING btree (brand_id, area) WHERE (line_id IS NULL);

CREATE UNIQUE INDEX roaming_rules_line ON roaming_rules USING btree (line_id, area) WHERE (line_id IS NOT NULL);

CREATE TABLE schema_migrations (
    number bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    applied_at bigint NOT NULL,
    CONSTRAINT schema_migrations_pkey PRIMARY KEY (number)
);

CREATE TABLE sessions (
    id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    secret_digest bytea NOT NULL,
    user_agent text COLLATE "C" NOT NULL,
    authenticated_at bigint NOT NULL,
    created_at bigint NOT NULL,
    last_used_at bigint NOT NULL,
    idle_until bigint NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_secret_digest_key UNIQUE (secret_digest),
    CONSTRAINT sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);

CREATE INDEX sessions_account ON sessions USING btree (account_id, created_at);

CREATE INDEX sessions_expiry ON sessions USING btree (expires_at);

CREATE TABLE shipment_changes (
    shipment_id text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT shipment_changes_pkey PRIMARY KEY (shipment_id, state),
    CONSTRAINT shipment_changes_shipment_id_fkey FOREIGN KEY (shipment_id) REFERENCES shipments(id)
);

CREATE TRIGGER shipment_changes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON shipment_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE shipments (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    order_id text COLLATE "C" NOT NULL,
    service_id text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    closed_at bigint,
    carrier text COLLATE "C",
    tracking_number text COLLATE "C",
    CONSTRAINT shipments_pkey PRIMARY KEY (id),
    CONSTRAINT shipments_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT shipments_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id)
);

CREATE INDEX shipments_order ON shipments USING btree (order_id);

CREATE INDEX shipments_state ON shipments USING btree (brand_id, state, id);

CREATE TABLE shipping_addresses (
    order_id text COLLATE "C" NOT NULL,
    recipient text COLLATE "C" NOT NULL,
    line1 text COLLATE "C" NOT NULL,
    line2 text COLLATE "C",
    city text COLLATE "C" NOT NULL,
    region text COLLATE "C",
    postal_code text COLLATE "C",
    country text COLLATE "C" NOT NULL,
    CONSTRAINT shipping_addresses_pkey PRIMARY KEY (order_id),
    CONSTRAINT shipping_addresses_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id)
);

CREATE TABLE sign_in_failures (
    digest bytea NOT NULL,
    failures bigint NOT NULL,
    last_at bigint NOT NULL,
    blocked_until bigint NOT NULL,
    CONSTRAINT sign_in_failures_pkey PRIMARY KEY (digest)
);

CREATE INDEX sign_in_failures_age ON sign_in_failures USING btree (last_at);

CREATE TABLE signing_keys (
    id text COLLATE "C" NOT NULL,
    sealed_key bytea NOT NULL,
    certificate text COLLATE "C" NOT NULL,
    signs_from bigint NOT NULL,
    signs_until bigint NOT NULL,
    published_until bigint NOT NULL,
    CONSTRAINT signing_keys_pkey PRIMARY KEY (id)
);

CREATE TABLE sim_profiles (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    iccid text COLLATE "C" NOT NULL,
    imsi text COLLATE "C" NOT NULL,
    matching_id text COLLATE "C" NOT NULL,
    sealed_k bytea NOT NULL,
    sealed_opc bytea NOT NULL,
    state text COLLATE "C" NOT NULL,
    line_id text COLLATE "C",
    source text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    CONSTRAINT sim_profiles_pkey PRIMARY KEY (id),
    CONSTRAINT sim_profiles_iccid_key UNIQUE (iccid),
    CONSTRAINT sim_profiles_imsi_key UNIQUE (imsi),
    CONSTRAINT sim_profiles_line_id_key UNIQUE (line_id),
    CONSTRAINT sim_profiles_matching_id_key UNIQUE (matching_id),
    CONSTRAINT sim_profiles_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT sim_profiles_check CHECK (((state <> 'available'::text) OR (line_id IS NULL)))
);

CREATE INDEX sim_profiles_available ON sim_profiles USING btree (brand_id, state, iccid);

CREATE TRIGGER sim_profiles_keep_their_line BEFORE UPDATE OF line_id ON sim_profiles FOR EACH ROW WHEN (((old.line_id IS NOT NULL) AND (new.line_id IS DISTINCT FROM old.line_id))) EXECUTE FUNCTION refuse_other_line();

CREATE TABLE subscribers (
    imsi text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    line_id text COLLATE "C" NOT NULL,
    msisdn text COLLATE "C" NOT NULL,
    sealed_k bytea NOT NULL,
    sealed_opc bytea NOT NULL,
    amf bigint NOT NULL,
    sequence_number bigint NOT NULL,
    apn text COLLATE "C" NOT NULL,
    qci bigint NOT NULL,
    allocation_retention_priority bigint NOT NULL,
    uplink_bits_per_second bigint NOT NULL,
    downlink_bits_per_second bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    line_revision bigint NOT NULL,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    has_own_quality bigint NOT NULL DEFAULT 0,
    CONSTRAINT subscribers_pkey PRIMARY KEY (imsi),
    CONSTRAINT subscribers_line_id_key UNIQUE (line_id),
    CONSTRAINT subscribers_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT subscribers_line_id_fkey FOREIGN KEY (line_id) REFERENCES lines(id)
);

CREATE UNIQUE INDEX subscribers_msisdn ON subscribers USING btree (msisdn) WHERE (state <> 'ended'::text);

CREATE TRIGGER subscribers_sequence_number_grows BEFORE UPDATE OF sequence_number ON subscribers FOR EACH ROW WHEN ((new.sequence_number < old.sequence_number)) EXECUTE FUNCTION refuse_older_sequence_number();

CREATE TABLE subscription_periods (
    subscription_id text COLLATE "C" NOT NULL,
    period bigint NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    order_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    amount bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    earned bigint NOT NULL,
    closed_at bigint,
    CONSTRAINT subscription_periods_pkey PRIMARY KEY (subscription_id, period),
    CONSTRAINT subscription_periods_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
    CONSTRAINT subscription_periods_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id),
    CONSTRAINT subscription_periods_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES subscriptions(id)
);

CREATE INDEX subscription_periods_open ON subscription_periods USING btree (subscription_id, period) WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX subscription_periods_order ON subscription_periods USING btree (order_id, "position");

CREATE TABLE subscriptions (
    id text COLLATE "C" NOT NULL,
    brand_id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    service_id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    price bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    reward_base bigint NOT NULL,
    validity_seconds bigint,
    period_months bigint,
    anchor_at bigint NOT NULL,
    period bigint NOT NULL,
    period_ends_at bigint NOT NULL,
    cancel_requested_at bigint,
    renewal_attempts bigint NOT NULL,
    created_at bigint NOT NULL,
    ended_at bigint,
    CONSTRAINT subscriptions_pkey PRIMARY KEY (id),
    CONSTRAINT subscriptions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
    CONSTRAINT subscriptions_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id)
);

CREATE INDEX subscriptions_account ON subscriptions USING btree (account_id, id);

CREATE UNIQUE INDEX subscriptions_running ON subscriptions USING btree (account_id, service_id) WHERE (ended_at IS NULL);

CREATE TABLE test_card_events (
    id text COLLATE "C" NOT NULL,
    payment_reference text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    due_at bigint NOT NULL,
    acknowledged_at bigint,
    CONSTRAINT test_card_events_pkey PRIMARY KEY (id),
    CONSTRAINT test_card_events_payment_reference_fkey FOREIGN KEY (payment_reference) REFERENCES test_card_payments(reference)
);

CREATE INDEX test_card_events_due ON test_card_events USING btree (due_at) WHERE (acknowledged_at IS NULL);

CREATE TABLE test_card_methods (
    token text COLLATE "C" NOT NULL,
    behaviour text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT test_card_methods_pkey PRIMARY KEY (token)
);

CREATE TABLE test_card_payments (
    idempotency_key text COLLATE "C" NOT NULL,
    reference text COLLATE "C" NOT NULL,
    token text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    decline_code text COLLATE "C",
    refunded bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT test_card_payments_pkey PRIMARY KEY (idempotency_key),
    CONSTRAINT test_card_payments_reference_key UNIQUE (reference),
    CONSTRAINT test_card_payments_token_fkey FOREIGN KEY (token) REFERENCES test_card_methods(token),
    CONSTRAINT test_card_payments_check CHECK (((refunded >= 0) AND (refunded <= amount)))
);

CREATE INDEX test_card_payments_token ON test_card_payments USING btree (token);

CREATE TABLE test_card_refunds (
    idempotency_key text COLLATE "C" NOT NULL,
    payment_reference text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT test_card_refunds_pkey PRIMARY KEY (idempotency_key),
    CONSTRAINT test_card_refunds_payment_reference_fkey FOREIGN KEY (payment_reference) REFERENCES test_card_payments(reference)
);

CREATE TABLE token_entries (
    transaction_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    ledger_account text COLLATE "C" NOT NULL,
    account_id text COLLATE "C",
    gwei bigint NOT NULL,
    wei bigint NOT NULL,
    CONSTRAINT token_entries_pkey PRIMARY KEY (transaction_id, "position"),
    CONSTRAINT token_entries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
    CONSTRAINT token_entries_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES token_transactions(id),
    CONSTRAINT token_entries_wei_check CHECK (((wei >= 0) AND (wei <= 999999999)))
);

CREATE INDEX token_entries_account ON token_entries USING btree (account_id, gwei, wei);

CREATE TRIGGER token_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON token_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE token_transactions (
    id text COLLATE "C" NOT NULL,
    reference text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT token_transactions_pkey PRIMARY KEY (id),
    CONSTRAINT token_transactions_reference_key UNIQUE (reference)
);

CREATE TRIGGER token_transactions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON token_transactions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE usage_hours (
    line_id text COLLATE "C" NOT NULL,
    hour bigint NOT NULL,
    apn text COLLATE "C" NOT NULL,
    country text COLLATE "C" NOT NULL,
    group_id text COLLATE "C" NOT NULL,
    octets_in bigint NOT NULL,
    octets_out bigint NOT NULL,
    octets bigint NOT NULL,
    seconds bigint NOT NULL,
    messages bigint NOT NULL,
    overage_octets bigint NOT NULL,
    CONSTRAINT usage_hours_pkey PRIMARY KEY (line_id, hour, apn, country, group_id)
);

CREATE INDEX usage_hours_group ON usage_hours USING btree (group_id);

CREATE TABLE usage_totals (
    brand_id text COLLATE "C" NOT NULL,
    hour bigint NOT NULL,
    shard bigint NOT NULL,
    octets bigint NOT NULL,
    CONSTRAINT usage_totals_pkey PRIMARY KEY (brand_id, hour, shard),
    CONSTRAINT usage_totals_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id)
);

CREATE TABLE wallets (
    nonce text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    message text COLLATE "C" NOT NULL,
    signature bytea NOT NULL,
    linked_at bigint NOT NULL,
    unlinked_at bigint,
    CONSTRAINT wallets_pkey PRIMARY KEY (nonce),
    CONSTRAINT wallets_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);

CREATE UNIQUE INDEX wallets_account ON wallets USING btree (account_id) WHERE (unlinked_at IS NULL);

CREATE UNIQUE INDEX wallets_address ON wallets USING btree (address) WHERE (unlinked_at IS NULL);
