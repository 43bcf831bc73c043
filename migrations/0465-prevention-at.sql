-- The list of all prevention measures, the latest first, is read page by page.

create index prevention_at on prevention (at desc, id desc);
