-- Derived from the schema of dead.letters by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS dead_letters
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the letter, unique in its topic: same id, same letter.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the letter is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Event time of the record; 0 where it could not be read.' CODEC(Delta, ZSTD(1)),
    stage String COMMENT 'Who set it aside: source:NAME, processor name or table:NAME.' CODEC(ZSTD(1)),
    code String COMMENT 'Reason code of the closed list.' CODEC(ZSTD(1)),
    reason String COMMENT 'What is wrong and what to do next.' CODEC(ZSTD(1)),
    topic Nullable(String) COMMENT 'Topic the record belongs to.',
    factId Nullable(String) COMMENT 'Id of the fact, where it could be read.',
    factRevision Nullable(Int64) COMMENT 'Revision of the fact.',
    address Nullable(String) COMMENT 'Where it was found: file and position, or topic[partition]@offset.',
    bytes String COMMENT 'The record as it was received.' CODEC(ZSTD(1)),
    ingestedAt DateTime64(3, 'UTC') COMMENT 'When it was set aside.' CODEC(Delta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(_version, retracted)
ORDER BY (stage, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Records set aside, with the reason and the original bytes.';

CREATE OR REPLACE VIEW mart_dead_letters AS
SELECT
    pseudonym(dead_letters.id) AS id,
    eventTime,
    stage,
    code,
    martText(dead_letters.reason) AS reason,
    topic,
    pseudonymOrNull(dead_letters.factId) AS factId,
    factRevision,
    address,
    ingestedAt
FROM dead_letters FINAL
COMMENT 'Records set aside, with the reason and the original bytes.';
