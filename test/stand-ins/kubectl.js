/* kubectl apply -f -: takes anything that consists of objects. */
const { readFileSync } = require('node:fs');
const { parseAllDocuments } = require('yaml');

if (process.argv.slice(2).join(' ') !== 'apply -f -') throw new Error('This kubectl knows `kubectl apply -f -` only.');
const objects = parseAllDocuments(readFileSync(0, 'utf8')).map(document => document.toJS());
if (objects.length === 0 || !objects.every(({ apiVersion, kind, metadata }) => apiVersion && kind && metadata.name)) throw new Error('These are no objects.');
