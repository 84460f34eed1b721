import type { PreviewedFile } from '#src/session/exchange.ts';

/** More are a number only. */
const SHOWN = 200;

/** The files that an export would write, with their sizes where these are known before. */
export function ExportFiles({ files }: { readonly files: readonly PreviewedFile[] }) {
  if (files.length === 0) return null;
  const known = files.filter((f) => f.bytes !== null).reduce((sum, f) => sum + f.bytes!, 0);
  return (
    <details className="export-table">
      <summary>
        {files.length === 1 ? files[0].path : `${files.length.toLocaleString('en')} files: ${files[0].path} …`} <small>{known > 0 ? sizeText(known) : ''}</small>
      </summary>
      <ul>
        {files.slice(0, SHOWN).map(({ path, bytes }) => (
          <li key={path}>
            <code>{path}</code> <small>{bytes === null ? '' : sizeText(bytes)}</small>
          </li>
        ))}
        {files.length > SHOWN && <li>and {(files.length - SHOWN).toLocaleString('en')} more</li>}
      </ul>
    </details>
  );
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
