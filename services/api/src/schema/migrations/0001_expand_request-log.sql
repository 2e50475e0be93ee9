-- Up Migration
-- One row a request, without its body. Written in batches by the servers of both slots, pruned by age.
CREATE TABLE request_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  request_id text NOT NULL,
  slot text NOT NULL,
  version text NOT NULL,
  method text NOT NULL,
  route text NOT NULL,
  collection text,
  status smallint NOT NULL,
  duration_ms real NOT NULL
);

-- Rows arrive in order of time: a block range index costs nearly nothing and serves pruning and reports.
CREATE INDEX request_log_at ON request_log USING brin (at);

-- Down Migration
DROP TABLE request_log;
