// From the sources, a new thread has to be taught first to read them, as bin/velvakt.js teaches the main thread.
import { register } from "tsx/esm/api";

register();
await import("./city-thread.ts");
