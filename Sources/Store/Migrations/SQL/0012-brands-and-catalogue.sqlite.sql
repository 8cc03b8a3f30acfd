CREATE TRIGGER brand_settings_no_update BEFORE UPDATE ON brand_settings BEGIN SELECT RAISE(ABORT, 'brand_settings is append-only'); END;

CREATE TRIGGER brand_settings_no_delete BEFORE DELETE ON brand_settings BEGIN SELECT RAISE(ABORT, 'brand_settings is append-only'); END;

CREATE TRIGGER catalog_versions_no_update BEFORE UPDATE ON catalog_versions BEGIN SELECT RAISE(ABORT, 'catalog_versions is append-only'); END;

CREATE TRIGGER catalog_versions_no_delete BEFORE DELETE ON catalog_versions BEGIN SELECT RAISE(ABORT, 'catalog_versions is append-only'); END;
