/** Jobs one after the other; one that waits is replaced by a newer one, since it would only be undone. */

export class Queue {
  private running: Promise<void> | undefined;
  private next: (() => Promise<void>) | undefined;

  /** Do `job` when the running one has ended; resolves when nothing is left to do. A job must not reject. */
  add(job: () => Promise<void>): Promise<void> {
    this.next = job;
    this.running ??= this.drain();
    return this.running;
  }

  private async drain(): Promise<void> {
    await Promise.resolve(); // what is asked for in the same turn is one job
    while (this.next) {
      const job = this.next;
      this.next = undefined;
      await job();
    }
    this.running = undefined;
  }
}
