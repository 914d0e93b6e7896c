import assert from "node:assert/strict";
import { test } from "node:test";

import { Queue } from "../../src/queue";

test("one job at a time; of those that wait only the newest is done", async () => {
  const queue = new Queue();
  const done: string[] = [];
  let running = 0;
  const job = (name: string) => async (): Promise<void> => {
    assert.equal(++running, 1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running--;
    done.push(name);
  };
  const first = queue.add(job("a"));
  await Promise.resolve();
  await Promise.resolve(); // `a` runs
  await Promise.all([first, queue.add(job("b")), queue.add(job("c"))]);
  assert.deepEqual(done, ["a", "c"]);
  await queue.add(job("d"));
  assert.deepEqual(done, ["a", "c", "d"]);
});
