CREATE TABLE served (                     -- records as readers were last given them: index.served
    record  TEXT PRIMARY KEY,
    source  TEXT NOT NULL,
    summary TEXT NOT NULL                 -- JSON of a Summary
) STRICT;
INSERT INTO served SELECT record, source, summary FROM published;

ALTER TABLE address ADD COLUMN depth INTEGER NOT NULL DEFAULT 0;  -- links from a start, as was found
