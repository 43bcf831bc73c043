import type { FileInfo, FileOwnerKind } from '#contracts/file.ts'
import type { LngLat } from '#contracts/time.ts'
import { type Listed, request } from './http.ts'

export const readFiles = (ownerKind: FileOwnerKind, ownerId: string) =>
  request<Listed<FileInfo>>(`/files?${new URLSearchParams({ ownerKind, ownerId })}`)

/** Sends files of one owner, one after the other. @param place where photos were taken @returns their ids */
export async function sendFiles(
  ownerKind: FileOwnerKind,
  ownerId: string,
  files: readonly File[],
  place?: LngLat | null,
): Promise<string[]> {
  const ids: string[] = []
  for (const file of files) {
    const query = new URLSearchParams({ ownerKind, ownerId, name: file.name.slice(-200) || '照片.jpg' })
    if (place && file.type.startsWith('image/')) {
      query.set('lng', String(place[0]))
      query.set('lat', String(place[1]))
    }
    ids.push((await request<FileInfo>(`/files?${query}`, { method: 'POST', file, timeoutMs: 120_000 })).id)
  }
  return ids
}

/** What was chosen in a form's file field; an empty field holds one empty file. */
export const chosenFiles = (form: FormData, name: string): File[] =>
  form.getAll(name).filter((one): one is File => one instanceof File && one.size > 0)
