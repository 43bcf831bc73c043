// What other brokers need to admit the same devices: password file and ACL for Mosquitto, users and ACL for EMQX.
import { NATIVE_ROOT, PROBE_SCHOOL } from '#contracts/mqtt.ts'
import { ITERATIONS, KEY_BYTES, partsOf } from '../store/device-password.ts'

interface InForce {
  readonly name: string
  /** null: it shows a certificate */
  readonly hash: string | null
}
type File = { name: string; text: string }

/** Mosquitto ≥ 2.0: `password_file`, `acl_file`. A reload (SIGHUP) puts them in force; `use_identity_as_username` takes a certificate's CN. */
export function mosquittoFiles(credentials: readonly InForce[]): File[] {
  const passwords = credentials.flatMap(({ name, hash }) => (hash === null ? [] : [`${name}:${hash}\n`]))
  const device = [...['alarm', 'health', 'status'].map((suffix) => ['write', suffix]), ['read', 'command']]
  const acl = [
    'user app',
    'topic read #',
    'topic read $SYS/#',
    'topic read $oc/#',
    `topic write ${NATIVE_ROOT}/+/+/command`,
    'topic write edge/+/+/+/command',
    'topic write $CONTROL/dynamic-security/v1',
    'topic read $CONTROL/dynamic-security/v1/response',
    `topic write ${NATIVE_ROOT}/${PROBE_SCHOOL}/+/alarm`,
    '',
    '# Words that begin a tree are nobody’s name.',
    'user edge',
    'topic deny #',
    'user xiaowei',
    'topic deny #',
    '',
    `pattern deny ${NATIVE_ROOT}/${PROBE_SCHOOL}/%u/#`,
    ...device.map(([access, suffix]) => `pattern ${access} ${NATIVE_ROOT}/+/%u/${suffix}`),
    'pattern write %u/#',
    'pattern read %u/+/command',
  ]
  return [
    { name: 'passwords', text: passwords.join('') },
    { name: 'acl', text: `${acl.join('\n')}\n` },
  ]
}

/** EMQX 5: users for the built-in database (import at Authentication → Password-Based), rules for the file authorizer. */
export function emqxFiles(credentials: readonly InForce[]): File[] {
  const users = credentials.flatMap(({ name, hash }) => {
    if (hash === null) return []
    const { salt, key } = partsOf(hash)
    return [{ user_id: name, password_hash: key.toString('hex'), salt: salt.toString('utf8'), is_superuser: false }]
  })
  const authenticator = {
    mechanism: 'password_based',
    backend: 'built_in_database',
    user_id_type: 'username',
    password_hash_algorithm: { name: 'pbkdf2', mac_fun: 'sha512', iterations: ITERATIONS, dk_length: KEY_BYTES },
  }
  const topics = (suffixes: string[]) => suffixes.map((suffix) => `"${NATIVE_ROOT}/+/\${username}/${suffix}"`).join(', ')
  // The mount of a bridge is its user name, so that no device's rule can reach it: a device's id holds no /.
  const acl = [
    '{deny, {username, {re, "^(edge|xiaowei)$"}}, all, ["#"]}.',
    `{allow, all, publish, [${topics(['alarm', 'health', 'status'])}]}.`,
    `{allow, all, subscribe, [${topics(['command'])}]}.`,
    `{allow, {username, {re, "^edge/[a-z0-9-]+/[A-Za-z0-9._-]+$"}}, publish, ["\${username}/#"]}.`,
    `{allow, {username, {re, "^edge/[a-z0-9-]+/[A-Za-z0-9._-]+$"}}, subscribe, ["\${username}/+/command"]}.`,
    '{allow, {username, "app"}, all, ["#", "$SYS/#", "$oc/#", "$events/#"]}.',
    '{deny, all}.',
  ]
  return [
    { name: 'users.json', text: `${JSON.stringify(users, null, 1)}\n` },
    { name: 'authenticator.json', text: `${JSON.stringify(authenticator, null, 1)}\n` },
    { name: 'acl.conf', text: `${acl.join('\n')}\n` },
    { name: 'authorization.conf', text: EMQX_ASKS },
  ]
}

/** Asks us first, so that a revocation is in force within 20 s; where we cannot be reached, the file decides. */
const EMQX_ASKS = `authorization {
  no_match = deny
  deny_action = ignore
  cache { enable = true, max_size = 32, ttl = 20s }
  sources = [
    {
      type = http
      enable = true
      method = post
      url = "https://XIAOWEI/api/v1/broker/authorize"
      headers { "content-type" = "application/json", authorization = "Bearer BROKER_TOKEN" }
      body { username = "\${username}", action = "\${action}", topic = "\${topic}" }
      request_timeout = 2s
    },
    { type = file, enable = true, path = "etc/acl.conf" }
  ]
}
`
