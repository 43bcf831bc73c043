// A sealed link 密链: one hazard for one field officer without account.
import * as z from 'zod'
import { HazardState } from './hazard.ts'
import { Instant, LngLat } from './time.ts'

export const HazardLink = z
  .object({
    id: z.uuid(),
    officer: z.string(),
    madeBy: z.string(),
    madeAt: Instant,
    expiresAt: Instant,
    revokedAt: Instant.nullable(),
    boundAt: Instant.nullable().meta({ description: 'when the first phone confirmed' }),
    opens: z.int(),
  })
  .meta({ id: 'HazardLink' })
export type HazardLink = z.infer<typeof HazardLink>
export const HazardLinkList = z.object({ items: z.array(HazardLink), nextCursor: z.null() }).meta({ id: 'HazardLinkList' })
export const NewHazardLink = z.strictObject({ officer: z.string().trim().min(1).max(100), days: z.int().min(1).max(30) })
export const MadeHazardLink = HazardLink.extend({
  token: z.string().meta({ description: 'shown this once; the page is /field#<token>' }),
}).meta({
  id: 'MadeHazardLink',
})
export type MadeHazardLink = z.infer<typeof MadeHazardLink>

const Token = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'expected the token of a link')
export const OpenSealed = z.strictObject({ token: Token, phone: Token.optional() })
export const ConfirmSealed = z.strictObject({ token: Token })
export const BoundPhone = z
  .object({ phone: z.string().meta({ description: 'the phone’s own secret; without it the link is dead' }) })
  .meta({ id: 'BoundPhone' })
export const SealedPhoto = z.object({ 'x-sealed-token': Token, 'x-sealed-phone': Token })
export const SealedDone = z.strictObject({ token: Token, phone: Token, note: z.string().trim().min(1).max(1000) })

export const SealedHazard = z
  .object({
    number: z.int(),
    schoolName: z.string(),
    title: z.string(),
    detail: z.string().nullable(),
    dueOn: z.iso.date().nullable(),
    state: HazardState,
    officer: z.string(),
    bound: z.boolean().meta({ description: 'to this phone; else it must confirm first' }),
    photos: z.int().meta({ description: 'sent by this link' }),
    position: LngLat.nullable(),
    maps: z
      .object({ gaode: z.string(), baidu: z.string(), tencent: z.string() })
      .nullable()
      .meta({ description: 'links, each at its map’s own datum' }),
  })
  .meta({ id: 'SealedHazard' })
export type SealedHazard = z.infer<typeof SealedHazard>
