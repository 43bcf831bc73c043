import type { DepartmentFigures } from '#contracts/task.ts'
import { departmentsOf, type Principal } from '#domain/policy.ts'
import { onTimeRate } from '#domain/task.ts'
import type { Queryable } from './pool.ts'

/**
 * Departments with the figures of the tasks that they lead, of the orders they got, and of the year's appraisal; those without any are left out.
 * A task is counted once, at its lead: else the sum over departments would be more than the list.
 */
export async function readDepartmentFigures(
  db: Queryable,
  reader: Principal,
  { today, year }: { today: string; year: number },
): Promise<DepartmentFigures[]> {
  const { rows } = await db.query<Omit<DepartmentFigures, 'department' | 'rate'> & { id: string; name: string }>(
    `with tasks as (
       select lead_dept as id, count(*)::int as total, count(*) filter (where state = 'open')::int as open,
         count(*) filter (where state <> 'open' and finished_on <= due_on)::int as "onTime",
         count(*) filter (where state <> 'open' and finished_on > due_on)::int as "doneLate",
         count(*) filter (where state = 'open' and due_on < $1::date)::int as late,
         count(*) filter (where state = 'open' and starts_on < $1::date - 30)::int as "open30",
         count(*) filter (where state = 'open' and due_on < $1::date - 30)::int as "late30",
         count(*) filter (where person is null)::int as "noPerson",
         count(*) filter (where exists (select from unnest(responsible || lead_dept) as w(id)
           where not exists (select from task_receipt r where r.task_id = task.id and r.department_id = w.id)))::int as unreceived,
         count(*) filter (where state = 'open' and due_on < $1::date and delay_reason is null)::int as "noReason",
         count(*) filter (where due_on > first_due_on)::int as extended,
         coalesce(sum(budget_planned), 0)::float8 as "budgetPlanned", coalesce(sum(budget_arrived), 0)::float8 as "budgetArrived",
         coalesce(sum(budget_spent), 0)::float8 as "budgetSpent"
       from task where state <> 'cancelled' and starts_on < make_date($2 + 1, 1, 1) and (finished_on is null or finished_on >= make_date($2, 1, 1))
       group by lead_dept),
     orders as (
       select department_id as id, count(*)::int as orders, count(*) filter (where state not in ('closed', 'withdrawn'))::int as "ordersOpen",
         count(*) filter (where state in ('issued', 'received') and due_on < $1::date)::int as "ordersLate"
       from supervision_order where year = $2 group by department_id)
     select d.id, d.name, coalesce(total, 0) as total, coalesce(open, 0) as open, coalesce("onTime", 0) as "onTime", coalesce("doneLate", 0) as "doneLate",
       coalesce(late, 0) as late, coalesce("open30", 0) as "open30", coalesce("late30", 0) as "late30", coalesce("noPerson", 0) as "noPerson",
       coalesce(unreceived, 0) as unreceived, coalesce("noReason", 0) as "noReason", coalesce(extended, 0) as extended, coalesce(orders, 0) as orders,
       coalesce("ordersOpen", 0) as "ordersOpen", coalesce("ordersLate", 0) as "ordersLate",
       coalesce((select sum(points) from appraisal a where a.department_id = d.id and extract(year from a.decided_on) = $2), 0)::float8 as points,
       (select count(*)::int from accountability b where b.department_id = d.id and extract(year from b.decided_on) = $2) as accountable,
       coalesce("budgetPlanned", 0) as "budgetPlanned", coalesce("budgetArrived", 0) as "budgetArrived", coalesce("budgetSpent", 0) as "budgetSpent"
     from department d left join tasks on tasks.id = d.id left join orders on orders.id = d.id
     where $3::text[] is null or d.id = any($3) order by d.name, d.id`,
    [today, year, departmentsOf(reader)],
  )
  return rows.map(({ id, name, ...row }) => ({ ...row, department: { id, name }, rate: onTimeRate(row.onTime, row.doneLate, row.late) }))
}
