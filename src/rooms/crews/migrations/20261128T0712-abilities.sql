-- What a crew can do and when, as its unit says it. A crew without a row, and a thing that is not stated, counts as able: what nobody
-- wrote down keeps nobody from a rescue.
create table crews.ability (
  crew_id uuid primary key references crews.crew (id),
  -- Kinds of lift that it may release; empty: not stated.
  skills text[] not null default '{}',
  -- Makes that it knows, as words of the makers' names; empty: not stated.
  brands text[] not null default '{}',
  -- Release tools that it has with it; empty: not stated.
  kit text[] not null default '{}',
  -- Of each day in China, in minutes after midnight; both null: always. A night goes over midnight.
  opens_minute smallint check (opens_minute between 0 and 1439),
  closes_minute smallint check (closes_minute between 0 and 1439),
  -- Of a station: the agreement by which it helps at lifts of others.
  agreement_no text not null default '',
  agreement_from date,
  agreement_to date,
  version integer not null default 1,
  put_at timestamptz not null,
  check ((opens_minute is null) = (closes_minute is null)),
  check (agreement_to is null or agreement_from is null or agreement_from <= agreement_to)
);
-- Whose certificates count for a crew.
create table crews.member (
  crew_id uuid not null references crews.crew (id),
  person_id uuid not null,
  primary key (crew_id, person_id)
);
