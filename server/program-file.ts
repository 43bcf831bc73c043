import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

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

/** The same as a thread. It takes no loader from its arguments as a process does, and registers it itself. */
export function startThread(name: string, beside: string, options: WorkerOptions): Worker {
  const { file, execArgv } = programFile(name, beside)
  if (execArgv.length === 0) return new Worker(file, options)
  // Asked for by `require`, the package answers with a file that a thread cannot load.
  const api = pathToFileURL(
    createRequire(beside)
      .resolve('tsx/esm/api')
      .replace(/\.cjs$/, '.mjs'),
  ).href
  const code = `import(${JSON.stringify(api)}).then(({ register }) => { register(); return import(${JSON.stringify(file.href)}) })`
  return new Worker(code, { ...options, eval: true })
}
