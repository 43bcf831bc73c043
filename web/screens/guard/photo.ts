// A photo from the scene, made small on the phone where its browser can: a camera's 5 MB would take minutes on the networks that guards have.

const LONGEST_PX = 1600
const QUALITY = 0.75
/** What a browser that cannot draw the picture may still send as it is. */
const LARGEST_BYTES = 8 * 1_048_576

/** @returns the picture as a data URL; null when it is too large to send and cannot be made smaller here */
export async function shrink(file: Blob): Promise<string | null> {
  try {
    return await redraw(file)
  } catch (error) {
    console.info('this browser cannot draw the picture, so it is sent as it is', error)
    return file.size <= LARGEST_BYTES ? dataUrlOf(file) : null
  }
}

async function redraw(file: Blob): Promise<string> {
  const url = URL.createObjectURL(file)
  try {
    const image = await loaded(url)
    const scale = Math.min(1, LONGEST_PX / Math.max(image.naturalWidth, image.naturalHeight))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(image.naturalWidth * scale)
    canvas.height = Math.round(image.naturalHeight * scale)
    const context = canvas.getContext('2d')
    if (!context || canvas.width === 0) throw new Error('no canvas, or an empty picture')
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    return canvas.toDataURL('image/jpeg', QUALITY)
  } finally {
    URL.revokeObjectURL(url)
  }
}

const loaded = (url: string): Promise<HTMLImageElement> =>
  new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('not a picture that this browser knows'))
    image.src = url
  })

const dataUrlOf = (file: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error ?? new Error('the picture cannot be read'))
    reader.readAsDataURL(file)
  })

/** The bytes behind a data URL. Not by fetch: the page's own policy lets it connect to the server alone. */
export function blobOf(dataUrl: string): Blob {
  const comma = dataUrl.indexOf(',')
  const type = /^data:([^;,]*)/.exec(dataUrl)?.[1] ?? ''
  const text = atob(dataUrl.slice(comma + 1))
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return new Blob([bytes], { type })
}
