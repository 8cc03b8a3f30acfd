-- What an account buys. total and refunded are minor units of currency; reward_base is the same purchase at its prices in US cents.
-- renews_subscription_id names the subscription whose next period the order pays for.
CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    idempotency_key TEXT NOT NULL,
    state TEXT NOT NULL,
    currency TEXT NOT NULL,
    total BIGINT NOT NULL CHECK (total >= 0),
    refunded BIGINT NOT NULL CHECK (refunded >= 0 AND refunded <= total),
    reward_base BIGINT NOT NULL,
    renews_subscription_id TEXT,
    placed_at BIGINT NOT NULL,
    paid_at BIGINT,
    fulfilled_at BIGINT,
    UNIQUE (account_id, idempotency_key)
);

CREATE INDEX orders_account ON orders (account_id, id);

-- Each state that an order has been in, with who brought it there and why. Append-only.
CREATE TABLE order_changes (
    order_id TEXT NOT NULL REFERENCES orders (id),
    sequence BIGINT NOT NULL,
    state TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (order_id, sequence)
);

-- What stands in an order, with price and fulfilment as they were when it was placed. Append-only.
-- fulfilment is bucket (octets, validity_days, priority, creates_line), membership (validity_seconds), add_on (period_months) or shipment.
CREATE TABLE order_items (
    order_id TEXT NOT NULL REFERENCES orders (id),
    position BIGINT NOT NULL,
    service_id TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity BETWEEN 1 AND 20),
    unit_price BIGINT NOT NULL CHECK (unit_price >= 0),
    unit_reward_base BIGINT NOT NULL,
    fulfilment TEXT NOT NULL,
    octets BIGINT,
    validity_days BIGINT,
    priority BIGINT,
    creates_line BIGINT,
    validity_seconds BIGINT,
    period_months BIGINT,
    PRIMARY KEY (order_id, position)
);

-- What fulfilment made for each unit of an item: a bucket, subscription, line or shipment. The key keeps it from happening twice. Append-only.
CREATE TABLE order_grants (
    order_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    PRIMARY KEY (order_id, position, unit, kind),
    FOREIGN KEY (order_id, position) REFERENCES order_items (order_id, position)
);

CREATE TABLE shipping_addresses (
    order_id TEXT PRIMARY KEY REFERENCES orders (id),
    recipient TEXT NOT NULL,
    line1 TEXT NOT NULL,
    line2 TEXT,
    city TEXT NOT NULL,
    region TEXT,
    postal_code TEXT,
    country TEXT NOT NULL
);

CREATE TABLE shipments (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    service_id TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at BIGINT
);

CREATE INDEX shipments_state ON shipments (state, id);

-- A card as its provider keeps it. token means something to the provider alone; the card's number is nowhere.
-- saved_at is when the owner allowed it to be charged again; removed_at when that ended.
CREATE TABLE payment_methods (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    provider TEXT NOT NULL,
    token TEXT NOT NULL,
    card_brand TEXT NOT NULL,
    last4 TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    expiry_year BIGINT NOT NULL,
    expiry_month BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    saved_at BIGINT,
    removed_at BIGINT
);

CREATE INDEX payment_methods_account ON payment_methods (account_id, id);

-- One attempt to charge an order. Its id is the provider's idempotency key. At most one attempt of an order is alive or has succeeded.
CREATE TABLE payments (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    payment_method_id TEXT NOT NULL REFERENCES payment_methods (id),
    provider TEXT NOT NULL,
    state TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    fee BIGINT NOT NULL,
    provider_reference TEXT,
    decline_code TEXT,
    off_session BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    settled_at BIGINT
);

CREATE UNIQUE INDEX payments_alive ON payments (order_id)
    WHERE state IN ('processing', 'requires_action', 'succeeded', 'disputed', 'charged_back');

CREATE UNIQUE INDEX payments_reference ON payments (provider, provider_reference) WHERE provider_reference IS NOT NULL;

CREATE INDEX payments_order ON payments (order_id, id);

-- Events of a provider that have had their effect. Append-only.
CREATE TABLE payment_events (
    provider TEXT NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    payment_id TEXT,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (provider, event_id)
);

-- Money given back. Its id is the provider's idempotency key.
CREATE TABLE refunds (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    payment_id TEXT NOT NULL REFERENCES payments (id),
    idempotency_key TEXT NOT NULL,
    state TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    settled_at BIGINT,
    UNIQUE (order_id, idempotency_key)
);

-- Units of an order's item that a refund covers. Append-only.
CREATE TABLE refund_items (
    refund_id TEXT NOT NULL REFERENCES refunds (id),
    position BIGINT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    amount BIGINT NOT NULL,
    PRIMARY KEY (refund_id, position)
);

CREATE INDEX refunds_order ON refunds (order_id);

-- A cardholder's bank takes a payment back until it is decided who is right.
CREATE TABLE disputes (
    payment_id TEXT PRIMARY KEY REFERENCES payments (id),
    brand_id TEXT NOT NULL REFERENCES brands (id),
    state TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT
);

-- A membership or an add-on. Period n ends n + 1 lengths after anchor_at, so that no delay moves the days.
-- A length is validity_seconds or period_months. ended_at is null while it runs.
CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    service_id TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    price BIGINT NOT NULL,
    currency TEXT NOT NULL,
    reward_base BIGINT NOT NULL,
    validity_seconds BIGINT,
    period_months BIGINT,
    anchor_at BIGINT NOT NULL,
    period BIGINT NOT NULL,
    period_ends_at BIGINT NOT NULL,
    cancel_requested_at BIGINT,
    renewal_attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX subscriptions_account ON subscriptions (account_id, id);

CREATE UNIQUE INDEX subscriptions_running ON subscriptions (account_id, service_id) WHERE ended_at IS NULL;

-- A paid period: its price is earned evenly from starts_at to ends_at. earned and returned are minor units so far;
-- closed_at is set once nothing is left to earn.
CREATE TABLE subscription_periods (
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    period BIGINT NOT NULL,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    position BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    earned BIGINT NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (subscription_id, period)
);

CREATE UNIQUE INDEX subscription_periods_order ON subscription_periods (order_id, position);

CREATE INDEX subscription_periods_open ON subscription_periods (subscription_id, period) WHERE closed_at IS NULL;

-- Invoices (a purchase) and credit notes (a refund), numbered without gaps within a brand. Append-only.
CREATE TABLE invoices (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    cause_id TEXT NOT NULL UNIQUE,
    total BIGINT NOT NULL,
    currency TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    UNIQUE (brand_id, number)
);

CREATE INDEX invoices_account ON invoices (account_id, id);

CREATE TABLE invoice_lines (
    invoice_id TEXT NOT NULL REFERENCES invoices (id),
    position BIGINT NOT NULL,
    service_id TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    unit_price BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (invoice_id, position)
);

-- The double-entry journal of money. Append-only. amount is in minor units: debits positive, credits negative.
CREATE TABLE ledger_transactions (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    reference TEXT NOT NULL UNIQUE,
    order_id TEXT REFERENCES orders (id),
    at BIGINT NOT NULL
);

CREATE INDEX ledger_transactions_order ON ledger_transactions (order_id);

CREATE TABLE ledger_entries (
    transaction_id TEXT NOT NULL REFERENCES ledger_transactions (id),
    position BIGINT NOT NULL,
    brand_id TEXT NOT NULL,
    account TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (transaction_id, position)
);

CREATE INDEX ledger_entries_account ON ledger_entries (brand_id, currency, account, amount);

-- The double-entry journal of DOTM. Append-only. An amount is gwei × 10^9 + wei base units, 0 <= wei < 10^9.
CREATE TABLE token_transactions (
    id TEXT PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL
);

CREATE TABLE token_entries (
    transaction_id TEXT NOT NULL REFERENCES token_transactions (id),
    position BIGINT NOT NULL,
    ledger_account TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (id),
    gwei BIGINT NOT NULL,
    wei BIGINT NOT NULL CHECK (wei BETWEEN 0 AND 999999999),
    PRIMARY KEY (transaction_id, position)
);

CREATE INDEX token_entries_account ON token_entries (account_id, gwei, wei);

-- Why a member was granted DOTM. reference keeps it from happening twice. Append-only.
CREATE TABLE rewards (
    id TEXT PRIMARY KEY,
    brand_id TEXT NOT NULL REFERENCES brands (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    order_id TEXT REFERENCES orders (id),
    nominal_gwei BIGINT NOT NULL,
    nominal_wei BIGINT NOT NULL,
    granted_gwei BIGINT NOT NULL,
    granted_wei BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX rewards_account ON rewards (account_id, id);

-- Append-only.
CREATE TABLE reward_reversals (
    reward_id TEXT NOT NULL REFERENCES rewards (id),
    cause_id TEXT NOT NULL,
    gwei BIGINT NOT NULL,
    wei BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (reward_id, cause_id)
);

-- All that was granted and not taken back, so that the cap is checked without adding up every reward.
CREATE TABLE reward_supply (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    gwei BIGINT NOT NULL,
    wei BIGINT NOT NULL
);

INSERT INTO reward_supply (id, gwei, wei) VALUES (1, 0, 0);

-- The books of the built-in test-card provider, as an outside provider would keep its own.
CREATE TABLE test_card_methods (
    token TEXT PRIMARY KEY,
    behaviour TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE test_card_payments (
    idempotency_key TEXT PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL REFERENCES test_card_methods (token),
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    decline_code TEXT,
    refunded BIGINT NOT NULL CHECK (refunded >= 0 AND refunded <= amount),
    created_at BIGINT NOT NULL
);

CREATE TABLE test_card_refunds (
    idempotency_key TEXT PRIMARY KEY,
    payment_reference TEXT NOT NULL REFERENCES test_card_payments (reference),
    amount BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE test_card_events (
    id TEXT PRIMARY KEY,
    payment_reference TEXT NOT NULL REFERENCES test_card_payments (reference),
    kind TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    acknowledged_at BIGINT
);

CREATE INDEX test_card_events_due ON test_card_events (due_at) WHERE acknowledged_at IS NULL;
