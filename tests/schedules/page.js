// Holds the windows of one simulated phone. `play.begin`, `.ask`, `.askAndKill`, `.kill`, `.tell`.
(source) => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const windows = new Map();
  const happened = {};
  let numbers = 0;

  function open(name) {
    const worker = new Worker(address, { type: "module" });
    const asked = new Map();
    worker.onmessage = ({ data: { number, answer, failed, happened: kind } }) => {
      if (kind) {
        happened[kind] = (happened[kind] ?? 0) + 1;
        return;
      }
      const [resolve, reject] = asked.get(number);
      asked.delete(number);
      if (failed) reject(new Error(failed));
      else resolve(answer);
    };
    worker.onerror = (event) => console.error(`window ${name}: ${event.message}`);
    windows.set(name, { worker, asked });
  }

  const ask = (name, does, given) =>
    new Promise((resolve, reject) => {
      const { worker, asked } = windows.get(name);
      const number = (numbers += 1);
      asked.set(number, [resolve, reject]);
      worker.postMessage({ number, does, given });
    });

  const kill = (name) => {
    windows.get(name)?.worker.terminate();
    windows.delete(name);
  };

  globalThis.play = {
    begin: async (name, given) => (open(name), ask(name, "begin", given)),
    ask,
    kill,
    happened: () => happened,
    killAll: () => [...windows.keys()].forEach(kill),
    // Ends the window so many milliseconds after asking; what it had said by then was said.
    async askAndKill(name, does, given, ms) {
      let said = null;
      ask(name, does, given).then((answer) => (said = answer), (error) => (said = { failed: error.message }));
      await new Promise((resolve) => setTimeout(resolve, ms));
      kill(name);
      return said;
    },
    tell: (more) => Promise.all([...windows.keys()].map((name) => ask(name, "news", more))),
    forget: (database) =>
      new Promise((resolve) => {
        const request = indexedDB.deleteDatabase(database);
        request.onsuccess = request.onerror = request.onblocked = () => resolve(true);
      }),
  };
  return true;
}
