import type { KeyboardEvent } from 'react';
import { useEffect, useState } from 'react';
import { className } from '#src/core/labels/taxonomy.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { LabelSwatch } from './FindingRow.tsx';

interface Props {
  /** Class ids. */
  readonly classes: readonly number[];
  onChoose(classId: number): void;
}

/** Type to narrow, arrows or a digit to choose; the views show what the points would become. */
export function ClassChoice({ classes, onChoose }: Props) {
  const taxonomy = useScene((s) => s.taxonomy);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = classes.filter((id) => words.every((word) => className(taxonomy, id).toLowerCase().includes(word)));
  const chosen = found[Math.min(at, found.length - 1)];
  useEffect(() => useReview.setState({ becomes: chosen ?? null }), [chosen]);
  const keys = (event: KeyboardEvent) => {
    const digit = query === '' && /^[1-9]$/.test(event.key) ? found[Number(event.key) - 1] : undefined;
    if (digit !== undefined) onChoose(digit);
    else if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter' && chosen !== undefined) onChoose(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="class-choice" onKeyDown={keys}>
      <input type="text" autoFocus role="combobox" aria-expanded="true" aria-controls="class-choice-list" aria-label="Class" placeholder="a part of its name" value={query} onChange={(event) => (setQuery(event.currentTarget.value), setAt(0))} />
      <ul id="class-choice-list" role="listbox">
        {found.map((id, k) => (
          <li key={id} role="option" aria-selected={id === chosen} onPointerMove={() => setAt(k)} onClick={() => onChoose(id)}>
            {query === '' && k < 9 && <kbd>{k + 1}</kbd>} <LabelSwatch id={id} /> <span className="name">{className(taxonomy, id)}</span>
          </li>
        ))}
        {found.length === 0 && <li className="hint">No class is called that.</li>}
      </ul>
    </div>
  );
}
