import { Button, Heading, Tag } from "@digdir/designsystemet-react";
import { useAction } from "../../api/actions.js";
import type { Task } from "../../api/types.js";
import { duration, minutesBetween } from "../../format/duration.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { DistrictName, Moment, ResidentLink, SeverityTag } from "../../parts/labels.js";
import { useActor } from "../../settings/actor.js";
import type { ActionKind } from "./action-dialog.js";

interface TaskCardProps {
  task: Task;
  /** Of the heading, one below that of the list. */
  level: 2 | 3;
  now: string;
  act(kind: ActionKind): void;
}

/** One task: what happened to whom, what to do, and the three things one can say about it. */
export function TaskCard({ task, level, now, act }: TaskCardProps) {
  const { words, say, language } = useLanguage();
  const { times } = useInstallation();
  const [actor] = useActor();
  const announce = useAnnounce();
  const action = useAction();
  const summary = say(task.summary);

  const take = () => {
    if (actor.trim() === "") return act("acknowledge");
    action.mutate(
      { kind: "acknowledge", alertId: task.alertId, actor: actor.trim() },
      { onSuccess: () => announce(words.worklist.taken(summary)), onError: () => act("acknowledge") },
    );
  };

  return (
    <article className="task" data-severity={task.severity} data-alert={task.alertId}>
      <div className="task-body">
        <div className="task-head">
          <SeverityTag severity={task.severity} />
          {task.timeCritical && <Tag data-color="accent">{words.worklist.timeCriticalTag}</Tag>}
          <span className="quiet">
            {words.worklist.since} <Moment at={task.openedAt} now={now} /> (
            {duration(minutesBetween(task.openedAt, now), language)})
          </span>
        </div>
        <Heading level={level} data-size="2xs">
          {summary}
        </Heading>
        <p>
          {words.worklist.doThis} <strong>{say(task.nextAction)}</strong>
        </p>
        <p className="task-about">
          {task.residentRef !== null && (
            <span>
              {words.worklist.resident} <ResidentLink residentRef={task.residentRef} />
            </span>
          )}
          {task.district !== null && (
            <span>
              <DistrictName id={task.district} />
            </span>
          )}
          {task.deviceId !== null && (
            <span>
              {words.worklist.device} <span className="token">{task.deviceId}</span>
            </span>
          )}
          <span>
            {task.acknowledgedBy === null
              ? words.worklist.noOwner
              : words.worklist.owner(task.acknowledgedBy, times.when(task.acknowledgedAt ?? now, now))}
          </span>
          {task.doses.map(
            ({ doseId, followup }) => followup && <span key={doseId}>{words.followups[followup] ?? followup}</span>,
          )}
          {task.condition === "cleared" && <span>{words.worklist.ended}</span>}
        </p>
      </div>
      <div className="task-actions">
        {task.handling === "new" && (
          <Button data-size="sm" loading={action.isPending} onClick={take}>
            {words.worklist.take}
          </Button>
        )}
        {task.doses.length > 0 && (
          <Button data-size="sm" variant="secondary" onClick={() => act("followup")}>
            {words.worklist.followup}
          </Button>
        )}
        <Button data-size="sm" variant="secondary" onClick={() => act("close")}>
          {words.worklist.close}
        </Button>
      </div>
    </article>
  );
}
