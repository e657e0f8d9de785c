/** In the address of the devices page: every device that is not known to be in contact. */
export const silentStatus = "silent";

/** What the API is to be asked for when somebody has chosen `status`. */
export function statusesOf(status: string): string | string[] {
  return status === silentStatus ? ["offline", "unknown"] : status;
}
