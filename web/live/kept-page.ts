/** Whether this browser can keep a page: it wants https, or the machine itself. */
export const canKeepPage = 'serviceWorker' in navigator && window.isSecureContext

/** Has a page and its files kept by its service worker, so that it opens without a network. @returns null where this browser cannot */
export async function keepPage(name: 'guard' | 'technician'): Promise<ServiceWorkerRegistration | null> {
  if (!canKeepPage) return null
  try {
    const registration = await navigator.serviceWorker.register(`/${name}-sw.js`, { scope: `/${name}` })
    if (!registration.active) await isKept(registration)
    return registration
  } catch (error) {
    console.info('this page cannot be kept for a start without network', error) // e.g. a certificate that the browser does not trust
    return null
  }
}

/** Not `serviceWorker.ready`: that never comes for a document which was opened under another path, e.g. at the sign-in. */
function isKept({ installing, waiting }: ServiceWorkerRegistration): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = installing ?? waiting
    const look = () => {
      if (worker?.state === 'activated') resolve()
      if (!worker || worker.state === 'redundant') reject(new Error('its files could not be kept'))
    }
    worker?.addEventListener('statechange', look)
    look()
  })
}
