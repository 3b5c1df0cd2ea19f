// The program of a test server: `server-process.ts http|tcp ADDRESS PORT`; ends with the process that started it.
import http from 'node:http'
import net from 'node:net'

const [kind = '', address = '', port = ''] = process.argv.slice(2)
const server =
  kind === 'http'
    ? http.createServer((_, response) => response.end(`${address}\n`))
    : net.createServer((socket) => {
        socket.on('error', () => socket.destroy())
        socket.end('ready\r\n')
      })
server.listen(Number(port), address, () => process.stdout.write('listening\n'))
process.stdin.resume().on('end', () => process.exit())
