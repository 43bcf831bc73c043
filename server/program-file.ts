import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface ProgramFile {
  readonly file: URL
  /** What Node must be told to run it. */
  readonly execArgv: string[]
}

/**
 * A program of ours that runs in a process or thread of its own, in whatever language it is: with tsx from the sources, plain in a build.
 * @param name without extension, relative to `beside`
 */
export function programFile(name: string, beside: string): ProgramFile {
  const extension = path.extname(fileURLToPath(beside))
  const execArgv = extension === '.ts' ? ['--import', pathToFileURL(createRequire(beside).resolve('tsx')).href] : []
  return { file: new URL(`${name}${extension}`, beside), execArgv }
}
