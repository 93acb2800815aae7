-- Lifts near a point, for who asks a caller where he is: a look into one index, whatever the size of the register.
create index lift_by_position on lifts.lift (lat, lon) where lat is not null;
