/** A list of listeners for one kind of event. For what must not pass through React: per-point work. */
export class Emitter<Event> {
  private readonly listeners = new Set<(event: Event) => void>();

  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: Event) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  emit(event: Event): void {
    for (const listener of this.listeners) listener(event);
  }
}
