import { Plus, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { BYTES } from '#src/core/cloud/columns.ts';
import { errorMessage } from '#src/core/errors.ts';
import type { RawFile, RawTrial } from '#src/session/raw-columns.ts';
import { rawFileHere, setRawColumns, tryRawColumns } from '#src/session/raw-columns.ts';
import { showDialog } from '../stores.ts';
import { Modal } from './Modal.tsx';
import { drawFromAbove } from './draw-from-above.ts';

const TITLE = 'Columns of a file without a header';

/** Says what the numbers in a `.bin` are, and shows at once what comes of it. */
export function ColumnsDialog() {
  const [file, setFile] = useState<RawFile | null | Error>();
  useEffect(() => {
    rawFileHere().then(setFile, (error: Error) => setFile(error));
  }, []);
  if (file === undefined) return null;
  if (file === null || file instanceof Error)
    return (
      <Modal title={TITLE}>
        <p className="hint">{file?.message ?? 'This frame has no file without a header: every file says itself which columns it has.'}</p>
      </Modal>
    );
  return <Chooser file={file} />;
}

function Chooser({ file }: { readonly file: RawFile }) {
  const [columns, setColumns] = useState(() => file.columns.map(parsed));
  const [problem, setProblem] = useState<string | null>(null);
  const spelled = columns.map(({ name, type }) => (type === 'float32' ? name : `${name}:${type}`));
  const trial = useTrial(file, spelled);
  const keep = async (chosen: readonly string[] | null) => {
    try {
      await setRawColumns(chosen);
      showDialog(null);
    } catch (error) {
      setProblem(errorMessage(error));
    }
  };
  const known = file.known.find((k) => k.columns.join() === spelled.join());
  return (
    <Modal title={TITLE} wide>
      <p>
        <b>{file.source.name}</b>, {file.source.size.toLocaleString('en')} bytes. Nothing in it says what its numbers are; all files of its kind in this dataset are read alike.
      </p>
      <label>
        Known columns{' '}
        <select value={known?.of ?? ''} onChange={(e) => setColumns(file.known.find((k) => k.of === e.target.value)!.columns.map(parsed))}>
          {known === undefined && <option value="">own columns</option>}
          {file.known.map(({ of, columns: names, fits }) => (
            <option key={of} value={of}>
              {of}: {names.join(', ')} {fits ? '' : '(does not fit the size)'}
            </option>
          ))}
        </select>
      </label>
      <ColumnTable columns={columns} trial={'count' in trial ? trial : null} change={setColumns} />
      {'error' in trial ? <p className="problem" role="alert">{trial.error}</p> : 'count' in trial ? <Outcome trial={trial} /> : <p className="hint" role="status">Reading…</p>}
      {problem !== null && <p className="problem" role="alert">{problem}</p>}
      <footer className="dialog-foot">
        {file.chosen && <button type="button" onClick={() => void keep(null)}>As at first: {file.presumed.join(', ')}</button>}
        <button type="button" className="primary" disabled={!('count' in trial) || trial.leftover > 0} onClick={() => void keep(spelled)}>
          Read it like this
        </button>
      </footer>
    </Modal>
  );
}

interface ColumnChoice {
  readonly name: string;
  readonly type: string;
}

function parsed(entry: string): ColumnChoice {
  const [name, type = 'float32'] = entry.split(':');
  return { name, type };
}

type Trying = RawTrial | { readonly error: string } | { readonly busy: true };

/** What the file comes to with these columns, tried again whenever they change. */
function useTrial(file: RawFile, columns: readonly string[]): Trying {
  const [trial, setTrial] = useState<Trying>({ busy: true });
  const spelled = columns.join(',');
  useEffect(() => {
    const abort = new AbortController();
    const tryThem = async () => {
      const done = await outcome(file, spelled.split(','), abort.signal);
      if (!abort.signal.aborted) setTrial(done);
    };
    void tryThem();
    return () => abort.abort();
  }, [file, spelled]);
  return trial;
}

async function outcome(file: RawFile, columns: readonly string[], signal: AbortSignal): Promise<Trying> {
  try {
    return await tryRawColumns(file.source, columns, signal);
  } catch (error) {
    return { error: errorMessage(error) };
  }
}

interface TableProps {
  readonly columns: readonly ColumnChoice[];
  readonly trial: RawTrial | null;
  change(columns: ColumnChoice[]): void;
}

/** A row per column: its name, its type, and its value in the first records. */
function ColumnTable({ columns, trial, change }: TableProps) {
  const set = (k: number, part: Partial<ColumnChoice>) => change(columns.map((c, i) => (i === k ? { ...c, ...part } : c)));
  return (
    <div className="raw-columns">
      <table aria-label="Columns">
        <thead>
          <tr>
            <th>Name</th>
            <th>Type</th>
            {trial?.rows.map((_, i) => <th key={i}>record {i}</th>)}
            <th />
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, type }, k) => (
            <tr key={k}>
              {/* A comma or a colon would end the name where the columns are kept. */}
              <td><input aria-label={`Name of column ${k + 1}`} value={name} spellCheck={false} onChange={(e) => set(k, { name: e.target.value.replace(/[,:\s]/g, '') })} /></td>
              <td>
                <select aria-label={`Type of column ${k + 1}`} value={type} onChange={(e) => set(k, { type: e.target.value })}>
                  {Object.keys(BYTES).map((t) => <option key={t}>{t}</option>)}
                </select>
              </td>
              {trial?.rows.map((row, i) => <td key={i} className="number">{shown(row[k])}</td>)}
              <td>
                <button type="button" className="icon" aria-label={`Remove column ${k + 1}`} onClick={() => change(columns.filter((_, i) => i !== k))}><Trash2 size={14} /></button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" onClick={() => change([...columns, { name: `column${columns.length + 1}`, type: 'float32' }])}><Plus size={14} /> Column</button>
    </div>
  );
}

/** Undefined where the table is ahead of the trial. */
function shown(value: number | bigint | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'bigint' || Number.isInteger(value) ? String(value) : value.toPrecision(6);
}

function Outcome({ trial: { count, leftover, preview } }: { readonly trial: RawTrial }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [extent, setExtent] = useState('');
  useEffect(() => {
    if (canvas.current !== null) setExtent(drawFromAbove(canvas.current, preview));
  }, [preview]);
  return (
    <div className="raw-outcome">
      <canvas ref={canvas} width={360} height={240} aria-label="The points from above" />
      <div>
        <p className={leftover > 0 ? 'problem' : ''} role={leftover > 0 ? 'alert' : undefined}>
          {count.toLocaleString('en')} points{leftover > 0 && `, and ${leftover} bytes left over: these are not the columns of the whole file`}
        </p>
        <p className="hint">{extent}</p>
        <p className="hint">Right columns show as a street, a room, a field seen from above. Noise, a line, or numbers beyond all measure say that a column is another one.</p>
      </div>
    </div>
  );
}
