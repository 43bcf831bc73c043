-- Why a drill is held, in the words of who opened it (R17).
alter table exercise add column reason text;
