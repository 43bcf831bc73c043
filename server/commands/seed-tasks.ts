import { shanghaiDay } from '#domain/shanghai.ts'
import { addDays } from '#domain/shanghai-day.ts'
import { syntheticTasks } from '#domain/synthetic-task.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { insertSupervisionOrder, logSupervision } from '../store/supervision-order.ts'
import { insertReceipts, insertTask, logTask } from '../store/task.ts'

const BY = 'bureau'
const departmentId = (key: string): string => `demo-d-${key}`

/** The synthetic task list with its receipts and one supervision order; does nothing where there is a task already. */
export async function seedTasks(pool: Pool, now = new Date()): Promise<void> {
  const { rows } = await pool.query('select from task limit 1')
  if (rows.length > 0) return
  const today = shanghaiDay(now)
  await transaction(pool, async (db) => {
    for (const [n, task] of syntheticTasks(today, departmentId).entries()) {
      const { state, percent, finishedOn, delayReason, ...written } = task
      await insertTask(db, written, BY, { synthetic: true })
      await db.query(
        'update task set state = $2, percent = $3, finished_on = $4, delay_reason = $5, delay_at = case when $5::text is null then null else now() end where id = $1',
        [task.id, state, percent, finishedOn, delayReason],
      )
      await logTask(db, { taskId: task.id, by: BY, kind: 'created' })
      // The market authority's newest task waits for its receipt, so that its desk has something to sign for.
      const unsigned = n % 5 === 4 ? task.responsible : task.leadDept === departmentId('market') && percent < 40 ? [task.leadDept] : []
      const signed = [task.leadDept, ...task.responsible].filter((id) => !unsigned.includes(id))
      await insertReceipts(db, task.id, signed, 'department')
    }
    const order = {
      ownerKind: 'task' as const,
      ownerId: 'demo-task-08',
      departmentId: departmentId('market'),
      person: '示例·纳',
      demand: '对未完成清理的网点逐一列出清单和完成日期，说明逾期原因。',
      dueOn: addDays(today, 5),
      subject: '清理校园周边向未成年人售烟、售彩网点',
    }
    const id = await insertSupervisionOrder(db, order, BY, { year: Number(today.slice(0, 4)), synthetic: true })
    await logSupervision(db, id, BY, 'issued', null)
  })
}
