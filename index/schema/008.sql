-- What a page names as its canonical address, so that it can be seen how many pages name the same.
ALTER TABLE address ADD COLUMN named TEXT NOT NULL DEFAULT '';  -- key, where it is another address
CREATE INDEX address_named ON address (named) WHERE named != '';
CREATE TABLE disbelieved (key TEXT PRIMARY KEY) STRICT;  -- named by pages that are not the same

UPDATE address SET named = claim.key FROM address AS claim
    WHERE address.role = 'copy' AND address.reading IS NOT NULL AND claim.key != address.key
    AND claim.address = json_extract(address.reading, '$.address');
