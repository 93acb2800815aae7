-- How sure a procedure is says its certainty; its source does not say it again.
update rescue.release_procedure set source = replace(source, '（凭记忆整理，待核）', '') where region_code = '100000';
