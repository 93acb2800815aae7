-- The way to a call's recording is forgotten after days of its own; whose file it is keeps the file as he must.
insert into rescue.retention (what, days, source) values
  ('recording', 365, '本平台默认值：本平台只存录音地址，录音文件由交换机保存；杭州市电梯安全管理条例第十五条：不得泄露乘客个人信息');
create index phone_call_with_recording on rescue.phone_call (rang_at) where recording is not null;
