import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** PEM texts, as MQTT.js takes them. */
export interface Identity {
  cert: Buffer
  key: Buffer
  ca: Buffer
}

/** A certificate authority in a folder: `mqtt-ca.pem`, `mqtt-crl.pem` and one pair of files for each name it was asked for. */
export class Authority {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(path.join(folder, 'issued'), { recursive: true })
    writeFileSync(path.join(folder, 'index.txt'), '')
    writeFileSync(path.join(folder, 'ca.cnf'), configuration(folder))
    this.#openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'mqtt-ca.pem', '-subj', '/CN=test authority', '-days', '1')
    this.#writeRevocations()
  }

  issue(name: string, files: string): Identity {
    const subject = `/CN=${name.replaceAll('/', '\\/')}`
    this.#openssl(
      'req',
      ...newKey,
      '-keyout',
      `${files}.key`,
      '-out',
      `${files}.csr`,
      '-subj',
      subject,
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    )
    this.#openssl('ca', '-batch', '-notext', '-in', `${files}.csr`, '-out', `${files}.pem`)
    return { cert: this.#read(`${files}.pem`), key: this.#read(`${files}.key`), ca: this.#read('mqtt-ca.pem') }
  }

  revoke(files: string): void {
    this.#openssl('ca', '-revoke', `${files}.pem`)
    this.#writeRevocations()
  }

  #writeRevocations(): void {
    this.#openssl('ca', '-gencrl', '-out', 'mqtt-crl.pem')
  }

  #read(file: string): Buffer {
    return readFileSync(path.join(this.#folder, file))
  }

  #openssl(command: string, ...args: string[]): void {
    const config = command === 'ca' ? ['-config', 'ca.cnf'] : []
    execFileSync('openssl', [command, ...config, ...args], { cwd: this.#folder, stdio: 'pipe' })
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

const configuration = (folder: string) => `
[ca]
default_ca = test
[test]
dir = ${folder}
database = $dir/index.txt
rand_serial = yes
new_certs_dir = $dir/issued
certificate = $dir/mqtt-ca.pem
private_key = $dir/ca.key
default_md = sha256
default_days = 1
default_crl_days = 1
copy_extensions = copy
policy = any
[any]
commonName = supplied
`
