import { useEffect, useRef, useState } from 'react';

export interface Entry {
  readonly id: string;
  readonly title: string;
  /** Shown small, on the right. */
  readonly detail?: string;
  readonly colour?: string;
  readonly disabled?: boolean;
  run(): void;
}

interface Props {
  readonly entries: readonly Entry[];
  readonly placeholder: string;
}

/** Type to narrow, arrows to choose, Enter to run. */
export function FilterList({ entries, placeholder }: Props) {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const chosen = useRef<HTMLLIElement>(null);
  const found = narrow(entries, query);
  const current = Math.min(at, found.length - 1);
  useEffect(() => {
    // Newer browsers return a promise here: returned from the effect, React would call it as a function.
    void chosen.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const keys = (event: React.KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(current + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(current - 1, 0));
    else if (event.key === 'Enter') found[current]?.run();
    else return;
    event.preventDefault();
  };
  return (
    <div className="filter-list" onKeyDown={keys}>
      <input
        type="text"
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="filter-list-options"
        aria-label={placeholder}
        aria-activedescendant={found[current] && `option-${found[current].id}`}
        placeholder={placeholder}
        value={query}
        onChange={(e) => (setQuery(e.target.value), setAt(0))}
      />
      <ul id="filter-list-options" role="listbox">
        {found.map((entry, k) => (
          <li
            key={entry.id}
            id={`option-${entry.id}`}
            ref={k === current ? chosen : undefined}
            role="option"
            aria-selected={k === current}
            aria-disabled={entry.disabled}
            onPointerMove={() => setAt(k)}
            onClick={entry.run}
          >
            {entry.colour !== undefined && <i className="swatch" style={{ background: entry.colour }} />}
            <span className="name">{entry.title}</span>
            <small>{entry.detail}</small>
          </li>
        ))}
        {found.length === 0 && <li className="hint">Nothing is called that.</li>}
      </ul>
    </div>
  );
}

/** All words of the query must be in the title; titles that begin with it come first. */
function narrow(entries: readonly Entry[], query: string): Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const start = query.trim().toLowerCase();
  return entries
    .filter((entry) => words.every((word) => entry.title.toLowerCase().includes(word)))
    .sort((a, b) => Number(b.title.toLowerCase().startsWith(start)) - Number(a.title.toLowerCase().startsWith(start)));
}
