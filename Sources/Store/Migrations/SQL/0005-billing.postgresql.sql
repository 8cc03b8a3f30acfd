CREATE TRIGGER order_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_changes EXECUTE FUNCTION refuse_change();

CREATE TRIGGER order_items_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_items EXECUTE FUNCTION refuse_change();

CREATE TRIGGER order_grants_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_grants EXECUTE FUNCTION refuse_change();

CREATE TRIGGER payment_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_events EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refund_items_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_items EXECUTE FUNCTION refuse_change();

CREATE TRIGGER invoices_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON invoices EXECUTE FUNCTION refuse_change();

CREATE TRIGGER invoice_lines_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON invoice_lines EXECUTE FUNCTION refuse_change();

CREATE TRIGGER ledger_transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions EXECUTE FUNCTION refuse_change();

CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries EXECUTE FUNCTION refuse_change();

CREATE TRIGGER token_transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON token_transactions EXECUTE FUNCTION refuse_change();

CREATE TRIGGER token_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON token_entries EXECUTE FUNCTION refuse_change();

CREATE TRIGGER rewards_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rewards EXECUTE FUNCTION refuse_change();

CREATE TRIGGER reward_reversals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reward_reversals EXECUTE FUNCTION refuse_change();
