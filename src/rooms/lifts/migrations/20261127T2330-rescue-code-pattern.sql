-- How rescue codes of a region look, as data: # is a digit, @ a letter, anything else stands for itself; several by a blank.
create table lifts.rescue_code_pattern (
  region_code text not null,
  pattern text not null check (pattern ~ '^[A-Z0-9#@-]{4,20}( [A-Z0-9#@-]{4,20}){0,3}$'),
  source text not null,
  certainty text not null check (certainty in ('published', 'recalled', 'own')),
  valid_from date not null,
  primary key (region_code, valid_from)
);
insert into lifts.rescue_code_pattern (region_code, pattern, source, certainty, valid_from) values
  ('100000', '######', '平台默认：本市没有规定时为六位数字 (default of the platform: six digits where the city has none)', 'own', '2020-01-01');
