// The tables of the history in PostgreSQL, in a schema of their own, and the views over them that people and Grafana read. docs/history.md
// tells of the views; the tables are ours. Moments in tables are milliseconds since 1970, periods the integers of the core.
import { STANDS } from '../kept-run.ts';

/** Each step leads from its place to the next version; what an installation has once run is never changed again. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE nhip.kept_series (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kpi text NOT NULL, grain text NOT NULL, unit text NOT NULL, level text NOT NULL, dims text NOT NULL,
    UNIQUE (kpi, grain, unit, level, dims));
  CREATE TABLE nhip.kept_run (
    series integer NOT NULL REFERENCES nhip.kept_series, first_period integer NOT NULL, end_period integer NOT NULL,
    since_ms bigint NOT NULL, until_ms bigint NOT NULL, tier smallint,
    phase text NOT NULL, status text NOT NULL, value double precision, numerator double precision, denominator double precision,
    score double precision, target double precision, flags text,
    PRIMARY KEY (series, until_ms, first_period));
  CREATE INDEX kept_run_passing ON nhip.kept_run (tier, until_ms) WHERE tier < 2;
  CREATE TABLE nhip.kept_tick (moment_ms bigint PRIMARY KEY, is_first_of_month boolean NOT NULL);
  CREATE TABLE nhip.kept_revision (
    series integer NOT NULL REFERENCES nhip.kept_series, first_period integer NOT NULL, end_period integer NOT NULL,
    number integer NOT NULL, cause text NOT NULL, tick_ms bigint NOT NULL, before text, after text,
    PRIMARY KEY (series, number, first_period));
  CREATE TABLE nhip.kept_written (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), moment_ms bigint, tick_ms bigint, month_tick_ms bigint,
    generation integer NOT NULL, position bigint NOT NULL, time_zone text NOT NULL);

  CREATE FUNCTION nhip.period_start(grain text, period integer) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE grain
      WHEN 'week' THEN date '1970-01-01' + (period * 7 - 3)
      WHEN 'month' THEN make_date(period / 12, period % 12 + 1, 1)
      WHEN 'quarter' THEN make_date(period / 4, period % 4 * 3 + 1, 1)
      WHEN 'year' THEN make_date(period, 1, 1)
      ELSE date '1970-01-01' + period END $$;
  CREATE FUNCTION nhip.period_end(grain text, period integer) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN grain LIKE 'P%D' THEN date '1970-01-01' + period + trim(both 'PD' from grain)::integer
      ELSE nhip.period_start(grain, period + 1) END $$;
  CREATE FUNCTION nhip.period_text(grain text, period integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_char(nhip.period_start(grain, period), CASE grain
      WHEN 'week' THEN 'IYYY-"W"IW' WHEN 'month' THEN 'YYYY-MM' WHEN 'quarter' THEN 'YYYY-"Q"Q' WHEN 'year' THEN 'YYYY'
      ELSE 'YYYY-MM-DD' END) || CASE WHEN grain LIKE 'P%D' THEN '/' || grain ELSE '' END $$;
  CREATE FUNCTION nhip.moment(ms bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN ms >= ${STANDS} THEN NULL ELSE to_timestamp(ms / 1000.0) END $$;

  CREATE VIEW nhip.kpi_history AS
    SELECT s.kpi, s.unit, s.level, s.dims::jsonb AS dims, s.grain, nhip.period_text(s.grain, p.period) AS period,
      nhip.period_start(s.grain, p.period) AS period_start, nhip.period_end(s.grain, p.period) AS period_end,
      r.value, r.numerator, r.denominator, r.score, r.target, r.status, r.phase, coalesce(r.flags, '[]')::jsonb AS flags,
      nhip.moment(r.since_ms) AS published_at, nhip.moment(r.until_ms) AS replaced_at
    FROM nhip.kept_series s JOIN nhip.kept_run r ON r.series = s.id,
      LATERAL generate_series(r.first_period, r.end_period - 1) AS p(period);
  CREATE VIEW nhip.kpi_value AS
    SELECT s.kpi, s.unit, s.level, s.dims::jsonb AS dims, s.grain, nhip.period_text(s.grain, p.period) AS period,
      nhip.period_start(s.grain, p.period) AS period_start, nhip.period_end(s.grain, p.period) AS period_end,
      nhip.period_start(s.grain, p.period)::timestamp AT TIME ZONE w.time_zone AS time,
      r.value, r.numerator, r.denominator, r.score, r.target, r.status,
      CASE WHEN r.phase <> 'unlocked' THEN r.phase
        WHEN nhip.period_end(s.grain, p.period) <= (nhip.moment(w.tick_ms) AT TIME ZONE w.time_zone)::date THEN 'provisional'
        ELSE 'open' END AS state,
      coalesce(r.flags, '[]')::jsonb AS flags, nhip.moment(r.since_ms) AS published_at
    FROM nhip.kept_written w, nhip.kept_series s JOIN nhip.kept_run r ON r.series = s.id AND r.until_ms = ${STANDS},
      LATERAL generate_series(r.first_period, r.end_period - 1) AS p(period);
  CREATE VIEW nhip.kpi_revision AS
    SELECT s.kpi, s.unit, s.level, s.dims::jsonb AS dims, s.grain, nhip.period_text(s.grain, p.period) AS period,
      nhip.period_start(s.grain, p.period) AS period_start, nhip.period_end(s.grain, p.period) AS period_end,
      r.number, r.cause, nhip.moment(r.tick_ms) AS published_at,
      (r.before::jsonb ->> 'value')::double precision AS value_before, (r.after::jsonb ->> 'value')::double precision AS value_after,
      r.before::jsonb AS before, r.after::jsonb AS after
    FROM nhip.kept_series s JOIN nhip.kept_revision r ON r.series = s.id,
      LATERAL generate_series(r.first_period, r.end_period - 1) AS p(period);
  `,
];
