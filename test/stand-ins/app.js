/* The app of the README's program: answers its probes, and ends when it is asked to. */
const { createServer } = require('node:http');

exports.serve = (host, port) => {
  const server = createServer(({ url }, response) => response.writeHead(['/livez', '/readyz'].includes(url) ? 200 : 404).end());
  server.listen(port, host, () => console.log(`listening on ${host}:${port}`));
  process.on('SIGTERM', () => process.exit(0));
};
