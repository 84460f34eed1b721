import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { notices } from '#src/session/notices.ts';

/** What was lost or is wrong with the data: each line stays until it is closed, for who looked away when it came. */
export function Losses() {
  const [lines, setLines] = useState<readonly string[]>([]);
  useEffect(
    () => notices.subscribe(({ kind, text }) => kind === 'loss' && setLines((now) => (now.includes(text) ? now : [...now, text]))),
    [],
  );
  if (lines.length === 0) return null;
  return (
    <div className="losses">
      {lines.map((text) => (
        <div key={text} className="save-banner" role="alert" data-testid="loss">
          <span>{text}</span>
          <button type="button" className="icon" aria-label="Close" onClick={() => setLines((now) => now.filter((one) => one !== text))}>
            <X size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
