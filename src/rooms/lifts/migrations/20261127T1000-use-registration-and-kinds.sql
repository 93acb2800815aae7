-- A lift may be known by its use-registration number alone: it becomes an identifier like the other codes.

-- The shape of a number that names a lift (model/use-registration.ts has the same).
create function lifts.is_use_registration_no(no text) returns boolean language sql immutable parallel safe
  return no ~ '^梯([0-9]{2})?[一-龥][A-Z]{0,2}[0-9]{4,8}(\([0-9]{2}\))?$';

-- Numbers as they were written until now: full-width digits, letters and brackets, blanks.
update lifts.lift l set use_registration_no = n.tidy
  from (
    select id, upper(translate(regexp_replace(use_registration_no, '[\s　]', '', 'g'),
      '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ（）〔〕【】［］[]',
      '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ()()()()()')) as tidy
    from lifts.lift where use_registration_no is not null) n
  where l.id = n.id and n.tidy <> l.use_registration_no and lifts.is_use_registration_no(n.tidy);

-- A number that several lifts bear names none of them. It stays in their files, marked (重号), until somebody finds out whose it is.
update lifts.lift l set use_registration_no = l.use_registration_no || '（重号）'
  from (
    select use_registration_no as no from lifts.lift
    where withdrawn_at is null and lifts.is_use_registration_no(use_registration_no)
    group by use_registration_no having count(*) > 1) twice
  where l.use_registration_no = twice.no;
-- What an undone import brought is free again, as its other codes are.
update lifts.lift set use_registration_no = null where withdrawn_at is not null and use_registration_no is not null;

create unique index lift_by_use_registration_no on lifts.lift (use_registration_no)
  where lifts.is_use_registration_no(use_registration_no);
do $$
begin
  if (select datcollate from pg_database where datname = current_database()) not in ('C', 'POSIX') then
    create index lift_by_use_registration_no_prefix on lifts.lift (use_registration_no text_pattern_ops)
      where lifts.is_use_registration_no(use_registration_no);
  end if;
end $$;

-- It goes before the number of a register.
update lifts.lift set register_code = use_registration_no
  where register_code = local_code and lifts.is_use_registration_no(use_registration_no);

alter table lifts.former_code drop constraint former_code_kind_check;
alter table lifts.former_code add constraint former_code_kind_check
  check (kind in ('register', 'device', 'maker-serial', 'use-registration', 'local', 'rescue'));

-- Kinds are rows of contract/kind-catalogue.ts: a future catalogue needs no migration.
alter table lifts.lift drop constraint lift_kind_check;
alter table lifts.lift add constraint lift_kind_check check (kind like '3___');
