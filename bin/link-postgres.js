// Makes the links that the libraries of the packaged PostgreSQL need, in the package itself, so that whoever runs
// Velvakt needs no right to write there. Without it a start does the same, or copies the package into its data folder.
const { linkPackage } = await import(new URL("../dist/services/database/embedded/binaries.js", import.meta.url).href);

const linked = await linkPackage();
console.log(linked ? `PostgreSQL ${linked.majorVersion}: ${linked.postgres}` : "PostgreSQL does not run here.");
process.exitCode = linked ? 0 : 1;
