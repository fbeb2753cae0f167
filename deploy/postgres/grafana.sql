-- Run once by PostgreSQL in compose.yaml, when its volume is new: a user for Grafana that may read the history and change nothing. The
-- tables are made later, by the exporter, so that the right is one to read whatever comes; the database holds nothing but the history.
\getenv file GRAFANA_PASSWORD_FILE
\set password `cat :'file'`
CREATE ROLE grafana LOGIN PASSWORD :'password';
GRANT pg_read_all_data TO grafana;
-- How many periods a row stands for is not known before, so that the planner expects far too much and would compile each small question.
ALTER ROLE grafana SET jit = off;
