/**
 * Hazards as they stood at a moment, by their log: what recurred since was struck off then, what recurred before counts from that day, what was
 * given more time since had less, and of what a department gave back (退回) nobody's clock runs until it is assigned again.
 * @param own a condition that picks them; @param at the parameter that holds the moment
 */
export const hazardsThen = (own: string, at: string): string => `
  select id, number, title, school_id, lead_dept, fixed_at,
    coalesce((select max(l.at) from hazard_log l where l.hazard_id = hazard.id and l.at <= ${at} and l.kind = 'reopen'), listed_at) as listed,
    coalesce((select l.kind = 'return' from hazard_log l where l.hazard_id = hazard.id and l.at <= ${at} and l.kind in ('assign', 'return')
      order by l.at desc, l.id desc limit 1), false) as returned,
    case when not exists (select from hazard_log l where l.hazard_id = hazard.id and l.at > ${at} and l.kind in ('assign', 'grantExtension', 'reopen')) then due_on
      else (select case l.kind when 'assign' then l.data->>'dueOn' when 'grantExtension' then l.data->>'to' end from hazard_log l
        where l.hazard_id = hazard.id and l.at <= ${at} and l.kind in ('assign', 'grantExtension', 'reopen') order by l.at desc, l.id desc limit 1)::date
    end::text as "dueOn",
    case when not exists (select from hazard_log l where l.hazard_id = hazard.id and l.at > ${at} and l.kind = 'reopen') then
        case when struck_off_at <= ${at} then struck_off_at end
      else (select case l.kind when 'strikeOff' then l.at end from hazard_log l
        where l.hazard_id = hazard.id and l.at <= ${at} and l.kind in ('strikeOff', 'reopen') order by l.at desc, l.id desc limit 1)
    end as "struckOff"
  from hazard where ${own} and listed_at <= ${at}`
