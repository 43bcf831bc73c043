import { WebSocket as WebSocketTransport } from 'socket.io-client'

/**
 * A WebSocket that may be refused at once. Where its constructor throws (a policy, a proxy's script, an extension), engine.io 6.6 raises
 * the error before it listens for it, and would wait out the whole time limit before it tries long polling.
 */
export class RefusableWebSocket extends WebSocketTransport {
  override createSocket(...parts: Parameters<WebSocketTransport['createSocket']>): unknown {
    try {
      return super.createSocket(...parts)
    } catch (error) {
      setTimeout(() => this.onError('WebSocket is refused', error))
      return { close() {} }
    }
  }
}
