import { useState } from 'react';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly digits?: number;
  onChange(value: number): void;
}

/** A number that is taken over as it is typed, as long as it is one. */
export function NumberField({ label, value, min = -Infinity, max = Infinity, step = 0.05, digits = 2, onChange }: Props) {
  const shown = value.toFixed(digits);
  /** What is being typed; null while the field shows the value. */
  const [text, setText] = useState<string | null>(null);
  const take = (next: string) => {
    setText(next);
    const number = Number(next);
    if (next.trim() !== '' && Number.isFinite(number) && number >= min && number <= max) onChange(number);
  };
  return (
    <label className="number-field">
      <span>{label}</span>
      <input
        type="number"
        value={text ?? shown}
        step={step}
        onFocus={() => setText(shown)}
        onBlur={() => setText(null)}
        onChange={(e) => take(e.target.value)}
      />
    </label>
  );
}
