CREATE TRIGGER brand_settings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON brand_settings EXECUTE FUNCTION refuse_change();

CREATE TRIGGER catalog_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON catalog_versions EXECUTE FUNCTION refuse_change();
