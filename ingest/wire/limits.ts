/** Bounds of the wire contract: what is larger is refused before it costs anything. */

/** One message, payload only. */
export const messageBytesMax = 64 * 1024;
/** Containers inside each other; the contract itself needs four. */
export const jsonDepthMax = 16;
/** Characters of an id: device, plan, event, … */
export const idCharsMax = 128;
/** Characters of a CloudEvents `source` (a URI reference, thus longer than an id). */
export const sourceCharsMax = 256;
/** Characters of names, roles, versions and other short text. */
export const labelCharsMax = 128;
/** Characters of reasons, causes, actions and other sentences. */
export const textCharsMax = 2000;
/** Times of day of one plan: every half hour. */
export const planTimesMax = 48;
/** Bytes of a payload that quarantine keeps, after masking. */
export const quarantinePayloadMax = 16 * 1024;
/** Characters of a topic that quarantine keeps, after masking. */
export const quarantineTopicMax = 1024;
