// Asks the service in the same container whether every part of it works: exit code 0, or 1 and why not.
const port = process.env.VELVAKT_HTTP_PORT || "8080";
try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4_000) });
  if (!answer.ok) {
    console.error((await answer.json()).detail);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`no answer on port ${port}: ${error.cause?.code ?? error.name}`);
  process.exitCode = 1;
}
