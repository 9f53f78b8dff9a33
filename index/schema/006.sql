CREATE TABLE audience (                   -- for whom a record is written, by settling
    record   TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    audience TEXT NOT NULL,
    PRIMARY KEY (record, audience)
) STRICT;
