-- What the brand's first page says, where that is not the standard: JSON of heading and lead by language.
ALTER TABLE brand_settings ADD COLUMN texts TEXT;
