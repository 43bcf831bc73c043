import { type Block, letterBlocks, signatureIndents } from '#domain/letter.ts'
import { chineseDay } from '#domain/shanghai.ts'
import { colon } from '../../i18n/text.ts'
import styles from './Letter.module.css'

export interface LetterFields {
  title: string
  addressee: string
  body: string
  issuer: string
  dated: string
}

function BlockView({ block }: { block: Block }) {
  if (block.is !== 'table') return <p className={styles[block.is]}>{block.text}</p>
  const [head = [], ...rows] = block.rows
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {Object.entries(head).map(([place, cell]) => (
            <th key={place} scope="col">
              {cell}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Object.entries(rows).map(([line, row]) => (
          <tr key={line}>
            {Object.entries(row).map(([column, cell]) => (
              <td key={column}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** An official letter as it will be printed (GB/T 9704-2012); on paper its pages are numbered. */
export function LetterView({ letter }: { letter: LetterFields }) {
  const { title, addressee, body, issuer, dated } = letter
  const signed = signatureIndents(issuer, dated && chineseDay(dated))
  return (
    <article className={styles.letter} data-page="letter">
      <h2>{title}</h2>
      {addressee && (
        <p className={styles.addressee}>
          {addressee}
          {colon()}
        </p>
      )}
      {Object.entries(letterBlocks(body)).map(([place, block]) => (
        <BlockView key={place} block={block} />
      ))}
      <div className={styles.signed}>
        {issuer && <p style={{ marginRight: `${signed.issuer}em` }}>{issuer}</p>}
        {dated && <p style={{ marginRight: `${signed.day}em` }}>{chineseDay(dated)}</p>}
      </div>
    </article>
  )
}
