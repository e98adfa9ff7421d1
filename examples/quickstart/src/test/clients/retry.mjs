// Calls a flow CALLS times as clients should: waits Retry-After seconds on 429, fails on any other error.
const [url, key, calls] = [process.argv[2], process.env.KEY, Number(process.argv[3])];

async function execute() {
  for (;;) {
    const response = await fetch(url, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify({ input: 1 }),
    });
    if (response.status !== 429) {
      return response;
    }
    await response.text();
    waits += 1;
    const seconds = Number(response.headers.get("Retry-After"));
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

let done = 0;
let waits = 0;
for (let i = 0; i < calls; i++) {
  const response = await execute();
  if (!response.ok) {
    throw new Error(`call ${i}: ${response.status} ${await response.text()}`);
  }
  if ((await response.json()).status === "completed") {
    done += 1;
  }
}
console.log(`${done} calls done, waited ${waits} times`);
