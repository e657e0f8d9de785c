import { useMutation, useQueryClient } from "@tanstack/react-query";
import { postJson } from "./request.js";
import type { Alert, Dose, IncidentReport } from "./types.js";

/** What people do about an alert or a dose. Each is answered when it is in the log. */
export type Action =
  | { kind: "acknowledge"; alertId: string; actor: string }
  | { kind: "close"; alertId: string; actor: string; cause?: string; action?: string }
  | { kind: "followup"; doseId: string; actorRole: string; outcome: string };

function perform(action: Action): Promise<Alert | Dose> {
  switch (action.kind) {
    case "acknowledge": {
      const { kind: _, alertId, ...body } = action;
      return postJson(`/v1/alerts/${encodeURIComponent(alertId)}/acknowledge`, body);
    }
    case "close": {
      const { kind: _, alertId, ...body } = action;
      return postJson(`/v1/alerts/${encodeURIComponent(alertId)}/close`, body);
    }
    case "followup": {
      const { kind: _, doseId, ...body } = action;
      return postJson(`/v1/doses/${encodeURIComponent(doseId)}/followup`, body);
    }
  }
}

export function useAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: perform,
    // Also after a refusal: it means that what is shown is not what is so.
    onSettled: () => client.invalidateQueries(),
  });
}

export interface Review {
  incidentId: string;
  actor: string;
  conclusion: string;
  caseNumber?: string;
  causeSupplier?: string;
  dosesReviewed: number;
}

/** What a person concludes about an incident. */
export function useReview() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ incidentId, ...body }: Review) =>
      postJson<IncidentReport>(`/v1/incidents/${encodeURIComponent(incidentId)}/review`, body),
    onSettled: () => client.invalidateQueries(),
  });
}
