import { spawn } from "node:child_process";

const commands: Partial<Record<NodeJS.Platform, [command: string, ...args: string[]]>> = {
  darwin: ["open"],
  linux: ["xdg-open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Whether somebody sits in front of a screen that a browser could open on. */
function hasScreen(env: NodeJS.ProcessEnv): boolean {
  return process.platform !== "linux" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Opens the address in the default browser; false if there is none that could be asked. */
export function openBrowser(address: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const [command, ...args] = commands[process.platform] ?? [];
  if (command === undefined || !hasScreen(env)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(command, [...args, address], { detached: true, stdio: "ignore" });
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}
