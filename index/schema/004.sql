CREATE TABLE checked (                    -- links that lead out of what is collected
    key      TEXT PRIMARY KEY,            -- joins link.target_key
    address  TEXT NOT NULL,
    at       TEXT NOT NULL,
    health   TEXT NOT NULL,
    status   INTEGER NOT NULL,
    moved_to TEXT NOT NULL,
    reason   TEXT NOT NULL
) STRICT;
