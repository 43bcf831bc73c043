// What the phone keeps. An in-app browser may forbid storage or empty it: then everything lasts as long as the page, and 本机 says so.

const memory = new Map<string, string>()

/** Whether what is written outlives the page. */
export const keepsData: boolean = (() => {
  try {
    localStorage.setItem('xiaowei.probe', '1')
    localStorage.removeItem('xiaowei.probe')
    return true
  } catch {
    return false
  }
})()

/** What was kept under a name; null when nothing readable was. */
export function recall<T>(name: string): T | null {
  // What did not fit into the storage is still here while the page lives.
  const text = (keepsData ? localStorage.getItem(name) : null) ?? memory.get(name) ?? null
  if (text === null) return null
  try {
    return JSON.parse(text) as T
  } catch {
    return null // written by something else, or cut off
  }
}

/** Keeps it under a name, at least while the page lives. @returns whether it outlives the page */
export function keep(name: string, value: unknown): boolean {
  const text = JSON.stringify(value)
  memory.set(name, text)
  if (!keepsData) return false
  try {
    localStorage.setItem(name, text)
    memory.delete(name)
    return true
  } catch (error) {
    localStorage.removeItem(name) // what is older must not pass for this
    console.warn('this phone’s storage is full', error)
    return false
  }
}

export function forget(name: string): void {
  memory.delete(name)
  if (keepsData) localStorage.removeItem(name)
}
