/* Reads a file as `check` does, with the same library, and nothing else. Usage: node parse-yaml.js FILE */
const fs = require('node:fs');
const { parseAllDocuments } = require('yaml');

for (const document of parseAllDocuments(fs.readFileSync(process.argv[2], 'utf8'))) document.toJS();
