/** The code of a QR that was scanned; in the fragment, which no log sees. */
export const scannedCode = (): string | null => /^#enrol=([A-Za-z0-9-]{4,64})$/.exec(location.hash)?.[1] ?? null
