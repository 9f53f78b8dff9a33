CREATE TABLE history (                    -- facts that people wait for, from when on they were so
    record TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    field  TEXT NOT NULL,
    at     TEXT NOT NULL,
    value  TEXT NOT NULL,                 -- as JSON
    PRIMARY KEY (record, field, at)
) STRICT;
