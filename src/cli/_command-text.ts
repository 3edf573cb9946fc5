/** A command as one would type it, with quotes only where a shell needs them. */
export function commandText(command: readonly string[]): string {
  return command.map(part => /^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replace(/'/g, '\'\\\'\'')}'`).join(' ');
}
