ALTER TABLE harvest ADD COLUMN scope TEXT NOT NULL DEFAULT '';  -- what it set out to visit

CREATE TABLE reached (                    -- limits of the crawler that stopped something
    visit INTEGER NOT NULL REFERENCES visit (id),
    name  TEXT NOT NULL,                  -- of the setting
    count INTEGER NOT NULL,
    PRIMARY KEY (visit, name)
) STRICT;

CREATE TABLE robots (
    origin TEXT PRIMARY KEY,              -- scheme://host
    at     TEXT NOT NULL,
    body   TEXT NOT NULL                  -- empty where there is none
) STRICT;
