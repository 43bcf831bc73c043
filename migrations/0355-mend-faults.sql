-- Faults that were open when ends by quiet came: nobody would ever have told their end.
update fault set momentary = true
where closed_at is null and kind = 'comms-fault' and (detail like 'refused-by-broker%' or detail = 'broker-dropped-messages');
-- A first-generation Shelly's error is named without its number now; the same error opens by its new name with the next message.
update fault set closed_at = greatest(now(), opened_at)
where closed_at is null and kind = 'device-fault' and detail ~ '^(load)?error-' and device_id in (select id from device where dialect = 'shelly');
-- No fault ends before it begins: two clocks wrote these.
update fault set closed_at = opened_at where closed_at < opened_at;
