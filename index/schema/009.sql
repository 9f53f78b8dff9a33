CREATE TABLE served (                     -- records as readers were last given them: index.served
    record  TEXT PRIMARY KEY,
    source  TEXT NOT NULL,
    summary TEXT NOT NULL                 -- JSON of a Summary
) STRICT;
INSERT INTO served SELECT record, source, 'null' FROM published;
UPDATE published SET summary = 'null', digest = '';  -- a Summary has more now: written anew by a build

ALTER TABLE address ADD COLUMN depth INTEGER NOT NULL DEFAULT 0;  -- links from a start, as was found
