-- Chattering (R12): three presses within one minute, told by the press before the latest and the next one.
alter table alarm add column press_before_at timestamptz;
alter table alarm add column chattering_at timestamptz;
