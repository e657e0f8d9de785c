import { useMutation, useQueryClient } from "@tanstack/react-query";
import { postJson } from "./request.js";
import type {
  AcceptanceBody,
  Alert,
  AssessmentBody,
  Dose,
  IncidentReport,
  ScalingDecisionBody,
  ScalingRequest,
  ScalingRequestBody,
  ScenarioDetail,
} from "./types.js";

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

/** Something a person says, at its address; answered when it is in the log. */
function useSaying<Said, Answer>(say: (said: Said) => [path: string, body: object]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (said: Said) => postJson<Answer>(...say(said)),
    onSettled: () => client.invalidateQueries(),
  });
}

/** What a person concludes about an incident. */
export const useReview = () =>
  useSaying<Review, IncidentReport>(({ incidentId, ...body }) => [
    `/v1/incidents/${encodeURIComponent(incidentId)}/review`,
    body,
  ]);

/** What the weekly session has found about a scenario. */
export const useAssess = (scenario: string) =>
  useSaying<AssessmentBody, ScenarioDetail>((body) => [`/v1/scenarios/${scenario}/assessments`, body]);

/** Somebody takes responsibility for a risk. */
export const useAccept = (scenario: string) =>
  useSaying<AcceptanceBody, ScenarioDetail>((body) => [`/v1/scenarios/${scenario}/acceptances`, body]);

export const useRequestScaling = () =>
  useSaying<ScalingRequestBody, ScalingRequest>((body) => ["/v1/scaling/requests", body]);

export const useDecideScaling = (requestId: string) =>
  useSaying<ScalingDecisionBody, ScalingRequest>((body) => [`/v1/scaling/requests/${requestId}/decision`, body]);
