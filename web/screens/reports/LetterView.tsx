import { type Block, letterBlocks } from '#domain/letter.ts'
import { chineseDay } from '#domain/shanghai.ts'
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
          {head.map((cell, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other identity than their place
            <th key={n} scope="col">
              {cell}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <tr key={n}>
            {row.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
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
  return (
    <article className={styles.letter} data-page="letter">
      <h2>{title}</h2>
      {addressee && <p className={styles.addressee}>{addressee}：</p>}
      {letterBlocks(body).map((block, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a letter is drawn anew as a whole
        <BlockView key={n} block={block} />
      ))}
      <div className={styles.signed}>
        {issuer && <p>{issuer}</p>}
        {dated && <p>{chineseDay(dated)}</p>}
      </div>
    </article>
  )
}
