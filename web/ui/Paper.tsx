import type { ReactNode } from 'react'
import type { Session } from '#contracts/session.ts'
import { chineseDay, shanghaiDay, shanghaiMoment } from '#domain/shanghai.ts'
import { colon, screenText } from '../i18n/text.ts'
import styles from './Paper.module.css'

const usePaperText = screenText(
  {
    unit: '单位',
    maker: '填报人',
    checker: '审核人',
    date: '日期',
    at: '数据时间',
    zone: '（北京时间）',
    filter: '筛选',
    sign: '签字',
    seal: '单位盖章',
  },
  {
    unit: 'Unit',
    maker: 'Made by',
    checker: 'Checked by',
    date: 'Date',
    at: 'Data as of',
    zone: ' (UTC+8)',
    filter: 'Filter',
    sign: 'Signature',
    seal: 'Seal',
  },
)

interface Props {
  session: Session
  title: string
  /** in words, the same as above the table */
  filter: string
  /** of when the data are */
  at: Date
  /** upright A4 instead of across */
  upright?: boolean
  children: ReactNode
}

/** A page of a desk that can be printed: on paper it says what it is, whose, of when and of what, and leaves room to sign and seal. */
export function Paper({ session, title, filter, at, upright = false, children }: Props) {
  const t = usePaperText()
  const space = <span className={styles.space} />
  return (
    <section aria-label={title} {...(upright ? { 'data-page': 'upright' } : {})}>
      <header className={styles.head} data-print="only">
        <h1>{title}</h1>
        <p>
          <span>
            {t.unit}
            {colon()}
            {session.unit || space}
          </span>
          <span>
            {t.maker}
            {colon()}
            {session.user.name}
          </span>
          <span>
            {t.checker}
            {colon()}
            {space}
          </span>
          <span>
            {t.date}
            {colon()}
            {chineseDay(shanghaiDay(at.getTime()))}
          </span>
        </p>
        <p>
          <span>
            {t.at}
            {colon()}
            {shanghaiMoment(at)}
            {t.zone}
          </span>
          <span>
            {t.filter}
            {colon()}
            {filter}
          </span>
        </p>
      </header>
      {children}
      <footer className={styles.foot} data-print="only">
        <span>
          {t.sign}
          {colon()}
          {space}
        </span>
        <span>
          {t.seal}
          {colon()}
          {space}
        </span>
      </footer>
    </section>
  )
}
