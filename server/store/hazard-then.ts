/**
 * Hazards as they stood at a moment, by their log: what recurred since was struck off then, and mended when it was; what recurred before counts
 * from that day; what was given more time since had less, what was given to another since was the first one's; and of what a department gave
 * back (退回) nobody's clock runs until it is assigned again.
 * @param own a condition that picks them; @param at the parameter that holds the moment
 */
export const hazardsThen = (own: string, at: string): string => {
  const later = (kinds: string) => `coalesce(bool_or(l.at > ${at} and l.kind in (${kinds})), false)`
  const last = (value: string, kinds: string) =>
    `(array_agg(${value} order by l.at desc, l.id desc) filter (where l.at <= ${at} and l.kind in (${kinds})))[1]`
  const [given, due, mended, struck] = [
    `'assign'`,
    `'assign', 'grantExtension', 'reopen'`,
    `'fix', 'sendBack', 'reopen'`,
    `'strikeOff', 'reopen'`,
  ]
  // An aggregate a hazard, so that its log is read once and by its index.
  return `
  select id, number, title, school_id, case when "givenLater" then "givenTo" else lead_dept end as "leadDept",
    case when "mendedLater" then mended else fixed_at end as "fixedAt", coalesce(reopened, listed_at) as listed, coalesce(returned, false) as returned,
    case when "dueLater" then due else due_on end::text as "dueOn",
    case when "struckLater" then struck when struck_off_at <= ${at} then struck_off_at end as "struckOff"
  from hazard cross join lateral (
    select ${later(given)} as "givenLater", ${last(`l.data->>'leadDept'`, given)} as "givenTo",
      ${later(mended)} as "mendedLater", ${last(`case l.kind when 'fix' then l.at end`, mended)} as mended,
      max(l.at) filter (where l.at <= ${at} and l.kind = 'reopen') as reopened, ${last(`l.kind = 'return'`, `'assign', 'return'`)} as returned,
      ${later(due)} as "dueLater", ${last(`case l.kind when 'assign' then l.data->>'dueOn' when 'grantExtension' then l.data->>'to' end`, due)}::date as due,
      ${later(`'reopen'`)} as "struckLater", ${last(`case l.kind when 'strikeOff' then l.at end`, struck)} as struck
    from hazard_log l where l.hazard_id = hazard.id) then_
  where ${own} and listed_at <= ${at}`
}
