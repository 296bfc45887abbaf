-- Expenses. `key` stays inside; `public_id` is the only name the outside ever sees.
CREATE TABLE transactions (
    key INTEGER PRIMARY KEY,
    public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
    minor_units INTEGER NOT NULL CHECK (minor_units > 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    description TEXT NOT NULL,
    category TEXT,
    occurred_on TEXT,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

-- The newest live rows first, without touching the deleted ones.
CREATE INDEX transactions_live ON transactions (key) WHERE deleted_at IS NULL;

-- The oldest deleted rows first, for the purge.
CREATE INDEX transactions_deleted ON transactions (deleted_at) WHERE deleted_at IS NOT NULL;

-- How many live rows there are, so that a list needs no count; written in the same transaction as the rows.
CREATE TABLE totals (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL CHECK (value >= 0)
) STRICT, WITHOUT ROWID;

INSERT INTO totals (name, value) VALUES ('live_transactions', 0);
