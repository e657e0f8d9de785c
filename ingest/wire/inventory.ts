import { z } from "zod";
import { id } from "./fields.js";

export const inventoryAssigned = z.object({ residentRef: id });
export const inventoryReturned = z.object({});
