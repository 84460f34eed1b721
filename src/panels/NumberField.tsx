import { useEffect, useState } from 'react';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly step?: number;
  readonly digits?: number;
  onChange(value: number): void;
}

/** A number that is taken over as it is typed, as long as it is one. */
export function NumberField({ label, value, min = -Infinity, step = 0.05, digits = 2, onChange }: Props) {
  const shown = value.toFixed(digits);
  const [text, setText] = useState(shown);
  const [editing, setEditing] = useState(false);
  useEffect(() => {
    if (!editing) setText(shown);
  }, [shown, editing]);
  const take = (next: string) => {
    setText(next);
    const number = Number(next);
    if (next.trim() !== '' && Number.isFinite(number) && number >= min) onChange(number);
  };
  return (
    <label className="number-field">
      <span>{label}</span>
      <input
        type="number"
        value={text}
        step={step}
        onFocus={() => setEditing(true)}
        onBlur={() => setEditing(false)}
        onChange={(e) => take(e.target.value)}
      />
    </label>
  );
}
