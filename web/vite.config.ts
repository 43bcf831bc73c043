import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname

/** `/guard` is a page of its own; in development Vite would answer it with the desk's page. */
const guardPage: Plugin = {
  name: 'guard-page',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      if (request.url && /^\/guard(\/|\?|$)/.test(request.url)) request.url = '/guard.html'
      next()
    })
  },
}

const backend = process.env.BACKEND ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root,
  plugins: [react(), guardPage],
  server: { proxy: { '/api': backend, '/socket.io': { target: backend, ws: true } } },
  build: {
    outDir: resolve(root, '../dist/web'),
    emptyOutDir: true,
    manifest: true,
    // The two pages share React and the live link, so both are written for the older floor: the guard's phone (Chrome 79).
    // What the desk needs beyond it (Chrome 88, e.g. module workers) is checked by public/floor.js before anything loads.
    target: 'chrome79',
    cssTarget: 'chrome79',
    rolldownOptions: { input: { desk: resolve(root, 'index.html'), guard: resolve(root, 'guard.html') } },
  },
})
