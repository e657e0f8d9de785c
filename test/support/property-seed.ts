import fc from "fast-check";

/**
 * Property tests take the same cases every time, so that a change is judged by what it changed; `PROPERTY_SEED=random`
 * (or a number) takes others, which is how new ones are found. What is found is kept as an example of its test.
 */
const given = process.env.PROPERTY_SEED;
if (given !== "random") fc.configureGlobal({ seed: Number(given ?? 1) });
