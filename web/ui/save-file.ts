import type { ServerFile } from '../api/http.ts'

/** Puts a file where the browser puts downloads. */
export function saveFile({ blob, name }: ServerFile): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000) // the browser reads it after the click
}
